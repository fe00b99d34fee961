"""The Jitsi server as the rest of the program sees it: names, links, and who is there."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.conferences.jitsi.address import ServerAddress
from bot.conferences.jitsi.discovery import Discovery
from bot.conferences.jitsi.report import JitsiReport
from bot.conferences.jitsi.rooms import node, room_name
from bot.conferences.jitsi.settings import JitsiSettings
from bot.conferences.jitsi.signalling import Signalling
from bot.conferences.jitsi.source import AttendanceSource, SignallingSource
from bot.domain.attendance import Attendance, Liveness
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports import Clock

_LOGGER = logging.getLogger(__name__)
_ANSWER_SECONDS: Final = 4.5


class JitsiServer:
    """One server. Nothing is contacted before somebody asks or `run` is started.

    Raises `ConfigError` when a setting cannot be right.
    """

    def __init__(self, settings: JitsiSettings, clock: Clock) -> None:
        self._address = ServerAddress.parse(settings.url)
        self._clock = clock
        self._discovery = Discovery(settings, self._address, clock)
        self._signalling = Signalling(self._discovery, self._address)
        self._seen_by_signalling = SignallingSource(
            self._signalling, clock, bot_name=settings.bot_name
        )
        self._sources: tuple[AttendanceSource, ...] = (self._seen_by_signalling,)
        self._questions: dict[tuple[str, bool], asyncio.Task[Attendance]] = {}
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
        question = (room.node, names)
        answer = self._questions.get(question)
        if answer is None:
            answer = asyncio.create_task(self._ask(room, names=names))
            self._questions[question] = answer
            answer.add_done_callback(lambda _: self._questions.pop(question))
        return await asyncio.shield(answer)

    def on_news(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    async def run(self) -> None:
        try:
            await self._signalling.keep()
        finally:
            await self.close()

    async def close(self) -> None:
        """Hang up, for good; for those who ask without `run`."""
        await self._signalling.close()
        await asyncio.gather(*self._questions.values())

    async def probe(self) -> JitsiReport:
        """Connect if need be, ask the rooms' service, and report; within 15 seconds."""
        try:
            await self._seen_by_signalling.probe()
        except TransientError as error:
            return replace(self.describe(), problem=str(error))
        return self.describe()

    def describe(self) -> JitsiReport:
        """What is known at this moment; nothing is contacted."""
        return JitsiReport(
            config_js=self._discovery.config is not None,
            transport=self._signalling.transport,
            level=self._seen_by_signalling.level,
            problem=self._signalling.problem,
        )

    async def _ask(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                for source in self._sources:
                    if (seen := await source.look(room, names=names)) is not None:
                        return seen
        except (TransientError, TimeoutError) as error:
            _LOGGER.info("It cannot be told who is in the call", extra={"why": repr(error)})
        return Attendance(liveness=Liveness.UNKNOWN, seen_at=self._clock.now(), source="none")
