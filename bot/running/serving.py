"""Put a running bot together, stand by where other copies serve, and read the settings again."""

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from bot.bootstrap.adapters import (
    accounts,
    beside_database,
    chat_networks,
    conference_server,
)
from bot.bootstrap.assembly import process_name
from bot.config import Configuration
from bot.config.renewal import Renewal, renewal
from bot.domain.ignored import Ignored
from bot.errors import ConfigError, PermanentError, TransientError, first_of
from bot.logs import count_errors, set_level
from bot.running.crew import Crew, serve
from bot.running.errands import Errands
from bot.running.hatch import SOCKET, Hatch
from bot.running.recruiting import Lasting, crew_by
from bot.running.status import StatusReport
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store, tenure_of
from bot.usecases.ports.networks import Believes, ChatNetwork
from bot.usecases.ports.store import Store
from bot.usecases.upkeep.check_health import CheckHealth

log = logging.getLogger(__name__)


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
                crew, check = crew_by(renewed.configuration, self.lasting)
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
        crew, check = crew_by(configuration, lasting)
    except BaseException:
        await store.close()
        raise
    # what was loaded until here stays: it need not be looked through again and again
    gc.freeze()
    gc.enable()
    succession = _Succession(
        held=configuration,
        lasting=lasting,
        reload=reload,
        load=load,
        report=_report(configuration, lasting, check),
        errands=_errands(crew, lasting),
    )
    answers = {"status": succession.report, **succession.errands.answers}
    hatch = Hatch(beside_database(configuration, SOCKET), answers)
    try:
        async with asyncio.TaskGroup() as tasks:
            beside = tasks.create_task(hatch.run())
            try:
                await serve(crew, ready=ready, successor=succession.next)
            finally:
                beside.cancel()
                await lasting.tenure.close()
    except* (ConfigError, PermanentError, TransientError) as group:
        raise first_of(group) from None


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


def _report(configuration: Configuration, lasting: Lasting, check: CheckHealth) -> StatusReport:
    return StatusReport(
        store=lasting.store,
        clock=lasting.clock,
        check=check,
        version=version("ankerplatz"),
        configured=accounts(configuration),
        began_at=lasting.clock.now(),
        errors_since=count_errors().since,
    )


def _errands(crew: Crew, lasting: Lasting) -> Errands:
    return Errands(
        store=lasting.store,
        clock=lasting.clock,
        herald=crew.assembly.herald,
        told=crew.assembly.waking.answered,
    )


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
