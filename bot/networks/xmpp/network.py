"""The `ChatNetwork` of one XMPP account."""

import asyncio
import logging
from xml.etree.ElementTree import Element

from bot.domain.chat import AccountId, Delivery, LineId
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.stay import Stay
from bot.networks.xmpp.stream import NewStreamError, Stream
from bot.usecases.ports import Clock, Door

_LOGGER = logging.getLogger(__name__)
_GOODBYE_SECONDS = 2.0


class XmppNetwork:
    """Logs in, keeps the stream, and has a `Stay` for each new one.

    Raises `ConfigError` when an address in the settings is none.
    """

    def __init__(
        self, settings: XmppSettings, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._settings = settings.prepared()
        self._clock = clock
        self._patience = patience or Patience()
        self._ready = asyncio.Event()
        self._stream: Stream | None = None
        self._stay: Stay | None = None

    @property
    def account(self) -> AccountId:
        return AccountId(f"xmpp:{self._settings.jid}")

    async def run(self, door: Door) -> None:
        stream = self._stream = Stream(
            self._settings,
            self._patience,
            on_message=self._on_message,
            on_presence=self._on_presence,
        )
        await stream.reach()
        while True:
            await self._stay_online(stream, door)
            _LOGGER.info("A new XMPP stream was begun", extra={"account": self.account})

    async def _stay_online(self, stream: Stream, door: Door) -> None:
        """Until a new stream has to be begun. Raises `PermanentError` as `run` does."""
        stay = self._stay = Stay(
            settings=self._settings,
            account=self.account,
            patience=self._patience,
            clock=self._clock,
            stream=stream,
            door=door,
        )
        stream.on_resumed = stay.doubt
        refused: PermanentError | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(stream.keep())
                tasks.create_task(stay.live(self._ready))
        except* NewStreamError:
            pass
        except* PermanentError as errors:
            refused = PermanentError(str(errors.exceptions[0]))
        finally:
            stay.end()
        if refused is not None:
            raise refused

    async def wait_ready(self) -> None:
        await self._ready.wait()

    async def send(self, delivery: Delivery) -> LineId:
        if self._stay is None:
            raise TransientError("not connected to the XMPP server yet")
        return await self._stay.send(delivery)

    async def close(self) -> None:
        if self._stream is not None:
            await self._stream.goodbye(_GOODBYE_SECONDS)

    def _on_message(self, message: Element) -> None:
        if self._stay is not None:
            self._stay.on_message(message)

    def _on_presence(self, presence: Element) -> None:
        if self._stay is not None:
            self._stay.on_presence(presence)
