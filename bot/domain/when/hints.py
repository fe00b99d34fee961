"""Words that show what somebody meant where no whole time phrase was found.

In every language at once, however the words are spelt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.domain.language import fold
from bot.domain.when.tables import TABLES
from bot.domain.when.words import Sense, Table, Unit

_TABLES: Final = tuple(TABLES.values())
_BOUNDING: Final = (Sense.UNTIL, Sense.EXCEPT, Sense.STARTING, Sense.FROM, Sense.FOR)


def _listed(words: str) -> Iterator[str]:
    return filter(None, words.split(", "))


def words_for(tables: Iterable[Table], *senses: Sense) -> Mapping[str, int]:
    """The words, folded, with one of these senses, and the number that comes with each."""
    return {
        fold(word): number
        for table in tables
        for sense in senses
        for number, words in table.words.get(sense, {}).items()
        for word in _listed(words)
    }


def bounds(tables: Iterable[Table]) -> frozenset[str]:
    """Words, folded, with which a rule goes on; a language may lack them still."""
    found: set[str] = set()
    for table in tables:
        words = words_for([table], *_BOUNDING)
        longhand = table.longhand.items()
        short = {fold(one) for one, long in longhand if fold(long).split()[0] in words}
        found |= words.keys() | short
    return frozenset(found)


def _any_of(words: Iterable[str]) -> str:
    """The words as alternatives of a regular expression, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _recurring() -> Iterator[str]:
    """`weekly`: what is short for a rule."""
    for table in _TABLES:
        starts = tuple(f"{word} " for word in words_for([table], Sense.EVERY))
        yield from (
            fold(one) for one, long in table.longhand.items() if fold(long).startswith(starts)
        )


def _many_times() -> Iterator[str]:
    """`zweimal`, `twice`: what is short for a number of times."""
    for table in _TABLES:
        times = tuple(f" {word}" for word in words_for([table], Sense.TIMES))
        yield from (fold(one) for one, long in table.longhand.items() if fold(long).endswith(times))


_NUMBERS: Final = words_for(_TABLES, Sense.NUMBER)
_UNITS: Final = words_for(_TABLES, Sense.UNIT)
_SPELT_UNITS: Final = _any_of(word for word in _UNITS if len(word) > 1)
_BOUNDS: Final = bounds(_TABLES)
_DAYTIMES: Final = words_for(_TABLES, Sense.DAYTIME)
_RECURRING: Final = frozenset(_recurring())
_TIMES: Final = rf"[0-9]+ ?(?:{_any_of(words_for(_TABLES, Sense.TIMES))})\b"
_COUNT: Final = re.compile(_TIMES)
_SPANS: Final = "|".join(
    word
    for word, unit in words_for(_TABLES, Sense.UNIT).items()
    if unit >= Unit.WEEK and word != "w"
)
_MONTHS: Final = _any_of(words_for(_TABLES, Sense.MONTH))
_SMALL: Final = _any_of(words_for(_TABLES, Sense.ON, Sense.IN, Sense.OF))
_WHICH: Final = _any_of(words_for(_TABLES, Sense.NEXT, Sense.AFTER_NEXT, Sense.COMING, Sense.THIS))
_NEXT: Final = _any_of(words_for(_TABLES, Sense.NEXT))
_SETS: Final = _any_of(words_for(_TABLES, Sense.WEEKDAYS))
_ROUGHLY: Final = _any_of(fold(one) for table in _TABLES for one in _listed(table.roughly))
_FEASTS: Final = _any_of(fold(one) for table in _TABLES for one in _listed(table.feasts))
_SEASONS: Final = _any_of(fold(one) for table in _TABLES for one in _listed(table.seasons))
_UNCOUNTED: Final = _any_of(fold(one) for table in _TABLES for one in _listed(table.uncounted))
_IN: Final = _any_of(words_for(_TABLES, Sense.IN))
_END: Final = r"(?![\w'\u2019-])"
_AT: Final = [word for word in words_for(_TABLES, Sense.AT) if len(word) > 1]  # "a talk" is no "à"
_MONTH: Final = re.compile(
    rf"(?:{_IN}) (?:(?:{_MONTHS})(?![\w-])"
    rf"|(?:(?:{_SMALL}) )*(?:{_FEASTS}|{_SEASONS})(?= (?:in|{_any_of(_AT)}) | [0-9]|$))"
)
_COUNTED: Final = re.compile(
    rf"(?:(?:{_SMALL}) )*(?:(?:[0-9]+\.?|{_UNCOUNTED}|{_any_of(_NUMBERS)}|{_WHICH}) )+"
    rf"(?:{_SPELT_UNITS}){_END}|(?:(?:{_SMALL}) )+(?:{_SPANS}){_END}"
)
_STRETCH: Final = re.compile(
    rf"(?:(?:{_SMALL}) )*(?:(?:{_WHICH}) (?:{_SPANS}|{_SETS})|(?:{_SPANS}) (?:{_NEXT})"
    rf"|(?:{_ROUGHLY}) (?:(?:{_SMALL}) )*(?:{_MONTHS}|{_SPANS})){_END}"
    rf"|(?:{_SMALL}) (?:{_SETS}){_END}"
)
_ON: Final = _any_of({*_AT, *words_for(_TABLES, Sense.STARTING), "am", "an", "zum", "on"})
_NTH: Final = rf"(?:[0-9]+\.|{_any_of(words_for(_TABLES, Sense.ORDINAL))})"
_NTHS: Final = rf"{_NTH}(?:(?:,| (?:{_any_of(words_for(_TABLES, Sense.AND))})) {_NTH})+"
_OFTEN: Final = rf"(?:{_any_of(_many_times())}|{_TIMES})(?: \S+){{0,2}} (?:{_SPELT_UNITS})"
_FEAST: Final = re.compile(rf"(?:[0-9]+\.? ?)?(?:{_FEASTS}){_END}")
_HALF_A_DAY: Final = re.compile(
    rf"(?:(?:{_ON}) )?(?:{_NTHS}$|{_OFTEN}|{_any_of(_RECURRING)}"
    rf"|[0-9]{{1,4}}(?:[-/][0-9]{{1,4}}){{1,2}}){_END}"
    rf"|(?:{_ON}) {_FEAST.pattern}"
    rf"|(?:{_IN}) (?:(?:{_SMALL}) )*(?:{_FEASTS}|{_SEASONS}|{_MONTHS}){_END}"
)
_ON_A_DAY: Final = re.compile(rf"(?:{_ON}) \S")
_LIKE_A_TIME: Final = re.compile(
    rf"(?:(?:{_any_of(_AT)}) )?[0-9]{{1,4}}(?:[.:][0-9]+)? ?"
    rf"(?:{_any_of(words_for(_TABLES, Sense.HOUR_OF_24, Sense.HOUR_OF_12, Sense.MERIDIEM))})(?!\w)"
    rf"|(?:{_any_of(_AT)}) [0-9]|half (?:[0-9]|{_any_of(_NUMBERS)})"
)
_OF_DAY: Final = _any_of(words_for(_TABLES, Sense.HOUR_OF_24, Sense.MERIDIEM))
_TIMED: Final = re.compile(rf"[0-9]:[0-9]{{2}}(?![0-9])|[0-9] ?(?:{_OF_DAY})(?!\w)")
_FROM: Final = frozenset(words_for(_TABLES, Sense.FROM, Sense.BETWEEN))
_EXCEPTING: Final = frozenset(words_for(_TABLES, Sense.EXCEPT))
_LIMITING: Final = frozenset(
    word
    for word in words_for(_TABLES, Sense.EXCEPT, Sense.UNTIL)
    if " " not in word and word not in ("ohne", "without", "through")
)
_NO_SLIPS: Final = frozenset(
    (
        *words_for(_TABLES, Sense.WEEKDAY, Sense.MONTH, Sense.DAY_FROM_NOW),
        *(fold(one) for table in _TABLES for one in _listed(table.no_slips)),
    )
)
_SLIP: Final = re.compile("|".join(table.slips for table in _TABLES if table.slips))
_BEYOND: Final = re.compile("|".join(table.beyond for table in _TABLES if table.beyond))
_POLITE: Final = frozenset(word for table in _TABLES for word in _listed(table.please))
_PLEASE: Final = re.compile(
    rf"(?:^|[\s,]+)(?:{_any_of(_POLITE.union(map(fold, _POLITE)))})[\s.,!?]*$", re.IGNORECASE
)
_PEOPLE: Final = frozenset(fold(word) for table in _TABLES for word in _listed(table.people))
_HEARTILY: Final = frozenset(fold(word) for table in _TABLES for word in _listed(table.heartily))
_INS: Final = frozenset(words_for(_TABLES, Sense.IN))
_MOST_POLITE: Final = 3
"""Words of politeness in a row."""


def number_named(word: str) -> int | None:
    """`three`, `drei` -> 3; None for what is no number in words."""
    return _NUMBERS.get(fold(word))


def are_people(word: str) -> bool:
    """`people`, `Leuten`, as one says them behind their number."""
    return fold(word) in _PEOPLE


def is_heartily(word: str) -> bool:
    """`gladly`, `leider`: what changes nothing beside yes and no."""
    return fold(word) in _HEARTILY


def is_unit(word: str) -> bool:
    """Whether it is a unit of time: `hours`, `Woche`."""
    return fold(word) in _UNITS


def is_bound(words: str) -> bool:
    """Whether they begin as what bounds a rule does: `until 30 June`, `ab 1.3.`, `10 mal`."""
    folded = fold(words)
    first, *more = folded.split()[:2] or [""]
    is_one = first in _BOUNDS or " ".join((first, *more)) in _BOUNDS
    return is_one or _COUNT.match(folded) is not None


def begins_with_months(words: str) -> bool:
    """Whether they name a part of the year, which no rule can have: `im Dezember`, `in Lent`."""
    return _MONTH.match(fold(words)) is not None


def names_stretch(words: str) -> bool:
    """Whether they begin with a time in which no day is meant: `next week`, `Anfang Mai`."""
    return _STRETCH.match(fold(words)) is not None


def is_stretch(words: str) -> bool:
    """Whether they are such a time and nothing else."""
    return _STRETCH.fullmatch(fold(words)) is not None


def is_recurring(words: str) -> bool:
    """Whether they are short for a rule, or a part of one, and nothing else: `monthly`."""
    return fold(words) in _RECURRING


def is_daytime(word: str) -> bool:
    """`Abend`, `morning`, `nachts`."""
    return fold(word) in _DAYTIMES


def is_from(word: str) -> bool:
    """`from`, `vom`, `von`, before a day."""
    return fold(word) in _FROM


def is_half_a_day(words: str) -> bool:
    """Whether a weekday behind them leaves no title: `next week`, `first and`, `an Ostern`.

    `Ostern` alone neither; `Ostern planen` is one.
    """
    folded = fold(words)
    is_half = _HALF_A_DAY.match(folded) or _FEAST.fullmatch(folded)
    return names_stretch(words) or is_half is not None


def is_no_title(words: str) -> bool:
    """Whether a time of day behind them leaves no title: the same, `am Mitwoch`, `Ostern Chor`."""
    folded = fold(words)
    is_day = _ON_A_DAY.match(folded) or _FEAST.match(folded)
    return is_half_a_day(words) or is_day is not None


def like_a_time(words: str) -> bool:
    """Whether they begin as a time of day that was not understood: `25 Uhr`, `at 730`."""
    return _LIKE_A_TIME.match(fold(words)) is not None


def counts_units(words: str) -> bool:
    """Whether they begin with so and so many units: `a few hours`; `Happy Hour` is a name."""
    return _COUNTED.match(fold(words)) is not None


def is_no_room(name: str) -> bool:
    """Whether `in …` can only be a time: `a few hours`, `der 1. Woche 19 Uhr`."""
    return counts_units(name) or _TIMED.search(fold(name)) is not None


def limit_in(title: str) -> str | None:
    """`Choir until Easter` -> `until Easter`: what bounds a rule in words that were no bound."""
    words = title.split()
    folded = [fold(word).strip("()") for word in words]
    opened = False
    for at, word in enumerate(folded):
        opened |= word in _FROM
        # "von Bach bis Brahms", "für 10 bis 12"
        is_range = opened or at == 0 or words[at - 1][-1].isdigit()
        if word in _LIMITING and at + 1 < len(words) and not (is_range and word not in _EXCEPTING):
            return " ".join(words[at:])
    return None


def is_known(word: str) -> bool:
    """Whether it is no mistyped day: the name of one, or a word that looks like it."""
    return fold(word) in _NO_SLIPS


def is_slip(words: str) -> bool:
    """Whether they begin as only a time does, so that they are no title: `every`, `um 8`."""
    return _SLIP.match(fold(words)) is not None


def beyond(words: str) -> str | None:
    """The words of a rule that cannot be kept, folded: `in even weeks`; None without any."""
    found = _BEYOND.search(fold(words))
    return found and found[0]


def without_please(text: str) -> str:
    """Without the politeness at the end: `10 min, bitte! Danke` -> `10 min`."""
    for _ in range(_MOST_POLITE):
        text = _PLEASE.sub("", text).strip()
    return text


def is_preposition(word: str) -> bool:
    """`im`, `in`, `dans`."""
    return fold(word) in _INS


def is_please(text: str) -> bool:
    """Whether it is nothing but a word of politeness."""
    return _PLEASE.fullmatch(text) is not None
