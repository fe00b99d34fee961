"""`!edit 3 every sunday 12:00`, `!ändern 3 in Ankerplatz`, `!edit 3 host Ben`: a whole series."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.commands.parts.beginnings import begins_with, leading_phrase
from bot.commands.parts.blanks import ROOM, TOPIC, choice, option, own_series, page, titled
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.late_times import time_behind
from bot.commands.parts.leads import leads_ahead
from bot.commands.parts.moments import here_now, to_type_again
from bot.commands.parts.options import Options, without_options
from bot.commands.parts.phrases import (
    WORDS,
    is_word,
    numbered,
    quoted,
    title_and_place,
    title_in,
    unquoted,
)
from bot.commands.parts.replies import WhichOne
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Form,
    Misunderstood,
    Typed,
    Verb,
    look_at_nothing,
)
from bot.commands.verbs.hosting import lead_by
from bot.commands.verbs.new_time import bounded, new_time
from bot.domain.chat import ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.recurrence import to_local
from bot.domain.series import Occurrence, Series
from bot.domain.shaping import SHAPED
from bot.domain.when import Ambiguous, Once, Rule
from bot.domain.when.hints import (
    begins_with_months,
    beyond,
    is_bound,
    is_recurring,
    is_stretch,
)
from bot.errors import UserError
from bot.usecases.ports.forms import Blank, BlankKind
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import series_to_change
from bot.usecases.programme.edit_series import Edit, edit
from bot.usecases.rooms.start_conference import FixedRoom
from bot.usecases.speaking.speech import Reply

_A_NUMBER: Final = re.compile(r"[0-9]{1,2}\.?")


@dataclass(frozen=True, slots=True)
class EditWords:
    """What `wish` means depends on the series."""

    number: int
    wish: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What to type to undo an edit; None where nothing changed.

    `zone` is the zone of that time, if it is not the chat's. `only`: it was a single date, and
    recurs now.
    """

    time: Once | Rule | None
    only: bool = False
    zone: str | None
    title: str | None
    place: str | None
    leads: tuple[timedelta, ...] | None
    public: bool | None
    rings: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEdited(Reply):
    """The series as it is now, its next dates, and how long before the chat hears of it.

    `forgotten` counts the dates that were off, moved or retitled and that the new rule lacks.
    """

    series: Series
    ahead: tuple[Occurrence, ...]
    leads: tuple[timedelta, ...]
    before: Before
    forgotten: int

    @property
    def link(self) -> str:
        return self.series.room.link


def parse(rest: str) -> EditWords:
    number, wish = numbered(rest)
    if not wish:
        raise Misunderstood
    return EditWords(number, wish)


async def act(house: House, asked: Asked, words: EditWords, _seen: None, work: Work) -> Answer:
    series = await series_to_change(work, words.number, by=asked.line)
    led = await lead_by(work, series, words.wish, asked)
    if led:
        return led
    bare, options = _without_options(words.wish, asked)
    bare, only = _without_first_word(_without_label(bare), asked)
    found = begins_with(bare, now=here_now(asked), zones_of=house.zones_of)
    if found.reading is None and is_bound(found.rest):
        found = bounded(series, found.rest, asked)
    if found.reading is None and unquoted(found.rest) == found.rest:
        _refuse_half_a_time(found.rest, asked)
    time = new_time(series, found, asked, only=only)
    if isinstance(time, Ambiguous):
        word = WORDS["only"][asked.settings.language] if only else ""
        before = f"{series.number} {word}".strip()
        after = " ".join(filter(None, (found.zone, found.rest, options.words)))
        return Answer(WhichOne(key="edit", before=before, readings=time.readings, after=after))
    title, place = title_and_place(found.rest)
    wish = replace(
        time,
        title=title or None,
        room=await room_called(house, asked, place, work) if place else None,
        leads=options.leads,
        public=options.public,
        rings=options.rings,
    )
    return Answer(await change(work, series, wish, asked))


def _without_label(wish: str) -> str:
    """`title: Sunday Choir` -> the title, in quotes: nothing of it is a time."""
    label, _, title = wish.partition(" ")
    is_label = is_word(label.rstrip(":"), "title") and title.strip()
    return quoted(title_in(title)) if is_label else wish


def _without_options(wish: str, asked: Asked) -> tuple[str, Options]:
    """Time, title and place, and the options. Raises `UserError` or `Misunderstood`."""
    bare, options = without_options(wish, now=here_now(asked))
    if options.kind or options.private or any(is_word(bare, kind) for kind in SHAPED):
        raise UserError("shape_when_new")
    if options.rings and asked.line.role < ChatRole.MODERATOR:
        raise UserError("ringing_by_moderators")
    if is_word(bare, "private"):
        return "", replace(options, public=False)
    if is_word(bare, "in"):
        raise Misunderstood(bare)
    return bare, options


def _without_first_word(bare: str, asked: Asked) -> tuple[str, bool]:
    """`to Friday` -> `Friday`; the other is whether it was `only`, before a single date."""
    first, _, time = bare.partition(" ")
    known = [key for key in ("to", "only") if is_word(first, key)]
    if not known or leading_phrase(time, here_now(asked)) is None:
        return bare, False
    return time, known == ["only"]


def _refuse_half_a_time(title: str, asked: Asked) -> None:
    """`19`, `next week`, `Sontag 12 Uhr` are no titles. Raises `Misunderstood` or `UserError`."""
    first, _, others = title.partition(" ")
    is_part = is_stretch(title) or is_recurring(title) or _A_NUMBER.fullmatch(title)
    is_limit = begins_with_months(others if is_word(first, "not") else title) or beyond(title)
    is_slip = not others and misspelt_day(title)
    if is_part or is_limit or is_slip or is_word(title.rstrip(".!"), "undo"):
        raise Misunderstood(puzzling=title)
    if time_behind(title, now=here_now(asked)):
        raise Misunderstood(puzzling=title)


async def change(work: Work, series: Series, wish: Edit, asked: Asked) -> SeriesEdited:
    """Raises `UserError` when no date would lie ahead."""
    edited = await edit(work, series, wish, now=asked.now)
    return SeriesEdited(
        series=edited,
        ahead=ahead(edited, asked),
        leads=leads_ahead(edited, asked),
        before=_before(series, edited, wish, asked),
        forgotten=_forgotten(series, edited, asked),
    )


def _forgotten(series: Series, edited: Series, asked: Asked) -> int:
    """How many dates ahead that differed from the rule are on a day that the new one lacks."""
    now = to_local(asked.now, series.recurrence.timezone)
    days = {change.slot.date() for change in edited.changes}
    return sum(one.slot > now and one.slot.date() not in days for one in series.changes)


async def room_called(house: House, asked: Asked, name: str, work: Work) -> ConferenceRoom:
    """The room of that name, as the chat has it if it used it before."""
    wanted = house.start_conference.room_for(FixedRoom(name))
    recent = await work.rooms.recent(asked.chat.address)
    return next((room for room in recent if room.node == wanted.node), wanted)


def _before(series: Series, edited: Series, wish: Edit, asked: Asked) -> Before:
    other_end = series.duration != edited.duration
    other_time = other_end or series.recurrence != edited.recurrence
    time = to_type_again(series, now=asked.now, with_end=other_end) if other_time else None
    zone = series.recurrence.timezone
    return Before(
        time=time,
        only=series.recurrence.rrule is None and edited.recurrence.rrule is not None,
        zone=None if zone == asked.settings.timezone else zone,
        title=series.title if wish.title and series.title != edited.title else None,
        place=series.room.name if series.room != edited.room else None,
        leads=series.leads if series.leads != edited.leads else None,
        public=series.public if series.public != edited.public else None,
        rings=series.rings if series.rings != edited.rings else None,
    )


def _filled_in(filled: Filled) -> list[Typed]:
    number, leads = filled.one("series"), filled.one("leads")
    wish = f"{filled.one('when_new')} {titled(filled.one('topic'), filled.one('room'))}"
    wish += option("lead", leads) if leads else ""
    wish += {"yes": " public", "no": " not public"}.get(filled.one("public_new"), "")
    lines = [Typed("edit", f"{number} {wish.strip()}")] if wish.strip() else []
    if filled.one("host"):
        lines.append(Typed("edit", f"{number} host {filled.one('host')}"))
    return lines


FORM = Form(
    key="edit",
    lines=_filled_in,
    pages=(
        own_series,
        page(
            Blank(key="when_new", kind=BlankKind.WHEN),
            TOPIC,
            ROOM,
            Blank(key="leads"),
            choice("public_new", "same", "yes", "no"),
            Blank(key="host"),
        ),
    ),
)


VERB = Verb(
    key="edit",
    words={ENGLISH: ("edit",), GERMAN: ("ändern", "ändere")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
    changes=True,
    forms=(FORM,),
)
