"""Put a series, or a single date, into the programme of a chat."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.chat import ChatAddress, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.due import AT_THE_START
from bot.domain.recurrence import Recurrence
from bot.domain.series import Series, SeriesId, dates
from bot.domain.shaping import RoomKind
from bot.errors import UserError
from bot.usecases.ports.programme import Subscription
from bot.usecases.ports.store import Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.rooms.own_rooms import note_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a new series is to be. `leads` are how long before a date the chat hears of it."""

    title: str
    room: ConferenceRoom
    recurrence: Recurrence
    duration: timedelta
    leads: tuple[timedelta, ...]
    public: bool
    rings: bool = False
    kind: RoomKind = RoomKind.OPEN


@dataclass(frozen=True, slots=True)
class PlanSeries:
    """`draw_id` makes an id that nobody had before."""

    draw_id: Callable[[], SeriesId]

    async def __call__(
        self, work: Work, plan: Plan, *, owner: ChatAddress, creator: PersonId | None, now: datetime
    ) -> Series:
        """Keep it, and have it told to the chat. Raises `UserError` for what nobody can attend.

        `creator` is None where no person of the chat did it.
        """
        series = Series(
            id=self.draw_id(),
            number=await work.programme.next_number(owner),
            owner=owner,
            creator=creator,
            title=plan.title,
            room=plan.room,
            recurrence=plan.recurrence,
            duration=plan.duration,
            leads=plan.leads,
            public=plan.public,
            rings=plan.rings,
        )
        check_ahead(series, now=now)
        await work.programme.save(series)
        await work.rooms.use(owner, series.room, now=now)
        await note_room(work, owner, series.room, by=creator, kind=plan.kind, opened=False, now=now)
        await tell_chat(work, series, owner)
        await rewind_alarm(work, series, now=now)
        return series


async def tell_chat(work: Work, series: Series, chat: ChatAddress) -> None:
    """Have a chat told of each date, by the leads of the series and when it begins."""
    for lead in {*series.leads, AT_THE_START}:
        await work.subscriptions.add(Subscription(series=series.id, target=chat, lead=lead))


def check_ahead(series: Series, *, now: datetime) -> None:
    """Raises `UserError` when nobody could attend it any more."""
    if not dates(series, after=now, limit=1):
        raise UserError("all_past")
