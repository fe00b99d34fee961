"""Finds the way to a Jitsi server's signalling: from the settings, else from its config.js."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import aiohttp
from yarl import URL

from bot import unreached
from bot.conferences.jitsi.discovery.config_js import JitsiConfig, parse_config_js, tenant_of
from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.http_access import http_session, read_limited
from bot.conferences.jitsi.discovery.reasons import why
from bot.conferences.jitsi.links.address import ServerAddress, address_in, is_domain
from bot.conferences.jitsi.settings import AUTOMATIC, JitsiSettings
from bot.errors import ConfigError, TransientError
from bot.usecases.ports.clock import Clock

log = logging.getLogger(__name__)
_KEEP: Final = timedelta(hours=1)
_QUIET: Final = timedelta(seconds=1)
"""After a failure, how long all who ask get it, instead of each waiting for one of their own."""
_SIZE_LIMIT: Final = 1 << 20
_TIMEOUT: Final = aiohttp.ClientTimeout(total=8, sock_connect=4)
_REDIRECTS: Final = 3
_GIVE: Final = 'give wss://host/path or "auto"'
_A_PAGE: Final = JitsiConfig()
"""What is found in a page for people, such as one about maintenance: nothing."""


@dataclass(frozen=True, slots=True)
class PlainStream:
    """XMPP over TCP (RFC 6120)."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class WebSocket:
    """XMPP over WebSocket (RFC 7395)."""

    url: URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to reach the signalling, and what is where."""

    transport: PlainStream | WebSocket
    domains: Domains


class Discovery:
    """Keeps in memory what it found; looks again after an hour, and after `doubt`."""

    def __init__(self, settings: JitsiSettings, server: ServerAddress, clock: Clock) -> None:
        self._settings = settings
        self._server = server
        self._clock = clock
        self._websocket = _given_websocket(settings.xmpp_websocket)
        _check_domain("xmpp_domain", settings.xmpp_domain)
        _check_domain("muc_domain", settings.muc_domain)
        self._read_at: datetime | None = None
        self._used = JitsiConfig()
        self._failed_at: datetime | None = None
        self._failure = ""
        self.config: JitsiConfig | None = None
        """What config.js said when it was last read, None when it never was."""
        self.known: Domains | None = None
        """The domains as they were last found."""

    async def domains(self) -> Domains:
        """Raises `TransientError` when settings and config.js together do not tell them."""
        now = self._clock.now()
        if self._failed_at and abs(now - self._failed_at) < _QUIET:
            raise TransientError(self._failure)
        try:
            if self._read_at is None or now - self._read_at > _KEEP:
                self._used = await self._read_config()
                self._read_at = now
            self.known = self._domains(self._used)
        except TransientError as error:
            self.doubt()
            self._failed_at, self._failure = self._clock.now(), str(error)
            raise
        return self.known

    async def way(self) -> Way:
        """Raises `TransientError` when settings and config.js together do not suffice."""
        domains = await self.domains()
        return Way(transport=self._transport(self._used), domains=domains)

    async def reach(self) -> None:
        """Read config.js as a browser does, also where the settings say everything.

        Raises `TransientError` where the server's name or certificate keeps browsers out.
        """
        try:
            self.config = await fetch_config_js(self._server, self._settings.allow_hosts)
        except TransientError as error:
            if told := unreached.why(error):
                raise TransientError(f"{self._server}: {told}") from error

    def doubt(self) -> None:
        """The way did not lead anywhere: look again at the next call."""
        self._read_at = None

    async def _read_config(self) -> JitsiConfig:
        """As it is now, else as it was; the signalling may live while the web server does not."""
        given = self._settings
        way_given = given.xmpp_host or self._websocket or not given.has_signalling
        if way_given and given.xmpp_domain and given.muc_domain:
            return JitsiConfig(hidden_domain=given.account_domain)
        try:
            found = await fetch_config_js(self._server, given.allow_hosts)
            if found == _A_PAGE and self.config is not None:
                raise TransientError("there is a page in its place")
            self.config = found
        except TransientError as error:
            if self.config is None:
                raise
            log.info("The config.js read before is used again", extra={"why": str(error)})
        return self.config

    def _domains(self, config: JitsiConfig) -> Domains:
        given = self._settings
        domain = given.xmpp_domain or config.domain
        muc = given.muc_domain or config.muc_domain
        if not domain or not muc:
            raise TransientError("config.js names no XMPP domains; is this a Jitsi server?")
        tenant = tenant_of(self._server.folder)
        return Domains(
            domain=domain,
            login=given.xmpp_domain or config.anonymous_domain or domain,
            muc=muc,
            hidden=config.hidden_domain,
            tenant=tenant if tenant and f".{tenant}." in muc else "",
        )

    def _transport(self, config: JitsiConfig) -> PlainStream | WebSocket:
        if self._settings.xmpp_host is not None:
            return PlainStream(*self._settings.xmpp_host)
        if self._settings.xmpp_websocket is None:
            raise TransientError("jitsi.xmpp_websocket is off and jitsi.xmpp_host is not set")
        url = self._websocket or config.websocket
        if url is None:
            raise TransientError(_no_websocket(config))
        return WebSocket(url)


def _no_websocket(config: JitsiConfig) -> str:
    if "config.websocket" in config.refused:
        return (
            "config.js names a WebSocket on a host that is not the server's: "
            "if it is right, put the host into jitsi.allow_hosts"
        )
    if config.bosh is not None:
        return (
            "config.js names only BOSH, which the bot does not speak: "
            'enable Prosody\'s module "websocket", or set jitsi.xmpp_host'
        )
    return "config.js names no WebSocket: set jitsi.xmpp_websocket or jitsi.xmpp_host"


async def fetch_config_js(server: ServerAddress, allow_hosts: frozenset[str]) -> JitsiConfig:
    """Raises `TransientError`. Follows redirects on the own host only."""
    url = URL(f"{server}/config.js")
    try:
        async with (
            http_session(server.owns) as http,
            http.get(url, timeout=_TIMEOUT, max_redirects=_REDIRECTS) as response,
        ):
            response.raise_for_status()
            body = await read_limited(response.content, limit=_SIZE_LIMIT, who="config.js")
    except (aiohttp.ClientError, TimeoutError, OSError, IndexError) as error:
        raise TransientError(f"{url} cannot be read: {why(error)}") from error
    text = body.decode("utf-8", "replace")
    config = await asyncio.to_thread(parse_config_js, text, server, allow_hosts)
    if config.refused:
        log.warning(
            "config.js has addresses or domains that are not acceptable; they are not used",
            extra={"refused": sorted(config.refused)},
        )
    return config


def _given_websocket(setting: str | None) -> URL | None:
    if setting is None or setting == AUTOMATIC:
        return None
    try:
        url = address_in(setting)
    except ValueError as error:
        raise ConfigError(f"jitsi.xmpp_websocket: not an address: {error}; {_GIVE}") from error
    if url.scheme not in {"ws", "wss"} or not url.host:
        raise ConfigError(f"jitsi.xmpp_websocket: {_GIVE}")
    return url


def _check_domain(key: str, setting: str | None) -> None:
    if setting and not is_domain(setting):
        raise ConfigError(f"jitsi.{key}: not a domain: {setting}; write it like meet.example.org")
