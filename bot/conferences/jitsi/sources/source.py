"""What every way to see who is in a call has to fit."""

from typing import Protocol

from bot.conferences.jitsi.discovery.report import Level
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom


class AttendanceSource(Protocol):
    """One way to see who is in a call; the server asks its sources in order."""

    @property
    def name(self) -> str:
        """For the operator, and as `Attendance.source`."""
        ...

    @property
    def level(self) -> Level:
        """The most that it was seen to tell."""
        ...

    async def probe(self) -> None:
        """Raises `TransientError`, with a line for the operator, when it cannot be asked."""
        ...

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:
        """A snapshot, or None when this way cannot tell whether a call runs.

        May raise `TransientError`.

        Where it costs nothing it may hold names also when they were not asked for.
        """
        ...
