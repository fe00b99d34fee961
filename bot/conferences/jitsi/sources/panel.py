"""Asks several sources who is in a call: the best that answers, for as long as it answers."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from bot.conferences.jitsi.discovery.report import Level, SourceReport
from bot.conferences.jitsi.sources.source import AttendanceSource
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError

log = logging.getLogger(__name__)
_LONGEST_REST_S: Final = 10.0
_REST: Final = 10
"""How much longer than its failure took a source is not asked again: who fails fast costs nothing,
and for who fails slowly the others need not wait each time."""
_SHARE: Final = 0.4
"""Of the time that is left, what a source may take while others wait behind it."""


class SourcePanel:
    """The sources in the order in which they are asked."""

    def __init__(self, sources: Sequence[AttendanceSource]) -> None:
        self._sources = sources
        self._rests: dict[str, tuple[float, str]] = {}
        """Until when (the loop's time) which source is not asked, and why."""

    async def ask(self, room: ConferenceRoom, *, names: bool, seconds: float) -> Attendance | None:
        """The first answer that knows the people, else the one that knows most; None without any.

        What a later source says counts only if it agrees with the first on whether a call runs.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        best: Attendance | None = None
        for source in self._sources:
            left = end - loop.time()
            limit = left if source is self._sources[-1] else left * _SHARE
            answer = await self._look(source, room, names=names, seconds=limit)
            if answer is None or (best and answer.liveness is not best.liveness):
                continue
            if best is None or _told(answer) > _told(best):
                best = answer
            if best.occupants is not None:
                break
        return best

    async def probe(self) -> None:
        """Try each source; what came of it is in `reports`."""
        for source in self._sources:
            try:
                await source.probe()
            except TransientError as error:
                self._rest(source, str(error), seconds=0)
            else:
                self._rests.pop(source.name, None)

    def reports(self) -> tuple[SourceReport, ...]:
        """One for each source; a source that rests has nothing to tell."""
        return tuple(self._report(source) for source in self._sources)

    def _report(self, source: AttendanceSource) -> SourceReport:
        _, problem = self._rests.get(source.name, (0.0, ""))
        level = Level.NOTHING if problem else source.level
        return SourceReport(name=source.name, level=level, problem=problem)

    async def _look(
        self, source: AttendanceSource, room: ConferenceRoom, *, names: bool, seconds: float
    ) -> Attendance | None:
        clock = asyncio.get_running_loop().time
        began = clock()
        if self._rests.get(source.name, (0.0, ""))[0] > began:
            return None
        try:
            async with asyncio.timeout(seconds):
                seen = await source.look(room, names=names)
        except TransientError as error:
            self._rest(source, str(error), seconds=_REST * (clock() - began))
        except TimeoutError:
            self._rest(source, "it does not answer in time", seconds=_LONGEST_REST_S)
        else:
            self._rests.pop(source.name, None)
            return seen
        return None

    def _rest(self, source: AttendanceSource, problem: str, *, seconds: float) -> None:
        known = self._rests.get(source.name)
        if known is None or known[1] != problem:
            log.info(
                "It cannot be told who is in a call", extra={"source": source.name, "why": problem}
            )
        until = asyncio.get_running_loop().time() + min(seconds, _LONGEST_REST_S)
        self._rests[source.name] = (until, problem)


def _told(seen: Attendance) -> Level:
    if seen.occupants is not None:
        return Level.NAMES
    if seen.count is not None:
        return Level.COUNT
    return Level.LIVENESS
