"""An XMPP login by slixmpp, anonymous or by an account, that stays where it was told to go.

slixmpp negotiates, binds and dispatches. Connecting, and what happens after, is done here: left to
itself it reconnects, looks up SRV records, and follows a server to another host.
"""

import asyncio
import contextlib
import ipaddress
import logging
import ssl
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any, Final, cast
from xml.etree.ElementTree import Element

import aiohttp
from slixmpp import JID, ClientXMPP, InvalidJID, Iq, Presence
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.stanza import StreamError
from slixmpp.xmlstream.xmlstream import NotConnectedError
from yarl import URL

from bot.conferences.jitsi.discovery.endpoints import PlainStream, WebSocket
from bot.conferences.jitsi.discovery.http_access import http_session
from bot.conferences.jitsi.discovery.reasons import why
from bot.conferences.jitsi.signalling.framing import FRAME_LIMIT, FrameTransport, incoming_stream
from bot.errors import TransientError

log = logging.getLogger(__name__)
_ANONYMOUS: Final = {"unencrypted_plain": True}  # slixmpp counts ANONYMOUS as plain
# To slixmpp a WebSocket is never encrypted, so a password goes by SCRAM only, which hides it.
_BY_PASSWORD: Final = {"unencrypted_scram": True}
_PLUGINS: Final = {
    "xep_0030": {"use_cache": False},
    "xep_0045": {},
    "xep_0199": {},
}
_PING_S: Final = 45.0
"""Proxies in front of WebSockets commonly hang up after a minute of silence."""
_PATIENCE_S: Final = 10.0
_PRESENCE: Final = "room_presence"


class ConditionError(Exception):
    """The server's answer was an error; `condition` is RFC 6120's name for it."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition


class SignallingStream(ClientXMPP):
    """`entered` is done once the login is, or holds the `TransientError` that it failed with.

    Without a password the login is an anonymous one. `end` says why the connection is over, in a
    line for the operator; empty before.
    """

    def __init__(self, login: JID, tls: ssl.SSLContext, *, password: str = "") -> None:
        mechanisms = _BY_PASSWORD if password else _ANONYMOUS
        plugins = {"feature_mechanisms": mechanisms, **_PLUGINS}
        super().__init__(  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps
            login,
            password,
            plugin_config=plugins,
            sasl_mech=None if password else "ANONYMOUS",
            ssl_context=tls,
        )
        self._refusal = "does not take the account" if password else "lets no guests in"
        for plugin in plugins:
            self.register_plugin(plugin)  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps
        self.init_plugins()
        self.entered: asyncio.Future[None] = self.loop.create_future()
        self.end = ""
        self._lost = asyncio.Event()
        self._asked: set[asyncio.Future[Iq]] = set()
        self.add_event_handler("session_start", self._on_session)
        self.add_event_handler("failed_all_auth", self._on_no_login)
        self.add_event_handler("ssl_invalid_chain", self._on_no_trust)

    async def live(self, transport: PlainStream | WebSocket, owns: Callable[[URL], bool]) -> None:
        """Connect, log in, and return when the connection is over, whoever ended it.

        `owns` tells which addresses may be visited.
        """
        try:
            async with _beside(self.run_filters(), self._stay_awake()):
                match transport:
                    case PlainStream(host, port):
                        await self._carry_bytes(host, port)
                    case WebSocket(url):
                        await self._carry_frames(url, owns)
        except (OSError, aiohttp.ClientError) as error:
            self.end = f"the XMPP server cannot be reached: {why(error)}"
        except TransientError as error:
            self.end = str(error)
        finally:
            log.info("The conference signalling is disconnected", extra={"why": self.end})
            self._fail(self.end)

    def say_goodbye(self) -> None:
        """Ask the server to end the stream; `live` returns when it did."""
        if self.transport is not None and not self.transport.is_closing():
            self.send_raw(self.stream_footer)

    async def query(self, jid: str, namespace: str, *, timeout: float) -> Element:  # noqa: ASYNC109 -- as slixmpp takes it
        """The result of an XEP-0030 query. Raises `ConditionError` and `TransientError`."""
        answer = await self._ask(self.make_iq_get(namespace, ito=valid_jid(jid)), timeout)
        found = answer.find(f"{{{namespace}}}query")
        return Element("query") if found is None else found

    async def command(self, jid: str, payload: Element, *, timeout: float) -> None:  # noqa: ASYNC109 -- as slixmpp takes it
        """Have something done there. Raises `ConditionError` and `TransientError`."""
        order = self.make_iq_set(ito=valid_jid(jid))
        order.append(payload)
        await self._ask(order, timeout)

    def hearing_presences(self, hear: Callable[[Element], None]) -> AbstractContextManager[None]:
        """While the context is open, every presence goes there, errors too. None is kept."""
        return self.event_handler(_PRESENCE, hear)

    def hear_presences(self, hear: Callable[[Element], None]) -> None:
        """The same, until the stream ends."""
        self.add_event_handler(_PRESENCE, hear)

    def send_raw(self, data: str | bytes) -> None:
        """What was still waiting when the connection went has nowhere to go, and nobody asks."""
        if self.transport is not None:
            super().send_raw(data)

    def connection_lost(self, exception: BaseException | None) -> None:
        super().connection_lost(exception)
        self._on_end()

    def abort(self) -> None:
        """Counts as the end at once, though asyncio may take half a minute to close TLS."""
        super().abort()
        self._on_end()

    async def _carry_bytes(self, host: str, port: int) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            await asyncio.get_running_loop().create_connection(lambda: self, host, port)
        try:
            await self._lost.wait()
        finally:
            self.abort()

    async def _carry_frames(self, url: URL, owns: Callable[[URL], bool]) -> None:
        closing = aiohttp.ClientWSTimeout(ws_close=1.0)  # pyright: ignore[reportCallIssue] -- attrs
        async with http_session(owns) as http:
            async with asyncio.timeout(_PATIENCE_S):
                socket = await http.ws_connect(
                    url, protocols=("xmpp",), max_msg_size=FRAME_LIMIT, timeout=closing
                )
            frames = FrameTransport(self.boundjid.domain)
            async with socket, _beside(frames.send_to(socket)):
                self.connection_made(frames)
                try:
                    async for message in socket:
                        if message.type is not aiohttp.WSMsgType.TEXT:
                            break
                        self._take(incoming_stream(cast("str", message.data)))
                finally:
                    self.connection_lost(None)

    def _take(self, text: str) -> None:
        try:
            self.data_received(text)
        except Exception as error:  # slixmpp trips over some stanzas that come out of turn
            raise TransientError("the XMPP server speaks out of turn") from error

    async def _stay_awake(self) -> None:
        """XEP-0199, so that nobody on the way takes the silence for an end, and to notice one."""
        while True:
            await asyncio.sleep(_PING_S)
            question = self.make_iq_get(ito=self.boundjid.domain)
            question.enable("ping")
            try:
                await self._ask(question, _PATIENCE_S)
            except ConditionError:
                pass  # an answer, and that is all that matters
            except TransientError:
                self.abort()

    async def _ask(self, question: Iq, timeout: float) -> Element:  # noqa: ASYNC109 -- as slixmpp takes it
        answer = cast("asyncio.Future[Iq]", question.send(timeout=timeout))  # pyright: ignore[reportUnknownMemberType] -- slixmpp's own gaps
        self._asked.add(answer)
        try:
            return (await answer).xml
        except IqError as error:
            raise ConditionError(error.condition) from error
        except (IqTimeout, NotConnectedError) as error:
            raise TransientError("the XMPP server does not answer") from error
        finally:
            self._asked.discard(answer)

    def _on_session(self, _event: object) -> None:
        if not self.entered.done():
            self.entered.set_result(None)

    def _on_end(self) -> None:
        self.end = self.end or "the XMPP server hung up"
        self._lost.set()
        for question in self._asked:
            if not question.done():
                question.set_exception(NotConnectedError)

    def _on_no_login(self, _event: object) -> None:
        self._fail(f"the XMPP server {self._refusal}")

    def _on_no_trust(self, error: ssl.SSLError) -> None:
        self._fail(f"the XMPP server: {why(error)}")
        self.abort()

    def _fail(self, reason: str) -> None:
        if not self.entered.done():
            self.entered.set_exception(TransientError(reason))

    def _handle_presence(self, presence: Presence) -> None:
        """Instead of the roster, where names of people would stay."""
        self.event(_PRESENCE, presence.xml)

    def _handle_stream_error(self, error: StreamError) -> None:
        """Instead of following a see-other-host."""
        log.info("The XMPP server ends the stream", extra={"condition": error["condition"]})
        self.abort()


def valid_jid(text: str) -> JID:
    """Raises `TransientError` for what no JID can be; such things come out of config.js."""
    try:
        return JID(text)
    except InvalidJID as error:
        raise TransientError(f"no XMPP address: {text}") from error


def tls_context(host: str) -> ssl.SSLContext:
    """Certificates are checked, but for loopback addresses, which nobody else can answer."""
    context = ssl.create_default_context()
    with contextlib.suppress(ValueError):
        if host == "localhost" or ipaddress.ip_address(host).is_loopback:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
    return context


@contextlib.asynccontextmanager
async def _beside(*work: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Runs all of it beside the block, and ends it with the block."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
