"""Put a running bot together, stand by where other copies serve, and read the settings again."""

import asyncio
import gc
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.bootstrap.adapters import (
    beside_database,
    call_control,
    chat_networks,
    conference_server,
    moderation_key,
    reserve,
    room_links,
)
from bot.bootstrap.assembly import Assembly, Station, assemble, defaults, process_name
from bot.bootstrap.website import Calls, ForJitsi, web_server
from bot.config import Configuration
from bot.config.renewal import Renewal, renewal
from bot.domain.chat import AccountId, ChatAddress, ChatRole, PersonId
from bot.domain.ignored import Ignored
from bot.errors import ConfigError, PermanentError, TransientError
from bot.logs import count_errors, set_level
from bot.running.crew import Crew, serve
from bot.running.errands import Errands
from bot.running.hatch import SOCKET, Hatch
from bot.running.status import StatusReport
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store, tenure_of
from bot.usecases.chats.dashboard import Visits
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import SourceState
from bot.usecases.ports.networks import Believes, ChatNetwork
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import Tenure
from bot.usecases.speaking.unwritten import Unwritten
from bot.usecases.upkeep.check_health import CheckHealth, Listening
from bot.usecases.upkeep.figures import Vitals

if TYPE_CHECKING:
    from bot.conferences.jitsi.server import JitsiServer
    from bot.web.manage.desk import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What stays for as long as the process does: connections, and what is known through them."""

    store: Store
    clock: Clock
    server: "JitsiServer"
    networks: Sequence[ChatNetwork]
    tenure: Tenure
    unwritten: Unwritten = field(default_factory=Unwritten)


@dataclass(kw_only=True)
class _Succession:
    """Makes a crew that works by the changed configuration, whenever `reload` is set.

    `held` is the configuration that holds until then; `report` and `errands` go on with the new
    crew.
    """

    held: Configuration
    lasting: Lasting
    reload: asyncio.Event
    load: Callable[[], Configuration]
    report: StatusReport
    errands: Errands

    async def next(self) -> Crew:
        """Wait until the operator changed something that a crew can work by."""
        while True:
            await self.reload.wait()
            self.reload.clear()
            try:
                renewed = renewal(self.held, self.load())
                crew, check = _crew(renewed.configuration, self.lasting)
            except ConfigError as error:
                log.error(  # noqa: TRY400 -- one line for the operator
                    "The changed configuration cannot be used; the one before stays in effect",
                    extra={"action": "reload_refused", "why": "; ".join(str(error).splitlines())},
                )
                continue
            self.held, self.report.check = renewed.configuration, check
            self.errands.herald = crew.assembly.herald
            self.errands.told = crew.assembly.waking.answered
            _take_effect(self.held, self.lasting.networks)
            _tell_of(renewed)
            return crew


async def run_bot(
    configuration: Configuration,
    *,
    ready: Callable[[Sequence[str]], None],
    reload: asyncio.Event,
    load: Callable[[], Configuration],
) -> None:
    """The bot as `ankerplatz run` runs it, until cancelled.

    Whenever `reload` is set, the configuration is read again by `load`, which raises `ConfigError`.
    Raises that itself when something refuses to be used as configured, `PermanentError` as `serve`
    does, and `TransientError` when the database is away or in use just as it begins.
    """
    store = open_store(configuration.bot.database)
    try:
        lasting = _lasting(configuration, store)
        crew, check = _crew(configuration, lasting)
    except BaseException:
        await store.close()
        raise
    # what was loaded until here stays: it need not be looked through again and again
    gc.freeze()
    gc.enable()
    clock, assembly = lasting.clock, crew.assembly
    report = StatusReport(
        store=store,
        clock=clock,
        check=check,
        version=version("ankerplatz"),
        began_at=clock.now(),
        errors_since=count_errors().since,
    )
    errands = Errands(
        store=store, clock=clock, herald=assembly.herald, told=assembly.waking.answered
    )
    hatch = Hatch(beside_database(configuration, SOCKET), {"status": report, **errands.answers})
    succession = _Succession(
        held=configuration,
        lasting=lasting,
        reload=reload,
        load=load,
        report=report,
        errands=errands,
    )
    try:
        async with asyncio.TaskGroup() as tasks:
            beside = tasks.create_task(hatch.run())
            try:
                await serve(crew, ready=ready, successor=succession.next)
            finally:
                beside.cancel()
                await lasting.tenure.close()
    except* (ConfigError, PermanentError, TransientError) as group:
        raise _first_of(group) from None


def _lasting(configuration: Configuration, store: Store) -> Lasting:
    """Nothing is contacted. Raises `ConfigError`."""
    clock = SystemClock()
    networks = chat_networks(configuration, clock)
    accounts = [network.account for network in networks]
    return Lasting(
        store=store,
        clock=clock,
        server=conference_server(configuration, clock),
        networks=networks,
        tenure=tenure_of(configuration.bot.database, accounts, owner=process_name()),
    )


def _first_of(group: BaseExceptionGroup[Exception]) -> Exception:
    """Of errors that may be groups again; whoever started this reads one line."""
    first = group.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


def _crew(configuration: Configuration, lasting: Lasting) -> tuple[Crew, CheckHealth]:
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
    web = web_server(
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
        desk=_desk(assembly, clock) if configuration.web else None,
        is_open=lambda: any(serves(station.network.account) for station in assembly.stations),
    )
    return Crew(assembly=assembly, web=web), check


def _take_effect(configuration: Configuration, networks: Sequence[ChatNetwork]) -> None:
    """What is no crew's: whom the accounts believe, and how much is logged."""
    bot = configuration.bot
    set_level(bot.log_level)
    for network in networks:
        if isinstance(network, Believes):
            network.believe(
                allow=frozenset(bot.allow),
                admins=frozenset(bot.admins),
                ignored=Ignored.of(bot.ignore),
            )


def _tell_of(renewed: Renewal) -> None:
    log.info(
        "The configuration was read again",
        extra={"action": "reloaded", "changed": ", ".join(renewed.changed) or "nothing"},
    )
    if renewed.at_next_start:
        log.warning(
            "Some changes of the configuration take effect at the next start only",
            extra={"action": "reload_waits", "keys": ", ".join(renewed.at_next_start)},
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


def _desk(assembly: Assembly, clock: Clock) -> "Desk":
    """What the pages of the dashboard do, and whom they believe."""
    from bot.web.manage.desk import Desk  # noqa: PLC0415

    networks = {station.network.account: station.network for station in assembly.stations}

    async def role_of(chat: ChatAddress, person: PersonId) -> ChatRole | None:
        if not assembly.tenure.holds(chat.account):
            raise TransientError(f"another copy serves {chat.account}")
        network = networks.get(chat.account)
        return await network.role(chat, person) if network else None

    visits = Visits(
        store=assembly.store, clock=clock, draw_secret=secrets.token_urlsafe, role_of=role_of
    )
    return Desk(
        store=assembly.store,
        clock=clock,
        house=assembly.house,
        herald=assembly.herald,
        visits=visits,
        told=assembly.waking.answered,
    )


def _listening(station: Station, serves: Callable[[AccountId], bool]) -> Listening:
    return Listening(station.network, lambda: station.door.read_at, serves)
