"""The `ChatNetwork` of one XMPP account."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress, ChatRole, LineId, PersonId
from bot.domain.delivery import Delivery
from bot.domain.line import Incoming
from bot.errors import ConfigError, PermanentError, TransientError, UserError, first_of
from bot.networks.retrying import patiently
from bot.networks.xmpp.profile import introduce
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.stream_session import StreamSession
from bot.networks.xmpp.transport.connection import Connection, NewStreamError
from bot.networks.xmpp.transport.stream import Stream
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import Door

if TYPE_CHECKING:  # loaded only where it is switched on
    from bot.networks.xmpp.omemo.secrecy import Secrecy

log = logging.getLogger(__name__)
_GOODBYE_S: Final = 2.0


class XmppNetwork:
    """Logs in, keeps the connection, and begins a `StreamSession` for each new stream.

    Raises `ConfigError` when an address in the settings is not valid, or encryption is switched on
    and cannot be used.
    """

    def __init__(
        self, settings: XmppSettings, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._settings = settings.prepared()
        self.believe: Final = self._settings.believe
        self._clock = clock
        self._patience = patience or Patience()
        self._secrecy = _secrecy(self._settings, clock)
        self._ready = asyncio.Event()
        self._connection: Connection | None = None
        self._session: StreamSession | None = None
        self._stream: Stream | None = None
        self._portrait = Portrait(self._settings.nick)

    @property
    def account(self) -> AccountId:
        return self._settings.account

    async def run(self, door: Door) -> None:
        stream = self._stream = Stream(
            self._settings,
            seconds=self._patience.request,
            on_message=self._on_message,
            on_presence=self._on_presence,
            on_request=self._on_request,
        )
        connection = self._connection = Connection(stream, self._settings, self._patience)
        await connection.reach()
        while True:
            session = self._session = StreamSession(
                settings=self._settings,
                patience=self._patience,
                clock=self._clock,
                stream=stream,
                door=door,
                portrait=self._portrait,
                secrecy=self._secrecy,
            )
            try:
                await self._be_online(connection, session)
            finally:
                session.end()
            log.info("A new XMPP stream was begun", extra={"account": self.account})

    async def _be_online(self, connection: Connection, session: StreamSession) -> None:
        """Until a new stream was begun. Raises `PermanentError` as `run` does."""
        refused: PermanentError | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(connection.keep(session.doubt))
                tasks.create_task(patiently(self._introduce))
                tasks.create_task(session.live(self._ready))
        except* NewStreamError:
            pass
        except* PermanentError as errors:
            refused = first_of(errors)
        if refused is not None:
            raise refused

    async def _introduce(self) -> None:
        if self._stream is not None and self._settings.avatar is not None:
            picture = self._settings.avatar
            await introduce(self._stream, name=self._settings.nick, picture=picture)

    async def wait_ready(self) -> None:
        await self._ready.wait()

    async def send(self, delivery: Delivery) -> LineId:
        if self._session is None:
            raise TransientError("not connected to the XMPP server yet", whole_account=True)
        return await self._session.send(delivery)

    async def file(self, line: Incoming) -> bytes:  # noqa: ARG002 -- the port
        """None: an uploaded file is an address here (XEP-0363)."""
        raise UserError("calendar_no_file")

    async def call_in(self, chat: ChatAddress) -> Attendance | None:
        return self._session.call_in(chat.chat) if self._session else None

    def takes_reactions(self, chat: ChatAddress) -> bool:
        """Fits `TakesReactions`."""
        return self._session is None or self._session.takes_reactions(chat.chat)

    async def role(self, chat: ChatAddress, person: PersonId) -> ChatRole | None:
        if self._session is None:
            raise TransientError("not connected to the XMPP server yet", whole_account=True)
        return await self._session.role(chat.chat, person)

    async def show_status(self, text: str) -> None:
        """Fits `ShowsStatus`. Contacts see it, rooms are not troubled with it."""
        self._portrait.status = text
        if self._stream is not None:
            self._stream.appear(*self._portrait.presence())

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close(_GOODBYE_S)
        if self._secrecy is not None:
            await self._secrecy.close()

    def _on_message(self, message: Element) -> None:
        if self._session is not None:
            self._session.on_message(message)

    def _on_request(self, request: Element) -> None:
        if self._session is not None:
            self._session.requests.put(request)

    def _on_presence(self, presence: Element) -> None:
        if self._session is not None:
            self._session.on_presence(presence)


def _secrecy(settings: XmppSettings, clock: Clock) -> "Secrecy | None":
    """Encryption, where it is switched on. Raises `ConfigError` when it cannot be used."""
    if settings.keys_file is None:
        return None
    try:
        from bot.networks.xmpp.omemo.secrecy import Secrecy  # noqa: PLC0415 -- large, and an extra
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"[xmpp] omemo: {error.name} is not installed; use: pip install 'ankerplatz[omemo]'"
        ) from error
    return Secrecy(settings.jid, settings.keys_file, clock)
