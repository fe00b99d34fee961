"""Make the crew that works by a configuration."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.bootstrap.adapters import call_control, moderation_key, reserve, room_links
from bot.bootstrap.assembly import Assembly, Station, assemble, defaults
from bot.config import Configuration
from bot.domain.chat import AccountId, ChatAddress, ChatRole, PersonId
from bot.errors import TransientError
from bot.running.crew import Crew
from bot.usecases.chats.dashboard import Visits
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import SourceState
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import Tenure
from bot.usecases.speaking.unwritten import Unwritten
from bot.usecases.upkeep.check_health import CheckHealth, Listening
from bot.usecases.upkeep.figures import Vitals

if TYPE_CHECKING:
    from bot.conferences.jitsi.admin import AdminKey
    from bot.conferences.jitsi.server import JitsiServer
    from bot.web.manage.desk import DashboardDesk
    from bot.web.server import WebServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What stays for as long as the process does: connections, and what is known through them."""

    store: Store
    clock: Clock
    server: "JitsiServer"
    networks: Sequence[ChatNetwork]
    tenure: Tenure
    unwritten: Unwritten = field(default_factory=Unwritten)


def crew_by(configuration: Configuration, lasting: Lasting) -> tuple[Crew, CheckHealth]:
    """All that works by this configuration. Raises `ConfigError`; nothing is started."""
    store, clock, server = lasting.store, lasting.clock, lasting.server
    key = moderation_key(configuration)
    assembly = assemble(
        configuration,
        store=store,
        clock=clock,
        server=server,
        networks=lasting.networks,
        control=call_control(configuration, server, key, clock),
        locks=server.owner,
        unwritten=lasting.unwritten,
        tenure=lasting.tenure,
    )
    serves = lasting.tenure.holds
    check = CheckHealth(
        store, clock, [_listening(station, serves) for station in assembly.stations]
    )
    web = _web(configuration, lasting, assembly, check, key) if configuration.web else None
    return Crew(assembly=assembly, web=web), check


def _web(
    configuration: Configuration,
    lasting: Lasting,
    assembly: Assembly,
    check: CheckHealth,
    key: "AdminKey | None",
) -> "WebServer":
    from bot.bootstrap.website import Calls, ForJitsi, web_server  # noqa: PLC0415 -- large

    store, clock, server = lasting.store, lasting.clock, lasting.server
    accounts = [station.network.account for station in assembly.stations]
    return web_server(
        configuration,
        store=store,
        clock=clock,
        defaults=defaults(configuration),
        vitals=_vitals(assembly, check, server.sources),
        calls=Calls(
            live=assembly.lookout.board,
            read=assembly.lookout.read,
            links=room_links(configuration),
            dial_in=server.dial_in,
        ),
        for_jitsi=ForJitsi(
            events=server.events,
            reserve=reserve(
                configuration,
                store=store,
                clock=clock,
                herald=assembly.herald,
                over=server.hear,
            ),
            key=key,
        ),
        desk=_desk(assembly, clock),
        is_open=lambda: any(map(lasting.tenure.holds, accounts)),
    )


def _vitals(
    assembly: Assembly, check: CheckHealth, sources: Callable[[], Sequence[SourceState]]
) -> Vitals:
    return Vitals(
        check=check,
        figures={station.network.account: station.figures for station in assembly.stations},
        deliveries={station.network.account: station.worker.tally for station in assembly.stations},
        reminders=assembly.tell_due.tally,
        sources=sources,
    )


def _desk(assembly: Assembly, clock: Clock) -> "DashboardDesk":
    """What the pages of the dashboard do, and whom they believe."""
    from bot.web.manage.desk import DashboardDesk  # noqa: PLC0415 -- large

    networks = {station.network.account: station.network for station in assembly.stations}

    async def role_of(chat: ChatAddress, person: PersonId) -> ChatRole | None:
        if not assembly.tenure.holds(chat.account):
            raise TransientError(f"another copy serves {chat.account}")
        network = networks.get(chat.account)
        return await network.role(chat, person) if network else None

    visits = Visits(
        store=assembly.store, clock=clock, draw_secret=secrets.token_urlsafe, role_of=role_of
    )
    return DashboardDesk(
        store=assembly.store,
        clock=clock,
        house=assembly.house,
        herald=assembly.herald,
        visits=visits,
        told=assembly.waking.answered,
    )


def _listening(station: Station, serves: Callable[[AccountId], bool]) -> Listening:
    return Listening(station.network, lambda: station.door.read_at, serves)
