"""`!meet`: a room and its link, now or at a time: `!meet`, `!meet TOPIC`, `!meet WHEN`."""

import re
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Final

from bot.commands.parts.beginnings import Found, begins_with
from bot.commands.parts.blanks import ROOM, TOPIC, choice, option, page, titled
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.late_times import time_later
from bot.commands.parts.leads import leads_ahead
from bot.commands.parts.means import stay_here
from bot.commands.parts.moments import at_time, duration, here_now, recurrence
from bot.commands.parts.options import Options, without_options, without_shape
from bot.commands.parts.phrases import (
    is_word,
    room_named,
    title_and_place,
    title_in,
    unquoted,
)
from bot.commands.parts.replies import TimeComesFirst, TimeMissing, WhichOne
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Filled,
    Form,
    Misunderstood,
    Typed,
    Verb,
    Whisper,
    look_at_nothing,
)
from bot.domain.chat import ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.preparation import NOTHING_PREPARED, Preparation
from bot.domain.series import USUAL_DURATION, Occurrence, Series
from bot.domain.shaping import SHAPED, RoomKind
from bot.domain.subject import Subject
from bot.domain.when import (
    Ambiguous,
    Day,
    DayRule,
    Days,
    Length,
    Lengths,
    Once,
    Past,
    Reading,
    Rule,
    Unknown,
)
from bot.domain.when.hints import is_no_room, is_stretch, like_a_time, without_please
from bot.errors import UserError
from bot.usecases.calls.live_replies import RoomOpened
from bot.usecases.calls.moderate import moderator_link, to_them_alone
from bot.usecases.ports.forms import Blank, BlankKind
from bot.usecases.ports.store import Work
from bot.usecases.programme.plan_series import Plan
from bot.usecases.rooms.start_conference import FixedRoom, NewRoom
from bot.usecases.speaking.speech import Reply

_HOUR: Final = re.compile(
    r"(?:([01][0-9]|2[0-3])([0-5][0-9])|([01]?[0-9]|2[0-3]) ?[,;:] ?([0-5][0-9])(?: ?uhr| ?h)?"
    r"|([89]|1[0-9]|2[0-3]))(?=\s|$)",
    re.IGNORECASE,
)
"""`1930`, `19,30 Uhr` and `19`, which are asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlanned(Reply):
    """What was understood: the series, its next dates, and how long before the chat hears of it.

    `prepared` is what has been said of the next date. `lobby`: a closed room has one.
    """

    series: Series
    ahead: tuple[Occurrence, ...]
    leads: tuple[timedelta, ...]
    prepared: Preparation = NOTHING_PREPARED
    kind: RoomKind = RoomKind.OPEN
    lobby: bool = False

    @property
    def link(self) -> str:
        return self.series.room.link

    @property
    def about(self) -> Subject:
        return Subject(series=self.series.id)


async def act(house: House, asked: Asked, words: str, _seen: None, work: Work) -> Answer:
    """Only a time at the beginning of the words makes a date of them; quotes make a topic."""
    shaped, shape = without_shape(words)
    bare, options = without_options(words, now=here_now(asked))
    found = begins_with(bare, now=here_now(asked), zones_of=house.zones_of)
    after = " ".join(filter(None, (found.zone, found.rest, options.words)))
    match found.reading:
        case _ if unquoted(shaped) != shaped:
            return await _open(house, asked, shaped, shape, work)
        case None | Length() | Lengths() | Day() | DayRule() if late := time_later(
            found, bare, now=here_now(asked)
        ):
            after = f"{late.after} {options.words}".strip()
            first = TimeComesFirst(title=late.title, time=late.time, after=after, whole=bare)
            return Answer(first)
        case None if is_stretch(bare) or (" " not in bare and misspelt_day(bare)):
            raise Misunderstood(puzzling=bare)
        case None | Length() | Lengths():
            return await _open(house, asked, shaped, shape, work)
        case Once() | Rule() as time:
            plan = _plan(house, asked, time, found, options)
            return await keep(house, asked, plan, work)
        case reading:
            return Answer(_question(reading, found, after, options))


def _question(
    reading: Reading, found: Found, after: str, options: Options
) -> TimeMissing | WhichOne:
    """What to ask back of what cannot be planned. Raises `Misunderstood` and `UserError`."""
    match reading:
        case Day() | DayRule() as day if hour := _HOUR.match(found.rest):
            clock = time(int(hour[1] or hour[3] or hour[5]), int(hour[2] or hour[4] or 0))
            after = f"{found.rest[hour.end() :].strip()} {options.words}".strip()
            return TimeMissing(key="meet", reading=at_time(day, clock), after=after)
        case Day() | DayRule() as day if not like_a_time(found.rest):
            return TimeMissing(key="meet", reading=at_time(day), after=after)
        case Ambiguous(readings) if not _adds_an_hour(found):
            return WhichOne(key="meet", readings=readings, after=after)
        case Past():
            raise UserError("that_is_past")
        case Days():
            raise Misunderstood(found.phrase)
        case Unknown(lacks_day=True):
            raise UserError("which_day")
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case _:
            raise Misunderstood(found.phrase, found.rest)


def _adds_an_hour(found: Found) -> bool:
    """`tomorrow morning 9`: the number is no title."""
    return found.rest[:1].isdigit() and not any(map(str.isdigit, found.phrase))


async def _open(house: House, asked: Asked, words: str, shape: Options, work: Work) -> Answer:
    kind = shape.kind or RoomKind.OPEN
    room = house.start_conference.room_for(_wish(words, shape), kind)
    shown = await house.start_conference(
        work,
        room=room,
        chat=asked.chat.address,
        key=asked.reply_key,
        now=asked.now,
        by=asked.line.sender.id,
        kind=shape.kind,
    )
    if kind is RoomKind.OPEN:
        return Answer(RoomOpened(room=shown))
    whisper = await _moderators_whisper(house, asked, room, work)
    return Answer(
        RoomOpened(room=shown, kind=kind, lobby=house.has_lobby, whispered=whisper is not None),
        whisper=whisper,
    )


async def _moderators_whisper(
    house: House, asked: Asked, room: ConferenceRoom, work: Work
) -> Whisper | None:
    """The moderator's link for whoever asked for the room, if they may have it and can get it."""
    try:
        private = to_them_alone(asked.line)
        links = house.start_conference.links
        link = await moderator_link(work, links, room, by=asked.line, now=asked.now)
    except UserError:
        return None
    return Whisper(private, link)


def _wish(words: str, shape: Options) -> NewRoom | FixedRoom:
    first, _, name = words.partition(" ")
    if is_word(first.rstrip("!."), "now"):
        words, (first, _, name) = name.strip(), name.strip().partition(" ")
    if not is_word(first, "in"):
        topic = title_in(words)
        return FixedRoom(topic) if topic and shape.public else NewRoom(topic or None)
    name = name.strip()
    if not name or (unquoted(name) == name and is_no_room(name)):
        raise Misunderstood(puzzling=words)
    return _room_called(room_named(without_please(name)), shape)


def _room_called(name: str, options: Options) -> NewRoom | FixedRoom:
    """The room that others know too; where it is closed or private, a new one of that topic."""
    return NewRoom(title_in(name)) if options.unguessable else FixedRoom(name)


def _plan(house: House, asked: Asked, time: Once | Rule, found: Found, options: Options) -> Plan:
    stay_here(asked.line)
    if isinstance(time, Rule) and asked.line.role < ChatRole.MODERATOR:
        raise UserError("rules_by_moderators")
    if options.rings and asked.line.role < ChatRole.MODERATOR:
        raise UserError("ringing_by_moderators")
    title, place = title_and_place(without_please(found.rest))
    wish = _room_called(place, options) if place else NewRoom(title or None)
    room = house.start_conference.room_for(wish, options.kind or RoomKind.OPEN)
    return Plan(
        title=title or room.title,
        room=room,
        recurrence=recurrence(time, found.zone or asked.settings.timezone),
        duration=duration(time) or USUAL_DURATION,
        leads=asked.settings.leads if options.leads is None else options.leads,
        public=bool(options.public),
        rings=bool(options.rings),
        kind=options.kind or RoomKind.OPEN,
    )


async def keep(house: House, asked: Asked, plan: Plan, work: Work) -> Answer:
    """Put it into the chat's programme. Raises `UserError` for what nobody can attend."""
    series = await house.plan_series(
        work,
        plan,
        owner=asked.chat.address,
        creator=asked.line.sender.id,
        now=asked.now,
    )
    return Answer(
        SeriesPlanned(
            series=series,
            ahead=ahead(series, asked),
            leads=leads_ahead(series, asked),
            kind=plan.kind,
            lobby=house.has_lobby,
        )
    )


def _opened_by_form(filled: Filled) -> list[Typed]:
    return [Typed("meet", f"{titled(filled.one('topic'))}{_kind(filled)}".strip())]


def _planned_by_form(filled: Filled) -> list[Typed]:
    leads = option("lead", filled.one("leads")) if filled.one("leads") else ""
    public = option("public") if filled.yes("public") else ""
    what = titled(filled.one("topic"), filled.one("room"))
    return [Typed("meet", f"{filled.one('when')} {what}{leads}{public}{_kind(filled)}")]


def _kind(filled: Filled) -> str:
    kind = filled.one("room_kind")
    return "" if kind == RoomKind.OPEN else option(kind)


FORMS = (
    Form(
        key="meet",
        lines=_opened_by_form,
        pages=(page(TOPIC, choice("room_kind", RoomKind.OPEN, "public", *SHAPED)),),
    ),
    Form(
        key="plan",
        lines=_planned_by_form,
        pages=(
            page(
                Blank(key="when", kind=BlankKind.WHEN, needed=True),
                replace(TOPIC, needed=True),
                ROOM,
                choice("room_kind", RoomKind.OPEN, *SHAPED),
                Blank(key="leads"),
                Blank(key="public", kind=BlankKind.SWITCH),
            ),
        ),
    ),
)


VERB = Verb(
    key="meet",
    words={ENGLISH: ("meet",), GERMAN: ("meet", "treffen")},
    parse=str.strip,
    look=look_at_nothing,
    act=act,
    forms=FORMS,
)
