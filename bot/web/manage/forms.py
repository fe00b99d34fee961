"""What was filled in, as the verbs take it. Each field has the grammar that it has in the chat."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from bot.commands.parts.beginnings import begins_with
from bot.commands.parts.house import House
from bot.commands.parts.leads import leads_in
from bot.commands.parts.moments import duration, here_now, reading_of, recurrence
from bot.commands.parts.phrases import title_in
from bot.commands.parts.verb import Asked, Misunderstood
from bot.commands.verbs.edit import room_called
from bot.commands.verbs.new_time import new_time
from bot.domain.language import Language
from bot.domain.series import LONGEST_DURATION, USUAL_DURATION, Series, SeriesId
from bot.domain.settings import ChatSettings
from bot.domain.when import Ambiguous, Clear, Lengths, Once, Past, Rule, Unknown, spoken, understand
from bot.domain.when.tables import LANGUAGES
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.edit_series import Edit, as_edited
from bot.usecases.programme.plan_series import Plan, check_ahead
from bot.usecases.rooms.start_conference import FixedRoom, NewRoom
from bot.web.manage.gate import SentForm

_MINUTE: Final = timedelta(minutes=1)


class SeveralReadingsError(Exception):
    """A time that can be meant in several ways."""

    def __init__(self, readings: tuple[Clear, ...]) -> None:
        super().__init__()
        self.readings = readings


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFields:
    """The fields of a series as they stand on the page; `lasts` is in minutes."""

    title: str = ""
    when: str = ""
    lasts: str = ""
    place: str = ""
    remind: str = ""
    public: bool = False
    rings: bool = False

    @classmethod
    def empty(cls, settings: ChatSettings, language: Language) -> Self:
        """For a new one, as the chat likes it."""
        return cls(lasts=_minutes(USUAL_DURATION), remind=leads_as_typed(settings.leads, language))

    @classmethod
    def of(cls, series: Series, language: Language) -> Self:
        return cls(
            title=series.title,
            when=_spoken_time(series, language),
            lasts=_minutes(series.duration),
            place=series.room.name,
            remind=leads_as_typed(series.leads, language),
            public=series.public,
            rings=series.rings,
        )

    @classmethod
    def sent(cls, form: SentForm) -> Self:
        """`instead` is one of several readings, chosen by its button."""
        return cls(
            title=form.get("title", ""),
            when=form.get("instead") or form.get("when", ""),
            lasts=form.get("lasts", ""),
            place=form.get("place", ""),
            remind=form.get("remind", ""),
            public="public" in form,
            rings="rings" in form,
        )

    def plan(self, house: House, asked: Asked) -> Plan:
        """A new series. Raises `UserError`, `Misunderstood` and `SeveralReadingsError`."""
        time = _time(self.when, asked)
        title, place = title_in(self.title), self.place.strip()
        wish = FixedRoom(place) if place else NewRoom(title or None)
        room = house.start_conference.room_for(wish)
        return Plan(
            title=title or room.title,
            room=room,
            recurrence=recurrence(time, asked.settings.timezone),
            duration=duration(time) or _duration(self.lasts),
            leads=leads_typed(self.remind, asked),
            public=self.public,
            rings=self.rings,
        )

    async def wish(self, house: House, series: Series, asked: Asked, work: Work) -> Edit:
        """What is to be different. Raises as `plan`."""
        before = SeriesFields.of(series, LANGUAGES[0])
        time, place = self._new_time(house, series, asked), self.place.strip()
        lasts = self.lasts.strip()
        return replace(
            time,
            title=title_in(self.title) or None,
            room=await room_called(house, asked, place, work)
            if place and place != before.place
            else None,
            duration=time.duration or (_duration(lasts) if lasts != before.lasts else None),
            leads=leads_typed(self.remind, asked),
            public=self.public,
            rings=self.rings,
        )

    def _new_time(self, house: House, series: Series, asked: Asked) -> Edit:
        if self.when.strip() in {_spoken_time(series, language) for language in LANGUAGES}:
            return Edit()
        found = begins_with(self.when, now=here_now(asked), zones_of=house.zones_of)
        if found.reading is None or found.rest:
            raise Misunderstood(puzzling=found.rest or self.when)
        time = new_time(series, found, asked)
        if isinstance(time, Ambiguous):
            raise SeveralReadingsError(time.readings)
        return time


def drafted(plan: Plan, asked: Asked) -> Series:
    """The series that would be planned, to look at. Raises `UserError` where all of it is past."""
    draft = Series(
        id=SeriesId(""),
        number=0,
        owner=asked.chat.address,
        creator=None,
        title=plan.title,
        room=plan.room,
        recurrence=plan.recurrence,
        leads=plan.leads,
        duration=plan.duration,
    )
    check_ahead(draft, now=asked.now)
    return draft


def redrafted(series: Series, wish: Edit, asked: Asked) -> Series:
    """What would become of a series. Raises `UserError` where all of it is past."""
    draft = as_edited(series, wish)
    check_ahead(draft, now=asked.now)
    return draft


def leads_typed(words: str, asked: Asked) -> tuple[timedelta, ...]:
    """`1 day, 10 min`; nothing for none. Raises `Misunderstood`, `UserError` for too many."""
    leads = leads_in(words, now=here_now(asked)) if words.strip() else ()
    if leads is None:
        raise Misunderstood(puzzling=words)
    return leads


def leads_as_typed(leads: tuple[timedelta, ...], language: Language) -> str:
    """So that `leads_typed` gives the same."""
    return spoken(Lengths(leads), language=language) if leads else ""


def local_typed(text: str) -> datetime:
    """`2026-12-24T18:00`, as browsers send a local time. Raises `Misunderstood`."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misunderstood(puzzling=text) from error
    if local.tzinfo is not None:
        raise Misunderstood(puzzling=text)
    return local


def _time(words: str, asked: Asked) -> Once | Rule:
    match understand(words, now=here_now(asked)):
        case Once() | Rule() as time:
            return time
        case Ambiguous(readings):
            raise SeveralReadingsError(readings)
        case Past():
            raise UserError("that_is_past")
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case _:
            raise Misunderstood(puzzling=words)


def _spoken_time(series: Series, language: Language) -> str:
    """How long it lasts stands in a field of its own."""
    return spoken(reading_of(replace(series, duration=USUAL_DURATION)), language=language)


def _minutes(length: timedelta) -> str:
    return str(length // _MINUTE)


def _duration(minutes: str) -> timedelta:
    text = minutes.strip()
    if not (text.isascii() and text.isdigit()) or not int(text[:6]):
        raise Misunderstood(puzzling=minutes)
    length = int(text[:6]) * _MINUTE
    if length > LONGEST_DURATION:
        raise UserError("too_long", {"days": LONGEST_DURATION.days})
    return length
