"""One of everything that the verbs of the programme answer, with names that want to break out."""

# ruff: noqa: DTZ001 -- local times are naive

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.commands.parts.replies import (
    NoSuchDate,
    NothingPlanned,
    TimeComesFirst,
    TimeMissing,
    UsageReminder,
    WhichOne,
)
from bot.commands.verbs.cancel import SeriesCancelled, SeriesResumed
from bot.commands.verbs.edit import Before, SeriesEdited
from bot.commands.verbs.meet import SeriesPlanned
from bot.commands.verbs.move import DateMoved
from bot.commands.verbs.retitle import DateRetitled
from bot.commands.verbs.sessions import SessionsShown
from bot.commands.verbs.skip import DatesRestored, DatesSkipped
from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series, SeriesId, dates
from bot.domain.shaping import RoomKind
from bot.domain.when import Day, Days, Once, Rule
from bot.usecases.programme.programme_ahead import NextDate
from bot.usecases.speaking.speech import Reply

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NASTY = "<b>Vor & stand</b> 100% {x} %(y)s"
LEADS = (timedelta(days=1), timedelta(minutes=10))
WEEKLY = Series(
    id=SeriesId("s"),
    number=3,
    owner=ChatAddress(AccountId("test:bot"), ChatId("club")),
    creator=PersonId("ada"),
    title=NASTY,
    room=ConferenceRoom(
        name=NASTY, node="x", link="https://meet.example.org/x?a=1&b=2", topic=NASTY, fixed=False
    ),
    recurrence=Recurrence(
        start=datetime(2026, 11, 29, 11),
        timezone="Europe/Berlin",
        rrule="FREQ=WEEKLY;BYDAY=SU",
    ),
    leads=LEADS,
    changes=(
        Change(slot=datetime(2026, 11, 29, 11), starts=None),
        Change(slot=datetime(2026, 12, 6, 11), starts=datetime(2026, 12, 7, 20)),
    ),
)
ONCE = replace(
    WEEKLY,
    recurrence=Recurrence(start=datetime(2026, 12, 24, 18), timezone="Asia/Tokyo", rrule=None),
    leads=(),
    public=True,
    rings=True,
    changes=(),
)
OFF, MOVED, *REGULAR = AHEAD = dates(WEEKLY, after=NOW, limit=9)
OWN_TITLE = Change(slot=REGULAR[0].slot, starts=REGULAR[0].slot, title=NASTY)
RETITLED = replace(REGULAR[0], series=WEEKLY.changed(OWN_TITLE))
ALONE = dates(ONCE, after=NOW, limit=3)
DAY = Day(date(2026, 12, 24))
MONDAYS = Rule(datetime(2026, 11, 30, 12, 30), "FREQ=WEEKLY;BYDAY=MO")
NOTHING_BEFORE = Before(
    time=None, zone=None, title=None, place=None, leads=None, public=None, rings=None
)
ALL_BEFORE = Before(
    time=MONDAYS,
    zone="Europe/London",
    title=NASTY,
    place=NASTY,
    leads=LEADS,
    public=False,
    rings=True,
)

PROGRAMME_SAMPLES: tuple[Reply, ...] = (
    SeriesPlanned(series=WEEKLY, ahead=AHEAD[:4], leads=LEADS),
    SeriesPlanned(series=ONCE, ahead=ALONE, leads=(), kind=RoomKind.CLOSED),
    SeriesPlanned(series=ONCE, ahead=ALONE, leads=(), kind=RoomKind.TEACHING),
    SeriesPlanned(series=ONCE, ahead=ALONE, leads=()),
    SeriesEdited(series=WEEKLY, ahead=AHEAD, leads=LEADS, before=NOTHING_BEFORE, forgotten=0),
    SeriesEdited(series=WEEKLY, ahead=AHEAD, leads=(), before=ALL_BEFORE, forgotten=2),
    SeriesEdited(
        series=ONCE,
        ahead=(),
        leads=(),
        before=replace(NOTHING_BEFORE, leads=(), public=True),
        forgotten=1,
    ),
    DatesSkipped(series=WEEKLY, dates=(MOVED,), ahead=AHEAD, meant=None, changed=((NOW, MOVED),)),
    DatesSkipped(series=ONCE, dates=ALONE, ahead=(), meant=DAY),
    DatesSkipped(
        series=WEEKLY,
        dates=tuple(REGULAR),
        ahead=AHEAD,
        meant=Days(date(2026, 12, 22), date(2027, 1, 6)),
        changed=((NOW, MOVED),),
    ),
    *(
        DatesRestored(
            series=WEEKLY, dates=on, still_off=still_off, ahead=AHEAD, meant=DAY, alone=DAY
        )
        for on, still_off in (((OFF,), ()), (tuple(REGULAR[:2]), (OFF,)))
    ),
    DateMoved(before=REGULAR[0], after=MOVED, ahead=AHEAD),
    DateMoved(before=OFF, after=ALONE[0], ahead=ALONE),
    DateRetitled(before=REGULAR[0], after=RETITLED),
    DateRetitled(before=RETITLED, after=REGULAR[0]),
    SeriesCancelled(ONCE),
    SeriesResumed(series=WEEKLY, ahead=AHEAD),
    SessionsShown(
        ahead=(
            NextDate(date=MOVED, off=(OFF,)),
            NextDate(date=OFF, off=()),
            NextDate(date=replace(REGULAR[0], starts_at=NOW - timedelta(minutes=5)), off=()),
        ),
        more=1,
    ),
    SessionsShown(ahead=(NextDate(date=ALONE[0], off=()),), more=5),
    NothingPlanned(),
    WhichOne(key="meet", readings=(DAY, Once(datetime(2026, 12, 24, 18)), MONDAYS), after=NASTY),
    WhichOne(key="move", before=f"3 {NASTY}", readings=(DAY, DAY)),
    TimeMissing(key="meet", reading=MONDAYS, after=NASTY),
    TimeComesFirst(title=NASTY, time="19:30", whole=f"{NASTY} 19:30", after="[public]"),
    NoSuchDate(series=WEEKLY, ahead=AHEAD),
    NoSuchDate(series=ONCE, ahead=()),
    NoSuchDate(series=WEEKLY, day=Day(date(2026, 12, 7)), ahead=AHEAD),
    UsageReminder(key="meet", puzzling=NASTY),
    UsageReminder(key="meet", puzzling=NASTY * 300),
    UsageReminder(key="skip", understood=NASTY),
    UsageReminder(key="edit", understood=NASTY, puzzling=NASTY * 300),
)
