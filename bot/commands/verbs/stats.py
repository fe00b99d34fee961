"""`!stats`, `!statistik 3`, `!statistik 3 an`: how many came, as a picture of numbers only."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.blanks import choice, known_series, one_line_form, page
from bot.commands.parts.house import House
from bot.commands.parts.phrases import is_word, number_before
from bot.commands.parts.replies import AttendanceOff
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Misunderstood,
    Verb,
    look_at_nothing,
)
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.series import Series
from bot.domain.turnout import Turnout
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import series_to_change
from bot.usecases.programme.count_turnout import MOST_SHOWN
from bot.usecases.speaking.speech import Bar, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsWords:
    """`count` is whether to count that series from now on, None to show its numbers."""

    number: int | None
    count: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnoutShown(Reply):
    """How many came to a series that is counted, the latest dates last."""

    series: Series
    turnouts: tuple[Turnout, ...]

    @property
    def bars(self) -> tuple[Bar, ...]:
        zone = self.series.recurrence.timezone
        return tuple(
            Bar(at=one.starts_at, timezone=zone, number=one.people) for one in self.turnouts
        )


@dataclass(frozen=True, slots=True)
class NotCounted(Reply):
    """Nothing is kept of that series."""

    series: Series


@dataclass(frozen=True, slots=True)
class TurnoutsListed(Reply):
    """Which series of the chat are counted: several, or none."""

    counted: tuple[Series, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingBegun(Reply):
    """A series is counted from now on, or was `already`. Each number is kept for `retention`."""

    series: Series
    already: bool
    retention: timedelta


@dataclass(frozen=True, slots=True)
class CountingEnded(Reply):
    """A series is no longer counted, and its numbers are gone."""

    series: Series


def parse(rest: str) -> StatsWords:
    number, rest = number_before(rest)
    if not rest:
        return StatsWords(number=number)
    for word, count in (("on", True), ("off", False)):
        if number is not None and is_word(bare(rest), word):
            return StatsWords(number=number, count=count)
    raise Misunderstood(puzzling=rest)


async def act(house: House, asked: Asked, words: StatsWords, _seen: None, work: Work) -> Answer:
    if words.number is not None and words.count is False:
        series = await series_to_change(work, words.number, by=asked.line)
        ended = await work.turnouts.end(series.id)
        return Answer(CountingEnded(series) if ended else NotCounted(series))
    if not asked.settings.presence.shows_count:
        return Answer(AttendanceOff())
    if words.number is not None and words.count:
        series = await series_to_change(work, words.number, by=asked.line)
        begun = await work.turnouts.begin(series.id)
        return Answer(CountingBegun(series=series, already=not begun, retention=house.retention))
    if words.number is not None:
        return Answer(await _shown(work, await _own(work, words.number, asked)))
    counted = [one for one in await work.turnouts.counted() if one.owner == asked.chat.address]
    if len(counted) == 1:
        return Answer(await _shown(work, counted[0]))
    return Answer(TurnoutsListed(tuple(sorted(counted, key=lambda one: one.number))))


async def _own(work: Work, number: int, asked: Asked) -> Series:
    """A series of this chat; one that is only announced here is counted in its own chat."""
    series = await work.programme.find(asked.chat.address, number)
    if series is None:
        raise UserError("no_such_series", {"number": number})
    if series.owner != asked.chat.address:
        raise UserError("belongs_elsewhere", {"number": number})
    return series


async def _shown(work: Work, series: Series) -> Reply:
    if not await work.turnouts.is_counted(series.id):
        return NotCounted(series)
    turnouts = await work.turnouts.of(series.id, limit=MOST_SHOWN)
    return TurnoutShown(series=series, turnouts=tuple(turnouts))


def _typed(filled: Filled) -> str:
    wish = filled.one("counting")
    return f"{filled.one('series')} {'' if wish == 'show' else wish}"


FORM = one_line_form("stats", _typed, known_series, page(choice("counting", "show", "on", "off")))

VERB = Verb(
    key="stats",
    words={ENGLISH: ("stats", "statistics"), GERMAN: ("statistik",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
    forms=(FORM,),
)
