"""All ways to see who is in a call that are configured, and the connections that they need."""

import asyncio
from collections.abc import Callable

from bot.conferences.jitsi.discovery.endpoints import Discovery
from bot.conferences.jitsi.discovery.inner_http import InnerHttp
from bot.conferences.jitsi.events.ledger import EventLedger
from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.signalling.line import JitsiAccount
from bot.conferences.jitsi.signalling.owner import RoomOwner
from bot.conferences.jitsi.signalling.shared import Signalling
from bot.conferences.jitsi.signalling.visit import own_nick
from bot.conferences.jitsi.sources.census import CensusSource
from bot.conferences.jitsi.sources.hidden import HiddenSource
from bot.conferences.jitsi.sources.jicofo import JicofoSource
from bot.conferences.jitsi.sources.muc_size import MucSizeSource
from bot.conferences.jitsi.sources.outside import SignallingSource
from bot.conferences.jitsi.sources.panel import SourcePanel
from bot.conferences.jitsi.sources.source import AttendanceSource
from bot.usecases.ports.clock import Clock


class Sources:
    """`panel` asks them in the order of how much they tell. `heard` is told of seen changes."""

    def __init__(
        self,
        settings: JitsiSettings,
        server: ServerAddress,
        discovery: Discovery,
        clock: Clock,
        *,
        events: EventLedger,
        heard: Callable[[str], None],
    ) -> None:
        sources: list[AttendanceSource] = []
        self._inner: list[InnerHttp] = []
        self._signallings: list[Signalling] = []
        self.owner: RoomOwner | None = None
        """The account as the owner of rooms, which the server may or may not take it for."""
        nick = ""
        if settings.xmpp_user:
            nick = own_nick(settings.xmpp_user.partition("@")[0])
        if settings.prosody_http:
            http = self._open_inner(settings.prosody_http)
            sources.append(MucSizeSource(http, discovery, clock, own_nick=nick))
            sources.append(CensusSource(http, discovery, clock))
        if settings.jicofo_rest:
            http = self._open_inner(settings.jicofo_rest)
            sources.append(JicofoSource(http, discovery, clock))
        name = settings.bot_name
        if settings.xmpp_user and settings.xmpp_password:
            account = JitsiAccount(settings.xmpp_user, settings.xmpp_password)
            hidden = Signalling(discovery, server, account)
            sources.append(HiddenSource(hidden, clock, bot_name=name, heard=heard))
            self._signallings.append(hidden)
            self.owner = RoomOwner(hidden)
        self.signalling = Signalling(discovery, server)
        if settings.has_signalling:
            enters = settings.enter_calls
            sources.append(SignallingSource(self.signalling, clock, bot_name=name, enters=enters))
            self._signallings.append(self.signalling)
        if settings.hears_events:
            sources.append(events)
        self.panel = SourcePanel(sources)

    async def keep(self) -> None:
        """Stay connected until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for signalling in self._signallings:
                tasks.create_task(signalling.keep())

    async def close(self) -> None:
        """Let go of all connections, for good."""
        await asyncio.gather(*(signalling.close() for signalling in self._signallings))
        for http in self._inner:
            await http.close()

    def _open_inner(self, base: str) -> InnerHttp:
        http = InnerHttp(base)
        self._inner.append(http)
        return http
