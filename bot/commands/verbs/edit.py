"""`!edit 3 every sunday 12:00`, `!ändern 3 in Ankerplatz`, `!edit 3 host Ben`: a whole series."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.commands.parts.beginnings import begins_with
from bot.commands.parts.blanks import ROOM, TOPIC, choice, option, own_series, page, titled
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.late_times import time_behind
from bot.commands.parts.leads import leads_ahead
from bot.commands.parts.moments import here_now, to_type_again
from bot.commands.parts.options import without_options
from bot.commands.parts.phrases import is_word, numbered, title_and_place, unquoted
from bot.commands.parts.replies import WhichOne
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
from bot.domain.when.hints import is_bound
from bot.errors import UserError
from bot.usecases.ports.forms import Blank, BlankKind
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import series_to_change
from bot.usecases.programme.edit_series import Edit, edit
from bot.usecases.rooms.start_conference import FixedRoom
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class EditWords:
    """What `wish` means depends on the series."""

    number: int
    wish: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What to type to undo an edit; None where nothing changed.

    `zone` is the zone of that time, if it is not the chat's.
    """

    time: Once | Rule | None
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
    bare, options = without_options(words.wish, now=here_now(asked))
    if options.kind or options.private:
        raise UserError("shape_when_new")
    if options.rings and asked.line.role < ChatRole.MODERATOR:
        raise UserError("ringing_by_moderators")
    if is_word(bare, "private"):
        bare, options = "", replace(options, public=False)
    if any(is_word(bare, kind) for kind in SHAPED):
        raise UserError("shape_when_new")
    if is_word(bare, "in"):
        raise Misunderstood(bare)
    found = begins_with(bare, now=here_now(asked), zones_of=house.zones_of)
    if found.reading is None and is_bound(found.rest):
        found = bounded(series, found.rest, asked)
    if found.reading is None and unquoted(found.rest) == found.rest:
        _refuse_time_behind(found.rest, asked)
    time = new_time(series, found, asked)
    if isinstance(time, Ambiguous):
        number = str(series.number)
        after = " ".join(filter(None, (found.zone, found.rest, options.words)))
        return Answer(WhichOne(key="edit", before=number, readings=time.readings, after=after))
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


def _refuse_time_behind(title: str, asked: Asked) -> None:
    """`Sontag 12 Uhr` is no title. Raises `Misunderstood` or `UserError`."""
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
        forgotten=_changes_ahead(series, asked) - _changes_ahead(edited, asked),
    )


def _changes_ahead(series: Series, asked: Asked) -> int:
    now = to_local(asked.now, series.recurrence.timezone)
    return sum(change.slot > now for change in series.changes)


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
    words={ENGLISH: ("edit",), GERMAN: ("ändern",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
    changes=True,
    forms=(FORM,),
)
