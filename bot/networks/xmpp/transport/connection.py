"""Log in, stay connected, reconnect after a cut, and resume the stream (XEP-0198)."""

# slixmpp is typed, but leaves some parameters and results open
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import asyncio
import logging
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from slixmpp.xmlstream.stanzabase import StanzaBase

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.retrying import pauses
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.transport.errors import RefusedForGoodError, RefusedForNowError
from bot.networks.xmpp.transport.stream import OUT_OF_WAYS, Stream
from bot.unreached import NO_NAME, why

log = logging.getLogger(__name__)
_LAST_WORDS_S: Final = 0.05
_WRONG_CREDENTIALS: Final = frozenset(
    {"account-disabled", "credentials-expired", "invalid-authzid", "not-authorized"}
)


class NewStreamError(Exception):
    """What hung on the old stream is lost: rooms have to be joined and archives read again."""


class LoginRefusedError(PermanentError):
    """The server does not take jid or password."""


class Connection:
    """One login at a time.

    A host in the settings is taken as it is, else DNS is asked (SRV, then the domain). Where DNS
    does not say which, direct TLS is tried before STARTTLS.
    """

    def __init__(self, stream: Stream, settings: XmppSettings, patience: Patience) -> None:
        self._stream = stream
        self._account = settings.account
        self._address = settings.host or (None, None)
        self._patience = patience
        self._cut = asyncio.Event()
        self._test: asyncio.Timeout | None = None
        self._why = ""
        self._refusal = ""
        self._login: asyncio.Future[bool] | None = None
        watchers: dict[str, Callable[[Any], None]] = {
            "stream_negotiated": lambda _: self._enter(is_new=True),
            "session_resumed": lambda _: self._enter(is_new=False),
            "failed_auth": self._on_refused,
            "failed_all_auth": lambda _: self._on_all_refused(),
            "connection_failed": lambda error: self._note(_in_words(error)),
            "ssl_invalid_chain": self._on_untrusted,
            "stream_error": self._on_stream_error,
            "disconnected": lambda _: self._on_disconnected(),
            OUT_OF_WAYS: lambda _: self._fail(TransientError("cannot connect")),
        }
        for name, watcher in watchers.items():
            stream.add_event_handler(name, watcher)

    async def reach(self, *, refused_for: float = 0) -> bool:
        """Log in or resume, however long it takes. True: a new stream, False: the old one.

        Raises `PermanentError` when the account is refused, but not in the first `refused_for`
        seconds of that.
        """
        waits = pauses(self._patience.first_pause, self._patience.longest_pause)
        refused_at: float | None = None
        while True:
            try:
                return await self.try_once()
            except LoginRefusedError as error:
                refused_at = refused_at or time.monotonic()
                if time.monotonic() - refused_at >= refused_for:
                    raise
                reason = str(error)
            except TransientError as error:
                reason = str(error)
            wait = next(waits)
            facts = {"account": self._account, "why": reason, "seconds": round(wait, 1)}
            log.warning("The XMPP server cannot be used; trying again", extra=facts)
            await asyncio.sleep(wait)

    async def try_once(self) -> bool:
        """As `reach`, but raises `TransientError` when it does not work at once."""
        self._cut.clear()
        self._why = self._refusal = ""
        self._login = asyncio.get_running_loop().create_future()
        is_in = False
        try:
            self._stream.connect(*self._address)
            async with asyncio.timeout(self._patience.login):
                is_new = await self._login
            is_in = True
        except (TimeoutError, TransientError) as error:
            # slixmpp tells what was wrong with the certificate only after the end
            await asyncio.sleep(_LAST_WORDS_S)
            raise TransientError(self._why or str(error) or "the login took too long") from error
        finally:
            if not is_in:
                self._hang_up()
        return is_new

    async def keep(self, on_resumed: Callable[[], None]) -> None:
        """Hold the stream, and get it back after each cut.

        One that was resumed and does not answer is not resumed again: Prosody (0.12) reads on
        where the connection was cut, and takes all that comes for the rest of half a stanza.

        Raises `NewStreamError` once a new one had to be begun, `PermanentError` when the account
        is refused.
        """
        while True:
            await self._until_cut()
            # a server that is just starting may not find its accounts yet
            if await self.reach(refused_for=self._patience.refused):
                raise NewStreamError
            log.info("The XMPP stream was resumed", extra={"account": self._account})
            on_resumed()
            if not await self._answers():
                self._stream.abandon()

    async def close(self, seconds: float) -> None:
        """Say goodbye, so that the server does not keep the stream for a resumption."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stream.disconnect(wait=seconds / 2)
        self._hang_up()
        self._stream.stop()

    async def _until_cut(self) -> None:
        """A silent connection is tested: nothing else tells that the other end is gone."""
        while not self._cut.is_set():
            try:
                async with asyncio.timeout(self._patience.quiet):
                    await self._cut.wait()
            except TimeoutError:
                if not await self._answers():
                    self._stream.abort()

    async def _answers(self) -> bool:
        """Whether the server answers a ping. False only while the connection stands."""
        try:
            async with asyncio.timeout(None) as self._test:
                await self._stream.ping()
        except (RefusedForNowError, RefusedForGoodError):
            return True
        except (TimeoutError, TransientError):
            return self._cut.is_set()
        finally:
            self._test = None
        return True

    def _enter(self, *, is_new: bool) -> None:
        if self._login and not self._login.done():
            self._login.set_result(is_new)

    def _fail(self, error: AnkerplatzError) -> None:
        if self._login and not self._login.done():
            self._login.set_exception(error)

    def _note(self, why: str) -> None:
        self._why = why

    def _on_refused(self, failure: StanzaBase) -> None:
        self._refusal = failure["condition"]

    def _on_all_refused(self) -> None:
        if self._refusal in _WRONG_CREDENTIALS:
            reason = f"the XMPP server refuses jid or password ({self._refusal})"
            self._fail(LoginRefusedError(reason))
        self._note(self._refusal or "the XMPP server offers no login that is safe here")
        self._fail(TransientError(self._why))

    def _on_untrusted(self, error: ssl.SSLError) -> None:
        self._note(_in_words(error))
        self._stream.abort()

    def _on_stream_error(self, error: StanzaBase) -> None:
        self._note(f"the server ended the stream ({error['condition']})")

    def _on_disconnected(self) -> None:
        self._cut.set()
        test, self._test = self._test, None
        if test is not None:
            test.reschedule(0)
        self._fail(TransientError("the connection was lost"))

    def _hang_up(self) -> None:
        self._stream.cancel_connection_attempt()
        self._stream.abort()


def _in_words(error: object) -> str:
    """For the operator: why no connection came about. Names hosts and reasons, nothing else."""
    told = why(error) if isinstance(error, BaseException) else None
    if str(error).startswith("No DNS record"):  # slixmpp's sentence for whatever DNS said
        told = NO_NAME
    if told:
        return f"the XMPP server: {told}"
    if isinstance(error, ssl.SSLError):
        return f"the XMPP server does not speak TLS as expected: {error.reason}"
    return f"cannot connect: {error}"
