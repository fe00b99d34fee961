"""What a source has seen, made into a snapshot."""

from collections.abc import Sequence
from datetime import datetime

from bot.conferences.jitsi.signalling.occupants import Seat, is_person, named
from bot.domain.attendance import Attendance, Liveness


def nobody(source: str, now: datetime) -> Attendance:
    """The room does not exist, which a Jitsi room only does while somebody is in it."""
    return Attendance(liveness=Liveness.EMPTY, seen_at=now, source=source, count=0, occupants=())


def somebody(source: str, now: datetime, *, since: datetime | None = None) -> Attendance:
    """A call runs, and more is not told."""
    return Attendance(liveness=Liveness.LIVE, seen_at=now, source=source, since=since)


def number(source: str, now: datetime, count: int, *, since: datetime | None = None) -> Attendance:
    """So many people, whoever they are."""
    if count <= 0:
        return nobody(source, now)
    return Attendance(liveness=Liveness.LIVE, seen_at=now, source=source, count=count, since=since)


def people(
    source: str, now: datetime, seats: Sequence[Seat], *, hidden_domain: str | None
) -> Attendance:
    """Those of the seats that people have who want to be seen."""
    persons = [seat for seat in seats if is_person(seat, hidden_domain=hidden_domain)]
    return Attendance(
        liveness=Liveness.LIVE if persons else Liveness.EMPTY,
        seen_at=now,
        source=source,
        count=len(persons),
        occupants=named(persons),
    )
