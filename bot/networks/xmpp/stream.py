"""The account's stream: logs in, comes back after a cut, and resumes where it can (XEP-0198)."""

# slixmpp is typed, but leaves some parameters and results open
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final, Literal
from xml.etree.ElementTree import Element

from slixmpp import ClientXMPP
from slixmpp.stanza import Message, Presence
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp.xmlstream.stanzabase import StanzaBase

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.xmpp.elements import CLIENT, PING, element
from bot.networks.xmpp.errors import RefusedForGoodError, RefusedForNowError, settle
from bot.networks.xmpp.pauses import pauses
from bot.networks.xmpp.quick_ack import acknowledge_at_once
from bot.networks.xmpp.settings import Patience, XmppSettings

_LOGGER = logging.getLogger(__name__)
_WRONG_CREDENTIALS: Final = frozenset(
    {"account-disabled", "credentials-expired", "invalid-authzid", "not-authorized"}
)
_LAST_WORDS_SECONDS: Final = 0.05


class NewStreamError(Exception):
    """What hung on the old stream is lost: rooms have to be joined and archives read again."""


class Stream(ClientXMPP):
    """One login at a time. Message and presence stanzas go to the two callbacks, in order.

    Of slixmpp's own treatment of both nothing is left: its roster would remember every occupant
    of every room.
    """

    def __init__(
        self,
        settings: XmppSettings,
        patience: Patience,
        *,
        on_message: Callable[[Element], None],
        on_presence: Callable[[Element], None],
    ) -> None:
        is_plain = settings.tls == "insecure-plain"
        sasl = {"unencrypted_scram": is_plain, "unencrypted_plain": False}
        super().__init__(settings.jid, settings.password, {"feature_mechanisms": sasl})
        self.enable_plaintext = is_plain
        self.enable_starttls = self.enable_direct_tls = not is_plain
        self.account: Final = settings.jid
        self.on_resumed: Callable[[], None] = lambda: None
        self._address = settings.host or (None, None)
        self._patience = patience
        self._is_up = False
        self._cut = asyncio.Event()
        self._why = ""
        self._refusal = ""
        self._login: asyncio.Future[bool] | None = None
        for plugin in ("xep_0030", "xep_0198", "xep_0199"):
            self.register_plugin(plugin)
        for name in ("IM", "IMError", "Presence"):
            self.remove_handler(name)
        self._pass_on("message", on_message)
        self._pass_on("presence", on_presence)
        watchers: dict[str, Callable[[Any], None]] = {
            "stream_negotiated": lambda _: self._enter(is_new=True),
            "session_resumed": lambda _: self._enter(is_new=False),
            "failed_auth": self._on_refused,
            "failed_all_auth": lambda _: self._on_all_refused(),
            "connection_failed": lambda error: self._note(_in_words(error)),
            "ssl_invalid_chain": self._on_untrusted,
            "disconnected": lambda _: self._on_disconnected(),
        }
        for name, watcher in watchers.items():
            self.add_event_handler(name, watcher)

    @property
    def tls_version(self) -> str | None:
        """`TLSv1.3`; None on a plain connection."""
        layer = self.transport.get_extra_info("ssl_object") if self.transport else None
        return layer.version() if isinstance(layer, ssl.SSLObject) else None

    @property
    def can_resume(self) -> bool:
        """Whether the server agreed to XEP-0198."""
        return "stream_management" in self.features

    async def reach(self) -> bool:
        """Log in or resume, however long it takes. True: a new stream, False: the old one.

        Raises `PermanentError` when the account is refused.
        """
        waits = pauses(self._patience.first_pause, self._patience.longest_pause)
        while True:
            try:
                return await self.try_once()
            except TransientError as error:
                wait = next(waits)
                facts = {"account": self.account, "why": str(error), "seconds": round(wait, 1)}
                _LOGGER.warning("The XMPP server cannot be used; trying again", extra=facts)
                await asyncio.sleep(wait)

    async def try_once(self) -> bool:
        """As `reach`, but raises `TransientError` when it does not work at once."""
        self._cut.clear()
        self._why = self._refusal = ""
        self._login = asyncio.get_running_loop().create_future()
        try:
            self.connect(*self._address)
            async with asyncio.timeout(self._patience.login):
                return await self._login
        except (TimeoutError, TransientError) as error:
            # slixmpp tells what was wrong with the certificate only after the end
            await asyncio.sleep(_LAST_WORDS_SECONDS)
            raise TransientError(self._why or str(error) or "the login took too long") from error
        finally:
            if not self._is_up:
                self._hang_up()

    async def keep(self) -> None:
        """Hold the stream, and get it back after each cut.

        Raises `NewStreamError` once a new one had to be begun, `PermanentError` when the account
        is refused.
        """
        while True:
            await self._until_cut()
            if await self.reach():
                raise NewStreamError
            _LOGGER.info("The XMPP stream was resumed", extra={"account": self.account})
            self.on_resumed()

    async def goodbye(self, seconds: float) -> None:
        """Close the stream, so that the server does not keep it for a resumption."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.disconnect(wait=seconds / 2)
        self._hang_up()
        if self._run_out_filters:
            self._run_out_filters.cancel()

    def say(self, *, to: str, kind: str, name: str, content: Iterable[Element]) -> None:
        """Send a message stanza. Raises `TransientError` while not connected.

        slixmpp would keep it and send it in the next stream, behind the back of whoever has given
        up on it by then.
        """
        self._require_connection()
        stanza = Message(self, stype=kind, sto=to, sid=name)
        for child in content:
            stanza.append(child)
        stanza.send()

    def appear(self, *content: Element, to: str | None = None, kind: str = "available") -> None:
        """Send a presence stanza. Raises `TransientError` while not connected."""
        self._require_connection()
        stanza = Presence(self, stype=kind, sto=to)
        for child in content:
            stanza.append(child)
        stanza.send()

    async def ask(
        self, payload: Element, *, to: str | None = None, kind: Literal["get", "set"] = "get"
    ) -> Element:
        """Send a request and return the answer stanza.

        Raises what was refused as `RefusedForNowError` or `RefusedForGoodError`, and
        `TransientError` when nothing comes back.
        """
        self._require_connection()
        iq = self.make_iq(ito=to, itype=kind)
        iq.append(payload)
        return await settle(iq.send(timeout=self._patience.request))

    async def ping(self, to: str | None = None) -> None:
        """XEP-0199. A refusal is an answer as well; see `ask` for what it raises."""
        await self.ask(element(f"{PING}ping"), to=to)

    def data_received(self, data: bytes | str) -> None:
        acknowledge_at_once(self.transport)
        super().data_received(data)

    def recv_stanza(self, stanza: StanzaBase) -> None:
        """One stanza that slixmpp cannot digest must not end the stream."""
        try:
            super().recv_stanza(stanza)
        except Exception:
            _LOGGER.exception("A stanza was dropped", extra={"account": self.account})

    def reschedule_connection_attempt(self) -> None:
        """Called when a try has failed; whether to try again is decided in `reach`."""
        self._fail(TransientError("cannot connect"))

    def _handle_stream_error(self, error: StanzaBase) -> None:
        """Instead of following to wherever a server sends us (see-other-host)."""
        self._note(f"the server ended the stream ({error['condition']})")

    def _pass_on(self, kind: str, callback: Callable[[Element], None]) -> None:
        def run(stanza: StanzaBase) -> None:
            try:
                callback(stanza.xml)
            except Exception:
                # slixmpp would answer the writer that it got into trouble
                _LOGGER.exception("A stanza was not understood", extra={"account": self.account})

        self.register_handler(Callback(f"our {kind}", MatchXPath(f"{CLIENT}{kind}"), run))

    def _require_connection(self) -> None:
        if not self._is_up:
            raise TransientError("not connected to the XMPP server")

    async def _until_cut(self) -> None:
        """A silent connection is tested: nothing else tells that the other end is gone."""
        while not self._cut.is_set():
            try:
                async with asyncio.timeout(self._patience.quiet):
                    await self._cut.wait()
            except TimeoutError:
                with suppress(RefusedForGoodError):
                    await self._test()

    async def _test(self) -> None:
        try:
            await self.ping()
        except RefusedForNowError:
            return
        except TransientError:
            self.abort()

    def _enter(self, *, is_new: bool) -> None:
        self._is_up = True
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
            self._fail(PermanentError(reason))
        self._note(self._refusal or "the XMPP server offers no login that is safe here")
        self._fail(TransientError(self._why))

    def _on_untrusted(self, error: ssl.SSLError) -> None:
        self._note(_in_words(error))
        self.abort()

    def _on_disconnected(self) -> None:
        self._is_up = False
        self._cut.set()
        self._fail(TransientError("the connection was lost"))

    def _hang_up(self) -> None:
        self.cancel_connection_attempt()
        self.abort()


def _in_words(error: object) -> str:
    """For the operator: why no connection came about. Names hosts and reasons, nothing else."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of the XMPP server is not to be trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"the XMPP server does not speak TLS as expected: {error.reason}"
    return f"cannot connect: {error}"
