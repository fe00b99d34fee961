"""What the words of a language can mean to the grammar, which itself knows no language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import Final, TypeAlias


class Sense(Enum):
    """A part that a word can play. Some carry a number; what it is stands here."""

    # numbers and digits
    NUMBER = auto()
    ORDINAL = auto()
    """1 is the first, -1 the last."""
    DECIMAL = auto()
    """In hundredths."""
    CLOCK = auto()
    """"19:30", "19.30", in minutes after midnight."""
    DATE = auto()
    """"24.12.", as year * 10,000 + month * 100 + day, the year 0 where none was written."""
    MONTH_FIRST = auto()
    """"12/24", likewise."""
    RRULE = auto()
    BROKEN = auto()
    """Looks like a date or a time, and there is none such: "31.2.", "25:00"."""
    COMMA = auto()
    DASH = auto()

    # words that name a time
    WEEKDAY = auto()
    """0 is Monday."""
    WEEKDAYS = auto()
    """"Werktag": a bit for each weekday, 1 is Monday."""
    MONTH = auto()
    DAY_FROM_NOW = auto()
    """0 is today."""
    DAYTIME = auto()
    """A `Daytime`."""
    MOMENT = auto()
    """Noon or midnight, in minutes after midnight."""
    UNIT = auto()
    """A `Unit`."""

    # words that say how the others belong together
    AT = auto()
    ROUGHLY = auto()
    """Before "at" it only softens that: "so um 8"."""
    ON = auto()
    IN = auto()
    OF = auto()
    FOR = auto()
    AND = auto()
    FROM = auto()
    """Begins a range, and may begin a rule: "every sunday from 1 March"."""
    STARTING = auto()
    """Begins a rule only: "ab"."""
    BETWEEN = auto()
    TO = auto()
    """Stands between the ends of a range."""
    UNTIL = auto()
    END_OF = auto()
    EXCEPT = auto()
    FROM_NOW = auto()
    AFTER_LENGTH = auto()
    """"Lang", "vorher", "before": says nothing that the length before it does not."""
    EVERY = auto()
    OTHER = auto()
    """"Every other"."""
    TIMES = auto()
    OF_MONTH = auto()
    """"Im Monat": what stands before it is counted within a month."""
    NEXT = auto()
    """The next one, or the one of next week: people differ."""
    AFTER_NEXT = auto()
    COMING = auto()
    THIS = auto()

    # the clock face
    HOUR_OF_24 = auto()
    """"Uhr": the hour is one of 24."""
    HOUR_OF_12 = auto()
    """"O'clock" does not say which half of the day."""
    HOUR_LETTER = auto()
    """"19h" is a time, "2h" rather a length. 1 is a whole word, alone always a length: "heures"."""
    MERIDIEM = auto()
    """0 is am, 12 is pm."""
    HALF_BEFORE = auto()
    """"Halb acht" is 7:30."""
    HALF_PAST = auto()
    QUARTER = auto()
    THREE_QUARTERS = auto()
    BEFORE_HOUR = auto()
    AFTER_HOUR = auto()


class Daytime(IntEnum):
    """A part of the day."""

    MORNING = auto()
    NOON = auto()
    AFTERNOON = auto()
    EVENING = auto()
    NIGHT = auto()


class Unit(IntEnum):
    """A unit of time."""

    MINUTE = auto()
    HOUR = auto()
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()


NOON: Final = 12 * 60
MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a language says what was understood; what it says, its own table must understand.

    Gaps are filled by name. `date` may use weekday, day, month, month_name and year. `clock` is a
    time of day for `strftime`.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    clock: str
    ordinals: Mapping[int, str]
    """Those that `ordinal` does not make."""
    ordinal: str
    joint: str
    """Between the last two of a list; a comma stands between the others."""
    date: str
    short_date: str
    """Without the weekday, where it would only distract: after "until" and "except"."""
    day_of_year: str
    days: str
    at: str
    span: str
    each: Mapping[Unit, str]
    every: Mapping[Unit, str]
    every_weekday: str
    every_nth: str
    workdays: str
    on_weekdays: str
    on_nth: str
    on_nth_of: str
    on_monthdays: str
    month_day: str
    last_day: str
    starting: str
    until: str
    times: str
    excepting: str
    lengths: Mapping[Unit, tuple[str, str]]
    """One and several: "1 Tag", "2 Tage"."""


Words: TypeAlias = Mapping[Sense, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A language: what its words mean, and how it speaks. Words are spelled as people do.

    `names` are what the language is called, its own name first. `locale` is that of the CLDR whose
    dates and numbers people here write. `slips` is a regular expression for how words, folded,
    begin that can only be a time, although none was understood, `beyond` one for words of a rule
    that cannot be kept: in even weeks, for years count their weeks anew. `roughly` are words before
    a month in which no day is meant ("Anfang Mai"), `feasts` days that have no date of their own,
    or more than one, `seasons` times of the year in which dates of a rule may lie and that begin on
    no day. `uncounted` are words for a number that is not said ("a few"). `no_slips` are words that
    look like a mistyped day and are none. `please` are words that people put before or behind a
    command and that change nothing, `greetings` what they say first, `questions` what they ask the
    bot about itself, `closings` what they say when they want nothing more, `people` words for those
    in a call, behind their number, `heartily` what they put beside yes and no. `after_city` is the
    word behind a city whose time is meant ("London time"), `before_city` are words in front of it
    ("heure de Rome"), `of_cities` are the endings that a city has before `after_city` ("Wiener"),
    with what its name has instead. `zone_abbreviations` are what people call zones, with the
    abbreviation that the time zone database has for each, and `zones` what else they call them:
    with such an abbreviation, an IANA name, or nothing for the chat's own.
    `commands` has the words of the chat language by the keys of verbs, options and settings, the
    one that is shown first; what is missing is said and typed in English. (German and English have
    theirs with the verbs.)

    `words` has, for each sense and number, the words with that meaning, separated by commas.
    `longhand` says in other words what a word is short for ("sonntags": "jeden sonntag"), so that
    the grammar stays small. `endings` make a number an ordinal ("1st"). `suspect` words mean
    something else so often that one alone is no time where a title follows ("So geht es weiter").
    """

    names: str
    locale: str
    slips: str = ""
    roughly: str = ""
    feasts: str = ""
    seasons: str = ""
    uncounted: str = ""
    no_slips: str = ""
    beyond: str = ""
    please: str = ""
    greetings: str = ""
    questions: str = ""
    closings: str = ""
    people: str = ""
    heartily: str = ""
    after_city: str = ""
    before_city: str = ""
    of_cities: Mapping[str, str] = field(default_factory=dict[str, str])
    zones: Mapping[str, str] = field(default_factory=dict[str, str])
    zone_abbreviations: Mapping[str, str] = field(default_factory=dict[str, str])
    words: Words
    longhand: Mapping[str, str]
    wording: Wording
    commands: Mapping[str, str] = field(default_factory=dict[str, str])
    endings: frozenset[str] = frozenset()
    suspect: frozenset[str] = frozenset()
