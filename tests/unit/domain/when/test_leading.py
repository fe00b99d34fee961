"""A time phrase at the beginning of a line, and what stands behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.when import Past, Unknown, leading, understand
from tests.unit.domain.when.notation import noted
from tests.unit.domain.when.phrases import TUESDAY, moment, phrases

NOW = moment(TUESDAY)
PHRASES = [row[0] for row in phrases()]


@pytest.mark.parametrize(
    ("line", "expected", "title"),
    [
        ("tomorrow 19:30 Board", "2026-03-25T19:30", "Board"),
        ("tomorrow 19:30 - Board", "2026-03-25T19:30", "Board"),
        ("am 24.12. um 18 Uhr in Ankerplatz", "2026-12-24T18:00", "in Ankerplatz"),
        ("morgen 19 Uhr: Vorstand & Kasse", "2026-03-25T19:00", "Vorstand & Kasse"),
        ("Mo 20:00", "2026-03-30T20:00", ""),
        ("So 11:00 So geht es", "2026-03-29T11:00", "So geht es"),
        ("tomorrow 19:30 May meeting", "2026-03-25T19:30", "May meeting"),
        ("tomorrow 19:30 at the pub", "2026-03-25T19:30", "at the pub"),
        ("in 20 min Kaffee", "2026-03-24T10:20", "Kaffee"),
        ("Sonntag 2h Chor", "2026-03-29", "2h Chor"),
        ("Sonntag 1h30 Chor", "2026-03-29", "1h30 Chor"),
        ("morgen 8h Chor", "2026-03-25T08:00", "Chor"),
        ("morgen 19 Uhr 3 Leute", "2026-03-25T19:00", "3 Leute"),
        ("morgen 19 Uhr 2x Chor", "2026-03-25T19:00", "2x Chor"),
        ("morgen 19 Uhr 12 Apostel", "2026-03-25T19:00", "12 Apostel"),
        ("morgen 19 Uhr drei Lieder", "2026-03-25T19:00", "drei Lieder"),
        ("morgen 19 Uhr fünf Freunde", "2026-03-25T19:00", "fünf Freunde"),
        ("morgen 19 Uhr sechzehn plus", "2026-03-25T19:00", "sechzehn plus"),
        ("demain 19 heures vingt-deux Chorale", "2026-03-25T19:00", "vingt-deux Chorale"),
        ("morgen 19 Uhr vierzig Chor", "2026-03-25T19:40", "Chor"),
        ("morgen 19 Uhr 30 Vorstand", "2026-03-25T19:30", "Vorstand"),
        ("Sonntag-Abend 19 Uhr Chor", "2026-03-29T19:00", "Chor"),
        ("every sunday 11:00 in X", "2026-03-29T11:00 FREQ=WEEKLY;BYDAY=SU", "in X"),
        (
            "jeden 1. Montag im Monat 19:30 in X remind 1d, 10m",
            "2026-04-06T19:30 FREQ=MONTHLY;BYDAY=1MO",
            "in X remind 1d, 10m",
        ),
        ("morgen um 8 Vorstand", "2026-03-25T20:00 / 2026-03-25T08:00", "Vorstand"),
        ("1 Tag, 10 Min privat", "1440,10", "privat"),
        ("heute 9 Uhr Vorstand", "past 2026-03-24T09:00", "Vorstand"),
    ],
)
def test_the_longest_phrase_is_taken_and_the_rest_is_left(
    line: str, expected: str, title: str
) -> None:
    found = leading(line, now=NOW)
    assert found
    assert (noted(found[0]), found[1]) == (expected, title)


@pytest.mark.parametrize(
    "line",
    [
        *("", "Vorstand", "in Ankerplatz", "2 Board members", "So geht es weiter", "im Mai"),
        *(
            "Board tomorrow 19:30",
            "Mai",
            "alle Mitglieder",
            "every voice counts",
            "10 Punkte",
            "A1",
        ),
    ],
)
def test_a_title_is_no_time(line: str) -> None:
    assert leading(line, now=NOW) is None


@pytest.mark.parametrize(
    ("line", "understood", "rest"),
    [
        (
            "jeden Sonntag 11 Uhr außer in den Ferien",
            "jeden Sonntag 11 Uhr",
            "außer in den Ferien",
        ),
        (
            "every sunday 11:00 außer in den Ferien",
            "every sunday 11:00",
            "außer in den Ferien",
        ),
        (
            "jeden Sonntag 11 Uhr except in summer",
            "jeden Sonntag 11 Uhr",
            "except in summer",
        ),
        ("sonntags 11 Uhr bis auf Weiteres", "sonntags 11 Uhr", "bis auf Weiteres"),
        ("tomorrow 25:00 Board", "tomorrow", "25:00 Board"),
        ("am 31.2. um 18 Uhr Feier", "", "am 31.2. um 18 Uhr Feier"),
        ("jeden 6. Montag im Monat 19 Uhr Chor", "", "jeden 6. Montag im Monat 19 Uhr Chor"),
    ],
)
def test_a_phrase_that_goes_on_with_something_strange_is_not_understood(
    line: str, understood: str, rest: str
) -> None:
    assert leading(line, now=NOW) == (Unknown(understood, rest), "")


@pytest.mark.parametrize(
    "line", ["alle 2 Wochen 20 Uhr", "weekly 7pm", "jeden Monat um 19:30", "chaque mois à 20h"]
)
def test_a_rule_that_lacks_only_its_day_is_known_as_that(line: str) -> None:
    assert leading(f"{line} Chor", now=NOW) == (Unknown(line, "Chor", lacks_day=True), "")


@given(st.sampled_from(PHRASES), st.sampled_from(["Board", "Vorstand & Kasse", "Überall", "„Z“"]))
def test_a_phrase_means_the_same_with_a_title_behind_it(phrase: str, title: str) -> None:
    reading = understand(phrase, now=NOW)
    if not isinstance(reading, Past | Unknown):
        assert leading(f"{phrase} {title}", now=NOW) == (reading, title)


words = st.sampled_from(
    [word for phrase in PHRASES for word in phrase.split()] + ["Board", "31.2.", "99:99", "-", "x"]
)


@given(st.one_of(st.text(), st.lists(words, max_size=12).map(" ".join)))
def test_any_text_is_answered(text: str) -> None:
    understand(text, now=NOW)
    found = leading(text, now=NOW)
    assert found is None or text.strip().endswith(found[1][-1:])
