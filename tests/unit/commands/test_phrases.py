"""The small grammar that the verbs of the programme share."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.parts.late_times import LateTime, time_behind
from bot.commands.parts.options import without_options
from bot.commands.parts.phrases import (
    MAX_TITLE,
    numbered,
    quoted,
    title_and_place,
    unquoted,
)
from bot.commands.parts.verb import Misunderstood
from bot.domain.naming import clean_topic

NOW = datetime(2026, 11, 24, 13, tzinfo=ZoneInfo("Europe/Berlin"))
HOURS = timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("3", (3, "")), ("#3 am 24.12.", (3, "am 24.12.")), ("12  x ", (12, "x"))),
        *(("3.", (3, "")), ("3!", (3, "")), ("3, 10 min", (3, "10 min"))),
    ],
)
def test_a_number_stands_at_the_beginning(text: str, number: tuple[int, str]) -> None:
    assert numbered(text) == number


@pytest.mark.parametrize("text", ["", "x 3", "3. x", "24.12.", "3x", "-3", "³", "1234567890"])
def test_what_is_no_number_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(Misunderstood):
        numbered(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("", None)),
        ("Board", ("Board", None)),
        ("Board in Haus", ("Board", "Haus")),
        ("Board, in Haus", ("Board", "Haus")),
        ("in Haus am See", ("", "Haus am See")),
        ("Talk in English in Haus", ("Talk in English", "Haus")),
        ('"Talk in English"', ("Talk in English", None)),
        ('"Talk in English" in "Haus am See"', ("Talk in English", "Haus am See")),
        ("„Reden“ in Haus", ("Reden", "Haus")),
        ("\u201aReden\u2018 in Haus", ("Reden", "Haus")),
        ("\u2018Talk in English\u2019 in Haus", ("Talk in English", "Haus")),
        ("\u203aReden\u2039 in \u2039Haus\u203a", ("Reden", "Haus")),
        ('"A" and "B"', ('"A" and "B"', None)),
        ("Check in", ("Check in", None)),
        ('"', ('"', None)),
    ],
)
def test_title_and_room_are_told_apart(text: str, found: tuple[str, str | None]) -> None:
    assert title_and_place(text) == found


@pytest.mark.parametrize(
    ("text", "bare", "leads", "public"),
    [
        ("Board", "Board", None, None),
        ("Board [public]", "Board", None, True),
        ("[Public] Board", "Board", None, True),
        ("Board nicht öffentlich", "Board", None, False),
        ("Board NOT PUBLIC remind 2h", "Board", (HOURS,), False),
        ("Board [remind 1h, 2h] in X", "Board in X", (HOURS, HOURS / 2), None),
        ("erinnern aus", "", (), None),
        ("[intern] Board", "[intern] Board", None, None),
        ("Remind me", "Remind me", None, None),
        ("public relations", "public relations", None, None),
    ],
)
def test_options_are_taken_out(
    text: str, bare: str, leads: tuple[timedelta, ...] | None, public: bool | None
) -> None:
    found, options = without_options(text, now=NOW)
    assert (found, options.leads, options.public) == (bare, leads, public)


def test_the_words_of_options_can_be_typed_again() -> None:
    _, options = without_options("Board [remind 1h, 2h] [public]", now=NOW)
    assert without_options(options.words, now=NOW)[1] == options


@given(st.text(max_size=MAX_TITLE).map(clean_topic).filter(lambda title: '"' not in title))
def test_a_quoted_title_is_read_as_the_same_title(title: str) -> None:
    assert unquoted(quoted(title)) == title


@given(
    st.text(max_size=MAX_TITLE).map(clean_topic).filter(lambda title: '"' not in title and title)
)
def test_whatever_a_title_is_made_of_its_quotes_keep_it_whole(title: str) -> None:
    assert title_and_place(f"{quoted(title)} in Haus") == (title, "Haus")


def test_quotes_within_quotes_belong_to_the_title() -> None:
    assert title_and_place('"“”" in Haus') == ("“”", "Haus")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vorstand morgen 19 Uhr", ("Vorstand", "morgen 19 Uhr", "")),
        ("morgn 19 Uhr", ("morgn", "19 Uhr", "")),
        ("Board every sunday 11:00", ("Board", "every sunday 11:00", "")),
        ("Chor 19:30", ("Chor", "19:30", "")),
        ("Chor morgen 20 Uhr in Kirche", ("Chor", "morgen 20 Uhr", "in Kirche")),
        ("Vorstand (morgen 19 Uhr)", ("Vorstand", "morgen 19 Uhr", "")),
        ("Vorstand, morgen 19 Uhr", ("Vorstand", "morgen 19 Uhr", "")),
        ("Erntedank 10:00 Andacht", ("Erntedank", "10:00", "Andacht")),
        ("Release 2.10 Planung", None),
        ("Gruppe 5 Planung", None),
        ("Vorstand", None),
        ("Kapitel 3", None),
        ("Gruppe Montag", None),
        ("in Ankerplatz 19:30", None),
        ("x" * MAX_TITLE + " 19:30", None),
    ],
)
def test_a_time_behind_a_title_is_found(text: str, found: tuple[str, str, str] | None) -> None:
    assert time_behind(text, now=NOW) == (found and LateTime(*found))
