"""Which of the bot's lines were acknowledged, and who waits for that."""

import asyncio
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from bot.errors import AnkerplatzError, TransientError
from bot.networks.xmpp.addresses import bare_of, domain_of

_REMEMBERED: Final = 500


class Receipts:
    """Acknowledgements by message id; those that nobody waited for are remembered for a while."""

    def __init__(self, own_server: str) -> None:
        self._own_server = own_server
        self._awaited: dict[str, tuple[str, asyncio.Future[None]]] = {}
        self._arrived: deque[str] = deque(maxlen=_REMEMBERED)
        self._is_over = False

    @contextmanager
    def expected(self, name: str, *, to: str) -> Generator[asyncio.Future[None]]:
        """Wait for the line of that id, sent to that JID, inside the block.

        Raises `TransientError` where the stream is lost: nobody would hear of it here.
        """
        if self._is_over:
            raise _lost()
        receipt: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited[name] = to, receipt
        try:
            yield receipt
        finally:
            del self._awaited[name]
            if not receipt.cancel() and not receipt.cancelled():
                receipt.exception()  # looked at, so that asyncio does not complain

    def has(self, name: str) -> bool:
        """Whether the line was acknowledged lately, be it too late for whoever waited."""
        return name in self._arrived

    def arrived(self, *names: str) -> None:
        """The room showed the line to everybody, the bot included."""
        self._arrived.extend(names)
        for name in names:
            _, receipt = self._awaited.get(name, ("", None))
            if receipt and not receipt.done():
                receipt.set_result(None)

    def refused(self, name: str, error: AnkerplatzError, *, by: str) -> None:
        """An error came back for it, from that JID; empty for the account's own server.

        Whoever reads a line knows its id, or can work it out: of others no error is believed, nor
        of others in the room, which hands on what they write.
        """
        to, receipt = self._awaited.get(name, ("", None))
        answers = {"", self._own_server, domain_of(to), bare_of(to), to}
        if receipt and not receipt.done() and by in answers:
            receipt.set_exception(error)

    def give_up(self) -> None:
        """The stream is lost: whether the lines arrived must be found out by other means."""
        self._is_over = True
        for _, receipt in self._awaited.values():
            if not receipt.done():
                receipt.set_exception(_lost())


def _lost() -> TransientError:
    return TransientError("the stream was lost before an acknowledgement", whole_account=True)
