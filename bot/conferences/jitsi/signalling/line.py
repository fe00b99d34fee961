"""One open connection to the signalling, and what was learned when it was opened."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from yarl import URL

from bot.conferences.jitsi.discovery.endpoints import PlainStream, Way
from bot.conferences.jitsi.signalling.stream import (
    ConditionError,
    SignallingStream,
    tls_context,
    valid_jid,
)
from bot.errors import TransientError

_LOGIN_S: Final = 10.0
_QUESTION_S: Final = 3.0
_GOODBYE_S: Final = 1.0
_DISCO_ITEMS: Final = "http://jabber.org/protocol/disco#items"


@dataclass(frozen=True, slots=True)
class JitsiAccount:
    """A login on the server, by its JID without resource."""

    jid: str
    password: str = field(repr=False)


class Line:
    """Lives until it breaks; `hang_up` ends it, and its task, in any case.

    `has_focus` says that the server has a Jicofo, which then sits in every room; None when the
    server did not tell.
    """

    def __init__(
        self, way: Way, owns: Callable[[URL], bool], account: JitsiAccount | None = None
    ) -> None:
        self.way = way
        self.has_focus: bool | None = None
        login = account.jid if account else way.domains.login
        password = account.password if account else ""
        self.stream = SignallingStream(valid_jid(login), _tls(way), password=password)
        self._living = asyncio.create_task(self.stream.live(way.transport, owns))

    @classmethod
    async def open(
        cls, way: Way, owns: Callable[[URL], bool], account: JitsiAccount | None = None
    ) -> Self:
        """Log in, anonymously without an account. Raises `TransientError`."""
        line = cls(way, owns, account)
        try:
            async with asyncio.timeout(_LOGIN_S):
                await line.stream.entered
                line.has_focus = await line._find_focus()
        except BaseException as error:
            await line.hang_up()
            if isinstance(error, TimeoutError):
                raise TransientError("the XMPP server does not finish the login") from error
            raise
        return line

    @property
    def alive(self) -> bool:
        return not self.stream.end

    @property
    def end(self) -> str:
        """Why it died, in a line for the operator; empty while it lives."""
        return self.stream.end

    async def wait_end(self) -> None:
        """Return when the line is dead."""
        await asyncio.wait([self._living])

    async def hang_up(self) -> None:
        """Politely, if the server answers within a second."""
        self.stream.say_goodbye()
        await asyncio.wait([self._living], timeout=_GOODBYE_S)
        self._living.cancel()
        await asyncio.gather(self._living, return_exceptions=True)

    async def _find_focus(self) -> bool | None:
        domain = self.way.domains.domain
        try:
            items = await self.stream.query(domain, _DISCO_ITEMS, timeout=_QUESTION_S)
        except (ConditionError, TransientError):
            return None
        return any(item.get("jid") == f"focus.{domain}" for item in items)


def _tls(way: Way) -> ssl.SSLContext:
    if isinstance(way.transport, PlainStream):
        return tls_context(way.transport.host)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # not used: aiohttp encrypts the WebSocket
