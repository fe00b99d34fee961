"""Days that are listed, and stretches that have a name; it is Tuesday, 24 March 2026."""

import pytest

from bot.domain.language import Language
from bot.domain.when import Days, Listed, several_days, spoken
from bot.domain.when.tables import LANGUAGES
from tests.unit.domain.when.notation import noted
from tests.unit.domain.when.phrases import TUESDAY, moment

NOW = moment(TUESDAY)
LISTS = [
    ("5.4. und 12.4.", "2026-04-05 2026-04-12"),
    ("5.4., 12.4., 19.4.", "2026-04-05 2026-04-12 2026-04-19"),
    ("am 5. und 12.4.", "2026-04-05 2026-04-12"),
    ("5., 12. und 19. April", "2026-04-05 2026-04-12 2026-04-19"),
    ("Sonntag, 5.4.2026 und Sonntag, 12.4.2026", "2026-04-05 2026-04-12"),
    ("27.12. und 3.1.", "2026-12-27 2027-01-03"),
    ("5.4. und vom 19.4. bis 3.5.", "2026-04-05 2026-04-19..2026-05-03"),
    ("5 April and 12 April", "2026-04-05 2026-04-12"),
    ("April 5 and 12", "2026-04-05 2026-04-12"),
    ("5th, 12th and 19th of April", "2026-04-05 2026-04-12 2026-04-19"),
    ("5 et 12 avril", "2026-04-05 2026-04-12"),
    ("Mittwoch und Freitag", "2026-03-25 2026-03-27"),
    ("nächste Woche", "2026-03-30..2026-04-05"),
    ("in der nächsten Woche", "2026-03-30..2026-04-05"),
    ("kommende Woche", "2026-03-30..2026-04-05"),
    ("übernächste Woche", "2026-04-06..2026-04-12"),
    ("this week", "2026-03-23..2026-03-29"),
    ("next week and 19 April", "2026-03-30..2026-04-05 2026-04-19"),
    ("im April", "2026-04-01..2026-04-30"),
    ("in March", "2026-03-01..2026-03-31"),
    ("Februar", "2027-02-01..2027-02-28"),
    ("February 2028", "2028-02-01..2028-02-29"),
    ("nächsten Monat", "2026-04-01..2026-04-30"),
]


@pytest.mark.parametrize(("phrase", "expected"), LISTS)
def test_listed_days_and_named_stretches_are_found(phrase: str, expected: str) -> None:
    found = several_days(phrase, now=NOW)
    assert found
    assert " ".join(map(noted, found.days if isinstance(found, Listed) else [found])) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        *("", "5.4.", "5.4. und", "5.4. und Chor", "5/4 and 12/4", "31.2. und 5.4.", "5. und 12."),
        *("nächsten Sonntag und 12.4.", "Woche", "every sunday and monday", "x und y"),
    ],
)
def test_what_is_no_list_or_may_be_several_is_none(phrase: str) -> None:
    assert several_days(phrase, now=NOW) is None


def test_a_long_list_is_read_in_no_time() -> None:
    assert several_days(", ".join(["5. und 12.4."] * 40), now=NOW) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phrase", [phrase for phrase, _ in LISTS])
def test_what_is_said_of_it_is_understood_as_the_same(phrase: str, language: Language) -> None:
    found = several_days(phrase, now=NOW)
    if isinstance(found, Listed):
        assert several_days(spoken(found, language=language), now=NOW) == found


def test_the_last_month_of_a_year_is_followed_by_the_first_of_the_next() -> None:
    found = several_days("next month", now=moment("2026-12-10T10:00 Europe/Berlin"))
    assert isinstance(found, Days)
    assert noted(found) == "2027-01-01..2027-01-31"
