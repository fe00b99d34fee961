"""What the bot says back about a time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.recurrence import Recurrence, upcoming
from bot.domain.when import (
    Ambiguous,
    Clear,
    Day,
    DayRule,
    Days,
    Length,
    Lengths,
    Once,
    Past,
    Rule,
    Unknown,
    spoken,
    understand,
)
from bot.domain.when.tables import LANGUAGES
from tests.unit.domain.when.phrases import TUESDAY, moment, phrases

NOW = moment(TUESDAY)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

dates = st.dates(min_value=date(2026, 3, 25), max_value=date(2099, 12, 31))
clock_times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
starts = st.builds(datetime.combine, dates, clock_times)
some_hours = st.integers(1, 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
lengths = st.integers(1, 366 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
intervals = st.integers(1, 99).map(lambda number: f";INTERVAL={number}" if number > 1 else "")
limits = st.one_of(
    st.just(""),
    st.integers(1, 500).map(lambda number: f";COUNT={number}"),
    st.dates(date(2100, 1, 1), date(2150, 1, 1)).map(lambda last: f";UNTIL={last:%Y%m%d}T235959"),
)
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True)
nths = st.builds(
    lambda nths, day: ",".join(f"{nth}{day}" for nth in nths),
    st.lists(st.sampled_from((1, 2, 3, 4, -1, -2)), min_size=1, max_size=3, unique=True),
    st.sampled_from(WEEKDAYS),
)
month_days = st.lists(st.integers(1, 28) | st.just(-1), min_size=1, max_size=4, unique=True)
months = st.integers(1, 12)
bodies = st.one_of(
    st.builds("FREQ=DAILY{}".format, intervals),
    st.builds(
        "FREQ=WEEKLY{};BYDAY={}".format,
        intervals,
        weekdays.map(lambda days: ",".join(sorted(days, key=WEEKDAYS.index))),
    ),
    st.builds("FREQ=MONTHLY{};BYDAY={}".format, intervals, nths),
    st.builds(
        "FREQ=MONTHLY{};BYMONTHDAY={}".format,
        intervals,
        month_days.map(lambda days: ",".join(map(str, sorted(days)))),
    ),
    st.builds(
        "FREQ=YEARLY{};BYMONTH={};BYMONTHDAY={}".format, intervals, months, st.integers(1, 28)
    ),
    st.builds("FREQ=YEARLY{};BYMONTH={};BYDAY={}".format, intervals, months, nths),
    st.builds("FREQ=MONTHLY{};BYDAY=MO,TU;BYSETPOS=-1".format, intervals),
    st.builds("FREQ=WEEKLY{};BYDAY=MO;WKST=SU".format, intervals),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule | DayRule:
    rrule = draw(bodies) + draw(limits)
    exdates = tuple(sorted(draw(st.sets(dates, max_size=3))))
    is_dated = draw(st.booleans())
    earliest = draw(st.dates(NOW.date() + timedelta(days=1), date(2060, 1, 1)))
    begin = datetime.combine(earliest if is_dated else NOW.date(), draw(clock_times))
    after = NOW.replace(tzinfo=ZoneInfo("UTC"))
    # an interval counts from the first time, wherever that is
    parts = rrule.split(";")
    plain = ";".join(part for part in parts if not part.startswith(("INTERVAL", "COUNT")))
    recurrence = Recurrence(start=begin, timezone="UTC", rrule=plain)
    first = upcoming(recurrence, after=after, limit=1)[0].local
    if draw(st.booleans()):
        length = draw(st.none() | some_hours)
        until = first + length if length else None
        return Rule(first, rrule, exdates, until, dated=is_dated)
    begin = datetime.combine(begin, datetime.min.time())
    midnight = after.replace(hour=0) - timedelta(seconds=1)
    found = upcoming(Recurrence(start=begin, timezone="UTC", rrule=plain), after=midnight, limit=1)
    return DayRule(found[0].local.date(), rrule, exdates, dated=is_dated)


readings = st.one_of(
    st.builds(Once, starts),
    st.builds(lambda start, length: Once(start, start + length), starts, some_hours),
    st.builds(Day, dates),
    st.builds(
        lambda first, days: Days(first, first + timedelta(days=days)), dates, st.integers(0, 90)
    ),
    st.builds(Length, lengths),
    st.lists(lengths, min_size=2, max_size=4).map(lambda many: Lengths(tuple(many))),
    rules(),
)


@given(readings, st.sampled_from(LANGUAGES))
def test_what_is_said_is_understood_as_the_same(reading: Clear, language: Language) -> None:
    assert understand(spoken(reading, language=language), now=NOW) == reading


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phrase", [row[0] for row in phrases()])
def test_what_people_write_is_said_back_as_the_same(phrase: str, language: Language) -> None:
    reading = understand(phrase, now=NOW)
    if isinstance(reading, Past | Unknown):
        return
    for one in reading.readings if isinstance(reading, Ambiguous) else (reading,):
        assert understand(spoken(one, language=language), now=NOW) == one


@pytest.mark.parametrize(
    ("phrase", "german", "english"),
    [
        (
            "29.11.2026 11:00",
            "Sonntag, 29.11.2026 um 11:00",
            "Sunday, 29 November 2026 at 11:00",
        ),
        ("sonntags 11 Uhr", "jeden Sonntag um 11:00", "every Sunday at 11:00"),
        (
            "every 1st monday of the month 19:30 until 30 June 2027",
            "jeden 1. Montag im Monat um 19:30 bis 30.6.2027",
            "every 1st Monday of the month at 19:30 until 30 June 2027",
        ),
        (
            "alle 2 Wochen Mi 20-22 Uhr ab 1.4., außer 24.12.",
            "alle 2 Wochen am Mittwoch von 20:00 bis 22:00 ab 1.4.2026 außer am 24.12.2026",
            (
                "every 2 weeks on Wednesday from 20:00 to 22:00 starting 1 April 2026 "
                "except 24 December 2026"
            ),
        ),
        ("werktags 9:00", "jeden Montag bis Freitag um 09:00", "every Monday to Friday at 09:00"),
        ("1d, 90m", "1 Tag, 1 Stunde 30 Minuten", "1 day, 1 hour 30 minutes"),
    ],
)
def test_a_time_is_said_with_weekday_and_date(phrase: str, german: str, english: str) -> None:
    reading = understand(phrase, now=NOW)
    assert not isinstance(reading, Ambiguous | Past | Unknown)
    assert spoken(reading, language=GERMAN) == german
    assert spoken(reading, language=ENGLISH) == english
