"""What is said of reminders, in every shape that it takes."""

from datetime import UTC, datetime, timedelta

from bot.commands.parts.replies import NobodyToWriteTo
from bot.commands.verbs.remind import LeadsChosen, LeadsShown
from bot.commands.verbs.subscribe import Subscribed
from bot.commands.verbs.unsubscribe import Unsubscribed
from bot.domain.chat import AccountId, ChatAddress, ChatId, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.due import AT_THE_START
from bot.domain.recurrence import Recurrence
from bot.domain.series import Occurrence, Series, SeriesId
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import Dropped, RemindersDropped, SessionBegins, SessionReminder

NASTY = "<b>Vor & stand</b> 100% {x} %(y)s"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SLOT = datetime(2026, 11, 24, 13, 10)  # noqa: DTZ001 -- wall-clock time

CHOIR = Series(
    id=SeriesId("choir"),
    number=3,
    owner=ChatAddress(AccountId("a"), ChatId("c")),
    creator=PersonId("ada"),
    title=NASTY,
    room=ConferenceRoom(
        name="x", node="x", link="https://meet.example.org/x?a=1&b=2", topic=None, fixed=True
    ),
    recurrence=Recurrence(start=SLOT, timezone="Europe/Berlin", rrule="FREQ=WEEKLY"),
    leads=(DAY,),
)


def date(starts_at: datetime, **more: bool) -> Occurrence:
    return Occurrence(series=CHOIR, slot=SLOT, starts_at=starts_at, **more)


LEADS = ((DAY, 10 * MINUTE), (DAY, AT_THE_START), (AT_THE_START,), ())
REMINDER_SAMPLES: tuple[Reply, ...] = (
    *(
        SessionReminder(date=date(NOON + until), moved_from=moved_from, private=private)
        for until in (DAY, 10 * MINUTE, AT_THE_START, -3 * MINUTE)
        for moved_from in (None, NOON - DAY)
        for private in (True, False)
    ),
    SessionBegins(date=date(NOON)),
    *(
        RemindersDropped(tuple(Dropped(number=3, title=NASTY, count=n) for n in counts))
        for counts in ((1,), (2, 1))
    ),
    *(
        Subscribed(series=CHOIR, leads=leads, before=before, private=private, ahead=ahead)
        for leads in LEADS[:3]
        for before in LEADS
        for private in (True, False)
        for ahead in ((), (date(NOON), date(NOON + DAY, is_moved=True)))
    ),
    *(
        Unsubscribed(series=CHOIR, before=before, private=private)
        for before in LEADS
        for private in (True, False)
    ),
    Unsubscribed(series=CHOIR, before=LEADS[0], private=True, elsewhere=True),
    *(
        NobodyToWriteTo(series=CHOIR, told=told, decides=decides, ending=ending)
        for told in (None, *LEADS[:2])
        for decides in (True, False)
        for ending in (True, False)
    ),
    *(LeadsShown(leads) for leads in ((DAY, MINUTE), ())),
    *(
        LeadsChosen(leads=leads, before=before)
        for leads in ((DAY,), ())
        for before in ((MINUTE,), ())
    ),
)
