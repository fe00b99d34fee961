"""A TCP proxy that cuts connections at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cutter:
    """Stands between the bot and its server.

    `cut_after` cuts once those bytes were passed on to the server, so that the answer is lost;
    `cut_before` cuts instead of passing them on; `cut_within` passes on what ends with them, and
    nothing behind. All work once. `is_deaf` swallows what the
    server says, as a connection does whose other end is gone. `is_closed` refuses newcomers.
    `replaced` is what the bot says and what the server gets to read instead, `returned` what the
    server says and the bot gets to read.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.address = ("127.0.0.1", 0)
        self.connections = 0
        self.cut_after = b""
        self.cut_before = b""
        self.cut_within = b""
        self.is_deaf = False
        self.is_closed = False
        self.replaced = (b"", b"")
        self.returned = (b"", b"")
        self._target = target
        self._clients: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """As a router that was switched off, for the bot; the server sees the end in order."""
        for client in self._clients:
            client.transport.abort()

    async def carry(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        """One connection, until either end has had enough."""
        if self.is_closed:
            client.transport.abort()
            return
        self.connections += 1
        self.is_deaf = False
        from_server, server = await asyncio.open_connection(*self._target)
        self._clients.add(client)
        back = asyncio.create_task(self._to_bot(from_server, client))
        await self._to_server(reader, server)
        server.close()
        client.close()
        await back
        self._clients.discard(client)
        for end in (server, client):
            with suppress(OSError):
                await end.wait_closed()

    async def _to_server(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.cut_before and self.cut_before in data:
                    self.cut_before = b""
                    return self.cut()
                if self.cut_within and self.cut_within in data:
                    server.write(data[: data.index(self.cut_within) + len(self.cut_within)])
                    self.cut_within = b""
                    return self.cut()
                server.write(data.replace(*self.replaced) if self.replaced[0] else data)
                if self.cut_after and self.cut_after in data:
                    self.cut_after = b""
                    self.is_deaf = True
                    return self.cut()
        return None

    async def _to_bot(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                if not self.is_deaf:
                    client.write(data.replace(*self.returned) if self.returned[0] else data)
        client.close()


@asynccontextmanager
async def cutter(target: tuple[str, int]) -> AsyncIterator[Cutter]:
    """A proxy in front of that address."""
    proxy = Cutter(target)
    server = await asyncio.start_server(proxy.carry, "127.0.0.1", 0)
    proxy.address = server.sockets[0].getsockname()
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
        await server.wait_closed()
