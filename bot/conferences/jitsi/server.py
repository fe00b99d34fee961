"""The Jitsi server as the rest of the program sees it: names, links, and who is there."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Final

from bot.conferences.jitsi.advice import next_step
from bot.conferences.jitsi.dial_in import ask_dial_in
from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.endpoints import Discovery
from bot.conferences.jitsi.discovery.report import JitsiReport, Level
from bot.conferences.jitsi.events.ledger import EventLedger
from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.links.rooms import node, room_name
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.signalling.owner import RoomOwner
from bot.conferences.jitsi.sources.configured import Sources
from bot.domain.attendance import Attendance, Liveness, Sight
from bot.domain.conference import ConferenceRoom
from bot.domain.settings import Presence
from bot.domain.shaping import DialIn
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.conferences import SourceState

log = logging.getLogger(__name__)
_ANSWER_S: Final = 4.5
_PROBE_S: Final = 14.0
_KNOW_AGAIN_S: Final = 60.0
_PRESENCES: Final = {
    Level.NOTHING: Presence.OFF,
    Level.LIVENESS: Presence.OPEN,
    Level.COUNT: Presence.COUNT,
    Level.NAMES: Presence.NAMES,
}


class JitsiServer:
    """One server. Nothing is contacted before somebody asks or `run` is started.

    `events` is where what the server posts about its rooms comes in.
    Raises `ConfigError` when a setting cannot be right.
    """

    def __init__(self, settings: JitsiSettings, clock: Clock) -> None:
        self._settings = settings
        self._address = ServerAddress.parse(settings.url)
        self._clock = clock
        self._discovery = Discovery(settings, self._address, clock)
        self.events = EventLedger(lambda: self._discovery.known, clock, heard=self.hear)
        self._sources = Sources(
            settings, self._address, self._discovery, clock, events=self.events, heard=self.hear
        )
        self._questions: dict[tuple[str, bool], asyncio.Task[Attendance]] = {}
        self._answers: set[asyncio.Task[Attendance]] = set()
        self._heard: Callable[[str], None] = lambda _node: None

    def room(self, name: str, *, topic: str | None, fixed: bool) -> ConferenceRoom:
        """For the errors see `rooms.room_name`."""
        chosen = room_name(name, self._address)
        return ConferenceRoom(
            name=chosen,
            node=node(chosen),
            link=self._address.link(chosen),
            topic=topic,
            fixed=fixed,
        )

    async def attendance(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        """Who asks the same while an answer is on its way gets that answer too."""
        if room.wants_no_bot:
            return self._unknown()
        question = (room.node, names)
        answer = self._questions.get(question)
        if answer is None:
            answer = asyncio.create_task(self._ask(room, names=names))
            self._questions[question] = answer
            self._answers.add(answer)
            answer.add_done_callback(lambda done: self._forget(question, done))
        return await asyncio.shield(answer)

    async def dial_in(self, room: ConferenceRoom) -> DialIn | None:
        try:
            async with asyncio.timeout(_ANSWER_S):
                domains = await self._discovery.domains()
                config = self._discovery.config
                numbers = config and config.dial_in_numbers
                codes = config and config.dial_in_codes
                if not (numbers and codes):
                    return None
                return await ask_dial_in(numbers=numbers, codes=codes, jid=domains.jid(room.node))
        except (TransientError, TimeoutError):
            return None

    def on_news(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._sources.keep())
                tasks.create_task(self._know_domains())
        finally:
            await self.close()

    async def close(self) -> None:
        """Hang up, for good; for those who ask without `run`."""
        await self._sources.close()
        await asyncio.gather(*self._answers)

    async def reach(self) -> None:
        """Get there as a browser does, for whoever probes. Raises as `Discovery.reach`."""
        await self._discovery.reach()

    async def probe(self) -> JitsiReport:
        """Try every way for real, and report; within 15 seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PROBE_S):
                await self._sources.panel.probe()
        return self.describe()

    def sight(self) -> Sight:
        report = self.describe()
        return Sight(_PRESENCES[report.level], is_pushed=report.pushed)

    def sources(self) -> Sequence[SourceState]:
        """The ways to see who is in a call; nothing is contacted."""
        return [
            SourceState(name=one.name, shows=_PRESENCES[one.level])
            for one in self._sources.panel.reports()
        ]

    async def reachable(self) -> str:
        report = await self.probe()
        return report.problem if report.level is Level.NOTHING else ""

    @property
    def owner(self) -> RoomOwner | None:
        """What decides about calls by the account on the server; None where there is none."""
        return self._sources.owner

    async def domains(self) -> Domains:
        """How the server calls itself and its rooms. Raises `TransientError`."""
        return await self._discovery.domains()

    def describe(self) -> JitsiReport:
        """What is known at this moment; nothing is contacted."""
        sources = self._sources.panel.reports()
        level = max((source.level for source in sources), default=Level.NOTHING)
        problems = [f"{source.name}: {source.problem}" for source in sources if source.problem]
        return JitsiReport(
            config_js=self._discovery.config is not None,
            transport=self._sources.signalling.transport,
            level=level,
            problem="; ".join(problems),
            pushed=self.events.heard_at is not None,
            sources=sources,
            step=next_step(
                self._settings,
                self._discovery.known,
                host=self._address.base.raw_host or "",
                level=level,
                sources=sources,
            ),
        )

    async def _ask(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        asked_at = self._clock.now()
        seen = await self._sources.panel.ask(room, names=names, seconds=_ANSWER_S)
        if seen is None:
            return self._unknown()
        return self.events.complete(room.node, seen, asked_at=asked_at)

    def _unknown(self) -> Attendance:
        return Attendance(liveness=Liveness.UNKNOWN, seen_at=self._clock.now(), source="none")

    def hear(self, node: str) -> None:
        """An answer that is under way may be out of date; whoever asks now needs a new one."""
        for names in (False, True):
            self._questions.pop((node, names), None)
        self._heard(node)

    def _forget(self, question: tuple[str, bool], answer: asyncio.Task[Attendance]) -> None:
        self._answers.discard(answer)
        if self._questions.get(question) is answer:
            del self._questions[question]

    async def _know_domains(self) -> None:
        """Without them no post can be told to be about a room of this server."""
        while True:
            try:
                await self._discovery.domains()
            except TransientError as error:
                log.warning("The Jitsi server's domains are not known", extra={"why": str(error)})
            await asyncio.sleep(_KNOW_AGAIN_S)
