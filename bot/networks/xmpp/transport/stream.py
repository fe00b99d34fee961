"""slixmpp's stream, reduced to what is needed: stanzas out, answers and stanzas in."""

# slixmpp is typed, but leaves some parameters and results open
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal, cast
from xml.etree.ElementTree import Element

from slixmpp import JID, ClientXMPP, InvalidJID
from slixmpp.stanza import Iq, Message, Presence
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp.xmlstream.stanzabase import StanzaBase

from bot.errors import TransientError
from bot.networks.xmpp.addresses import bare_of, domain_of
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    COMMANDS,
    DISCO_INFO,
    DISCO_ITEMS,
    PING,
    STANZAS,
    element,
)
from bot.networks.xmpp.transport.errors import settle
from bot.networks.xmpp.transport.quick_ack import acknowledge_at_once

log = logging.getLogger(__name__)

OUT_OF_WAYS: Final = "out_of_ways"
"""The event after the last way to connect has failed."""


@dataclass(frozen=True, slots=True)
class _Peer:
    """What slixmpp reads of an address that it refuses."""

    full: str
    bare: str
    domain: str

    def __str__(self) -> str:
        return self.full


class _Request(Iq):
    """A request or an answer, also from and to whom slixmpp has no address for, see `prepared`."""

    def get_to(self) -> JID:
        return _jid(self.xml.get("to", ""))

    def get_from(self) -> JID:
        return _jid(self.xml.get("from", ""))


def _jid(address: str) -> JID:
    try:
        return JID(address)
    except InvalidJID:
        return cast("JID", _Peer(address, bare_of(address), domain_of(address)))


class Stream(ClientXMPP):
    """Message and presence stanzas go to the callbacks, in the order of the stream.

    So do requests for what the bot is and for its commands; pings are answered by slixmpp.

    slixmpp's own handlers for both are removed, and so is its roster, which would remember every
    occupant of every room and fails on its own refusal of a stranger's roster push. Requests wait
    for their answer for `seconds`.
    """

    def __init__(
        self,
        settings: XmppSettings,
        *,
        seconds: float,
        on_message: Callable[[Element], None],
        on_presence: Callable[[Element], None],
        on_request: Callable[[Element], None] | None = None,
    ) -> None:
        is_plain = settings.tls == "insecure-plain"
        sasl = {"unencrypted_scram": is_plain, "unencrypted_plain": False}
        super().__init__(settings.jid, settings.password, {"feature_mechanisms": sasl})
        self.enable_plaintext = is_plain
        self.enable_starttls = self.enable_direct_tls = not is_plain
        self._seconds = seconds
        self._awaited: set[asyncio.Future[Iq | None]] = set()
        for plugin in ("xep_0030", "xep_0198", "xep_0199"):
            self.register_plugin(plugin)
        self.remove_stanza(Iq)
        self.register_stanza(_Request)
        for name in ("IM", "IMError", "Presence", "Roster Update"):
            self.remove_handler(name)
        self._pass_on("message", on_message)
        self._pass_on("presence", on_presence)
        if on_request:
            for name in ("Disco Info", "Disco Items"):
                self.remove_handler(name)
            for payload in (f"{DISCO_INFO}query", f"{DISCO_ITEMS}query", f"{COMMANDS}command"):
                self._pass_on("iq", on_request, payload)

    @property
    def tls_version(self) -> str | None:
        """`TLSv1.3`; None on a plain connection."""
        layer = self.transport.get_extra_info("ssl_object") if self.transport else None
        return layer.version() if isinstance(layer, ssl.SSLObject) else None

    def say(self, *, to: str, kind: str, name: str, content: Iterable[Element]) -> None:
        """Send a message stanza. Raises `TransientError` while not connected."""
        self._send(Message(self, stype=kind, sto=to, sid=name), content)

    def appear(self, *content: Element, to: str | None = None, kind: str = "available") -> None:
        """Send a presence stanza. Raises `TransientError` while not connected."""
        self._send(Presence(self, stype=kind, sto=to), content)

    async def ask(
        self, payload: Element, *, to: str | None = None, kind: Literal["get", "set"] = "get"
    ) -> Element:
        """Send a request and return the answer stanza.

        Raises what was refused as `RefusedForNowError` or `RefusedForGoodError`, and
        `TransientError` when nothing comes back.
        """
        self._require_connection()
        iq = _Request(self, stype=kind, sto=to)
        iq.append(payload)
        answer = cast("asyncio.Future[Iq | None]", iq.send(timeout=self._seconds))
        self._awaited.add(answer)
        answer.add_done_callback(self._awaited.discard)
        return await settle(answer)

    def answer(self, request: Element, payload: Element) -> None:
        """Send the result of a request. Raises `TransientError` while not connected."""
        self._reply(request, "result", payload)

    def refuse(self, request: Element, condition: str, *, kind: str, detail: str = "") -> None:
        """Send an error (RFC 6120, section 8.3); `detail` is a condition of XEP-0050."""
        error = element(f"{CLIENT}error", element(f"{STANZAS}{condition}"), type=kind)
        if detail:
            error.append(element(f"{COMMANDS}{detail}"))
        self._reply(request, "error", error)

    async def ping(self, to: str | None = None) -> None:
        """XEP-0199. A refusal is an answer as well; see `ask` for what it raises."""
        await self.ask(element(f"{PING}ping"), to=to)

    def give_up(self) -> None:
        """Let all pending requests fail: the stream on which they were made is lost."""
        for answer in tuple(self._awaited):
            if not answer.done():
                answer.set_exception(
                    TransientError("the stream was lost before an answer", whole_account=True)
                )

    def abandon(self) -> None:
        """Abort, and begin a new stream next time instead of resuming this one."""
        self.end_session_on_disconnect = True
        self.abort()

    def stop(self) -> None:
        """End the task in which slixmpp sends; the stream is not used any more."""
        if self._run_out_filters:
            self._run_out_filters.cancel()

    def data_received(self, data: bytes | str) -> None:
        acknowledge_at_once(self.transport)
        super().data_received(data)

    def recv_stanza(self, stanza: StanzaBase) -> None:
        """One stanza that slixmpp cannot digest must not end the stream."""
        try:
            super().recv_stanza(stanza)
        except Exception:
            log.exception("A stanza was dropped")

    def reschedule_connection_attempt(self) -> None:
        """`Connection` decides whether and when to try again."""
        self.event(OUT_OF_WAYS)

    def _handle_stream_error(self, error: StanzaBase) -> None:
        """Without following a server's redirect (see-other-host)."""
        self.event("stream_error", error)

    def _send(self, stanza: Message | Presence, content: Iterable[Element]) -> None:
        self._require_connection()
        for child in content:
            stanza.append(child)
        stanza.send()

    def _reply(self, request: Element, kind: Literal["result", "error"], child: Element) -> None:
        self._require_connection()
        iq = _Request(self, stype=kind, sto=request.get("from"), sid=request.get("id", ""))
        iq.append(child)
        iq.send()  # pyright: ignore[reportUnusedCoroutine] -- an answer is not answered

    def _require_connection(self) -> None:
        """Without one slixmpp would send the stanza over the next, when nobody waits for it."""
        if not self._session_started:
            raise TransientError("not connected to the XMPP server", whole_account=True)

    def _pass_on(
        self, kind: str, callback: Callable[[Element], None], payload: str | None = None
    ) -> None:
        def run(stanza: StanzaBase) -> None:
            try:
                callback(stanza.xml)
            except Exception:
                # slixmpp would answer the sender with an error
                log.exception("A stanza was not understood")

        path = f"{CLIENT}{kind}/{payload}" if payload else f"{CLIENT}{kind}"
        self.register_handler(Callback(f"our {path}", MatchXPath(path), run))
