"""Stay connected, have a crew work, exchange it for another one, and leave in order."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.bootstrap.assembly import Assembly, Station
from bot.commands.answering.door import FrontDoor
from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError, first_of
from bot.usecases.ports.conferences import ConferenceServer
from bot.usecases.ports.forms import Filling, FormDesk, OfferedForm, Sheet
from bot.usecases.ports.networks import ChatNetwork, ShowsStatus
from bot.usecases.ports.tenure import Tenure

if TYPE_CHECKING:
    from bot.web.server import WebServer

log = logging.getLogger(__name__)

_FAREWELL_S: Final = 3.0


class Vestibule:
    """The `Door` of one account for as long as it is connected. What is behind it may change.

    Lines that come while it is shut wait, and go to whoever is behind it then.
    """

    def __init__(self, door: FrontDoor) -> None:
        self._door = door
        self._is_used = False
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """This copy serves the account from now on, and takes up what was left there."""
        async with self._one_at_a_time:
            self._is_used = True
            await self._door.resume()

    @asynccontextmanager
    async def shut(self) -> AsyncGenerator[None]:
        """Nothing comes in, and what came in before is on disk."""
        async with self._one_at_a_time:
            yield

    async def lead_to(self, door: FrontDoor) -> None:
        """From now on; while it is shut."""
        door.read_at = self._door.read_at
        self._door = door
        if self._is_used:
            await door.resume()

    async def receive(
        self, lines: Sequence[Incoming], *, positions: Sequence[tuple[str, str]] = ()
    ) -> None:
        async with self._one_at_a_time:
            await self._door.receive(lines, positions=positions)

    async def position(self, name: str) -> str | None:
        return await self._door.position(name)

    async def removed(self, chat: ChatAddress) -> None:
        await self._door.removed(chat)

    async def entered(self, chat: ChatAddress) -> None:
        await self._door.entered(chat)

    async def moved(self, chat: ChatAddress, *, to: ChatId) -> None:
        await self._door.moved(chat, to=to)

    @property
    def forms(self) -> FormDesk:
        """The desk behind the door, whichever it is by then."""
        return self

    def offered(self, language: str | None) -> Sequence[OfferedForm]:
        return self._door.forms.offered(language)

    async def next(self, filling: Filling) -> Sheet:
        return await self._door.forms.next(filling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """All that works by one configuration: it answers, tells, delivers, and shows pages."""

    assembly: Assembly
    web: "WebServer | None" = None

    async def work(self) -> None:
        """Until cancelled; then what is being delivered is finished, for 5 s at most.

        While other copies have all duties, only the web part is there, for operators.
        """
        assembly = self.assembly
        assembly.server.on_news(assembly.lookout.heard)
        assembly.tenure.on_call(assembly.waking.called)
        async with asyncio.TaskGroup() as tasks:
            if self.web:
                tasks.create_task(self.web.run())
            await assembly.tenure.begun()
            tasks.create_task(assembly.dispatcher.run())
            tasks.create_task(assembly.alarm_clock.run())
            tasks.create_task(assembly.lookout.run())
            tasks.create_task(assembly.fit_out.run())
            for station in assembly.stations:
                tasks.create_task(_deliver(station))
                if isinstance(station.network, ShowsStatus):
                    tasks.create_task(assembly.tell_status.run(station.network))


class Vestibules:
    """Those of all accounts."""

    def __init__(self, stations: Sequence[Station]) -> None:
        self._by_account: Mapping[AccountId, Vestibule] = {
            station.network.account: Vestibule(station.door) for station in stations
        }

    def of(self, station: Station) -> Vestibule:
        return self._by_account[station.network.account]

    @asynccontextmanager
    async def shut(self) -> AsyncGenerator[None]:
        async with AsyncExitStack() as shut:
            for vestibule in self._by_account.values():
                await shut.enter_async_context(vestibule.shut())
            yield


async def _deliver(station: Station) -> None:
    """Begin when the network is there: each attempt before would only lengthen the pauses."""
    await station.network.wait_ready()
    await station.worker.run()


async def serve(
    crew: Crew,
    *,
    ready: Callable[[Sequence[str]], None],
    successor: Callable[[], Awaitable[Crew]] | None = None,
) -> None:
    """Run until cancelled; a `successor` takes over from the crew whenever there is one.

    Once each network is ready whose account is this copy's at first, `ready` is called with these
    accounts and with where the web part listens; until there is any, it stands by. It leaves in
    stages: nothing more comes in, what is under way is finished, connections end. Raises
    `PermanentError` when no account is left that can work, or another copy took over from this one.
    """
    stations, tenure, server = crew.assembly.stations, crew.assembly.tenure, crew.assembly.server
    vestibules = Vestibules(stations)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(tenure.run())
            tasks.create_task(_run_once_begun(server, tenure))
            tasks.create_task(_stay_connected(stations, vestibules, tenure))
            tasks.create_task(_say_when_ready(lambda: crew, ready))
            work = tasks.create_task(crew.work())
            try:
                while True:
                    crew = await (successor() if successor else asyncio.Future[Crew]())
                    async with vestibules.shut():
                        await _stop(work)
                        for station in crew.assembly.stations:
                            await vestibules.of(station).lead_to(station.door)
                        work = tasks.create_task(crew.work())
            finally:
                async with vestibules.shut():
                    await _stop(work)
    except* PermanentError as last:
        raise PermanentError(str(first_of(last))) from last
    finally:
        await _leave(crew.assembly)


async def _run_once_begun(server: ConferenceServer, tenure: Tenure) -> None:
    await tenure.begun()
    await server.run()


async def _stop(work: asyncio.Task[None]) -> None:
    """Wait for its end; how it ended is the task group's affair."""
    work.cancel()
    await asyncio.wait([work])


async def _say_when_ready(crew: Callable[[], Crew], ready: Callable[[Sequence[str]], None]) -> None:
    """`crew` is the one that works by then."""
    assembly = crew().assembly
    await assembly.tenure.begun()
    networks = [station.network for station in assembly.stations]
    ours = [network for network in networks if assembly.tenure.holds(network.account)]
    for network in ours:
        await network.wait_ready()
    web = crew().web
    address = await web.wait_ready() if web else None
    accounts = [network.account for network in ours]
    ready([*accounts, address] if address else accounts)


async def _stay_connected(
    stations: Sequence[Station], vestibules: Vestibules, tenure: Tenure
) -> None:
    """One account that cannot work any more does not take the others down."""
    left = {station.network.account for station in stations}

    async def stay(station: Station) -> None:
        account = station.network.account
        await tenure.taken(account)
        await vestibules.of(station).open()
        try:
            await station.network.run(vestibules.of(station))
        except PermanentError as error:
            log.critical(
                "An account cannot be used any more; the bot goes on without it",
                extra={"action": "account_given_up", "account": account, "why": str(error)},
            )
            left.discard(account)
            if not left:
                raise PermanentError(f"{account} cannot be used any more: {error}") from error

    try:
        async with asyncio.TaskGroup() as tasks:
            for station in stations:
                tasks.create_task(stay(station))
    except* PermanentError as group:
        raise group.exceptions[0] from None


async def _leave(assembly: Assembly) -> None:
    await asyncio.gather(*(_say_goodbye(station.network) for station in assembly.stations))
    try:
        with suppress(TransientError):  # the next copy waits a little longer then
            await assembly.tenure.let_go()
    finally:
        await assembly.store.close()


async def _say_goodbye(network: ChatNetwork) -> None:
    try:
        async with asyncio.timeout(_FAREWELL_S):
            await network.close()
    except Exception:
        log.exception(
            "Leaving a network failed",
            extra={"action": "farewell_failed", "account": network.account},
        )
