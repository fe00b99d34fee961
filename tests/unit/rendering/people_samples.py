"""What is said of who comes, what is talked about, and what is kept, in every shape."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.commands.parts.replies import AskInPrivate, WhichSeries
from bot.commands.verbs.agenda import Agenda, AgendaShown, PointAdded, PointRemoved
from bot.commands.verbs.data import OwnDataShown, SaidInPrivate
from bot.commands.verbs.forget import ForgetQuestion, Forgotten
from bot.commands.verbs.hosting import HostChosen
from bot.commands.verbs.meet import SeriesPlanned
from bot.commands.verbs.privacy import PrivacyTold
from bot.commands.verbs.rsvp import RsvpCounted, RsvpKept, RsvpTakenBack
from bot.commands.verbs.sessions import SessionsShown
from bot.commands.verbs.subscribe import Subscribed
from bot.domain.chat import PersonId
from bot.domain.due import AT_THE_START
from bot.domain.preparation import NOTHING_PREPARED, AgendaPoint, Preparation
from bot.domain.series import Host
from bot.usecases.calls.live_replies import RoomOpened
from bot.usecases.chats.own_data import OwnData, Promised, ToldOf
from bot.usecases.ports.people import NO_TRACES, Traces
from bot.usecases.programme.programme_ahead import NextDate
from bot.usecases.speaking.speech import Reply
from bot.usecases.telling.reminders import SessionBegins, SessionReminder
from tests.unit.rendering.reminder_samples import CHOIR, NASTY, NOON, date

POINTS = tuple(
    AgendaPoint(number=n, text=NASTY * n, added_at=datetime(2026, 11, 1, tzinfo=UTC))
    for n in range(1, 9)
)
BUSY = Preparation(
    coming=12, absent=1, points=POINTS, who=tuple(PersonId(f"@<b>{n}:x") for n in range(12))
)
SOME = Preparation(coming=1, points=POINTS[:1], who=(PersonId("@ada:x"),))
NOBODY = Preparation(absent=2)
LED = replace(CHOIR, host=Host(NASTY, PersonId("ada")))
LED_DATE = replace(date(NOON), series=LED)
FULL = OwnData(
    heard=(
        ToldOf(series=CHOIR, leads=(timedelta(days=1),)),
        ToldOf(series=CHOIR, leads=(AT_THE_START,)),
    ),
    promised=(Promised(date=date(NOON), coming=True), Promised(date=date(NOON), coming=False)),
    made=(CHOIR,),
    led=(LED,),
    chosen=True,
    traces=Traces(reactions=2, waits=1, calendars=1, dashboards=2, rooms=3),
)
ONE_OF_EACH = Traces(reactions=1, waits=2, calendars=1, dashboards=1, rooms=1)
NONE = OwnData(heard=(), promised=(), made=(), led=(), chosen=False, traces=NO_TRACES)

PEOPLE_SAMPLES: tuple[Reply, ...] = (
    *(
        sample
        for prepared in (BUSY, SOME, NOBODY)
        for sample in (
            RsvpKept(date=LED_DATE, coming=True, before=None, prepared=prepared),
            RsvpKept(date=date(NOON), coming=False, before=True, prepared=prepared),
            RsvpKept(date=date(NOON), coming=True, before=True, prepared=prepared),
            RsvpTakenBack(date=LED_DATE, before=True, prepared=prepared),
            RsvpCounted(date=LED_DATE, prepared=prepared),
            SessionReminder(date=LED_DATE, moved_from=None, private=False, prepared=prepared),
            SessionBegins(date=LED_DATE, prepared=prepared),
            SeriesPlanned(series=LED, ahead=(LED_DATE,), leads=(), prepared=prepared),
            SessionsShown(ahead=(NextDate(date=LED_DATE, off=(), prepared=prepared),), more=0),
        )
    ),
    RsvpCounted(date=LED_DATE, prepared=NOTHING_PREPARED),
    WhichSeries(key="agenda", series=(CHOIR, LED), after=NASTY),
    WhichSeries(key="subscribe", series=(CHOIR,)),
    *(
        sample
        for numbered in (True, False)
        for sample in (
            AgendaShown(
                agendas=(
                    Agenda(date=date(NOON), points=POINTS),
                    Agenda(date=LED_DATE, points=POINTS[:1]),
                ),
                numbered=numbered,
            ),
            AgendaShown(agendas=(Agenda(date=date(NOON), points=()),), numbered=numbered),
            PointAdded(date=date(NOON), point=POINTS[0], numbered=numbered),
            PointRemoved(date=date(NOON), point=POINTS[0], numbered=numbered),
        )
    ),
    *(
        HostChosen(series=series, before=before)
        for series in (CHOIR, LED)
        for before in (None, Host(NASTY))
    ),
    Subscribed(series=CHOIR, leads=(AT_THE_START,), before=(), private=True, ahead=(), bell=True),
    *(OwnDataShown(data=data, elsewhere=where) for data in (FULL, NONE) for where in (True, False)),
    OwnDataShown(data=replace(FULL, traces=ONE_OF_EACH), elsewhere=False),
    RoomOpened(room=CHOIR.room, host=Host(NASTY), points=POINTS),
    SaidInPrivate(),
    AskInPrivate("data"),
    AskInPrivate("ics", "off"),
    ForgetQuestion(),
    Forgotten(timedelta(days=30)),
    PrivacyTold(timedelta(days=30)),
)
