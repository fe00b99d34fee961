"""Names of conference rooms are speakable, unguessable, clean and never rude."""

import itertools
import math
import re
import secrets
from random import Random

import pytest
import zxcvbn
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import naming
from bot.domain.naming import clean_topic, conference_name, is_rude

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANDOM_PART = re.compile(
    r"([bdfgklmnprst][aeiou]){2}[fklmnprst](-([bdfgklmnprst][aeiou]){2}[fklmnprst]){2}"
)
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"


def name(topic: str | None) -> str:
    return conference_name(topic, choose=secrets.choice)


def topic_part(topic: str) -> str:
    """What stands before the three random words."""
    return "-".join(name(topic).split("-")[:-3])


def test_the_topic_comes_first_and_three_words_follow() -> None:
    draws = iter("mibonteraksulof")
    drawn = conference_name("Vorstand", choose=lambda letters: letters[letters.index(next(draws))])
    assert drawn == "vorstand-mibon-terak-sulof"


def test_the_random_part_has_at_least_forty_bits() -> None:
    words = ["".join(letters) for letters in itertools.product(*naming.SYLLABLES)]
    accepted = [word for word in words if not is_rude(word)]
    assert len(set(accepted)) == len(accepted)
    assert naming.WORDS * math.log2(len(accepted)) >= 44


def test_a_rude_word_is_drawn_again() -> None:
    draws = iter("penismibonfotasteraksulof")
    drawn = conference_name(None, choose=lambda letters: letters[letters.index(next(draws))])
    assert drawn == "mibon-terak-sulof"


@pytest.mark.parametrize("fragment", naming.RUDE)
def test_each_rude_fragment_can_come_up(fragment: str) -> None:
    words = ("".join(letters) for letters in itertools.product(*naming.SYLLABLES))
    assert any(fragment in word for word in words)


@pytest.mark.parametrize(
    ("topic", "slug"),
    [
        ("Größenübersicht für Ältere", "groessenuebersicht-fuer-aeltere"),
        ("GRÜẞE", "gruesse"),
        ("U\u0308bung", "uebung"),
        ("Собрание", "sobranie"),
        ("会议", "hui-yi"),
        ("--- #1: Plenum!! ---", "1-plenum"),
        ("a&amp;b", "a-amp-b"),
        ("x" * 60, "x" * 40),
        ("Vollversammlung der Genossenschaftsmitglieder", "vollversammlung-der"),
        ("\u202evorstand\u202c", "vorstand"),
    ],
)
def test_a_topic_is_transliterated_and_cut_at_a_word(topic: str, slug: str) -> None:
    assert topic_part(topic) == slug


@pytest.mark.parametrize("topic", [None, "", "👍🎉", "...", " \u200b ", "\u0301"])
def test_a_topic_with_nothing_speakable_leaves_the_random_words(topic: str | None) -> None:
    assert RANDOM_PART.fullmatch(name(topic))


@given(st.text(max_size=300), st.randoms(use_true_random=False))
def test_any_topic_gives_a_clean_name(topic: str, random: Random) -> None:
    drawn = conference_name(topic, choose=random.choice)
    assert SLUG.fullmatch(drawn)
    assert RANDOM_PART.fullmatch("-".join(drawn.split("-")[-3:]))
    assert len(drawn) <= naming.TOPIC_LIMIT + len("-mibon-terak-sulof")


@pytest.mark.parametrize("topic", [None, "weekly", "standup", "test", "Vorstand", "1234"])
def test_jitsi_never_calls_the_name_insecure(topic: str | None) -> None:
    """Its warning is for names that zxcvbn scores below 3."""
    for _ in range(40):
        assert zxcvbn.zxcvbn(name(topic))["score"] >= 3


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Vorstand \n\t Mai ", "Vorstand Mai"),
        ("ab\u200b\u200dc\ufeff", "abc"),
        (f"{BIDI}Plan{BIDI}", "Plan"),
        ("\x00a\x1b[31mb\x7f", "a[31mb"),
        ("a\u2028b\u00a0c", "a b c"),
        ("Grüße 👍🏽 会议", "Grüße 👍🏽 会议"),
        ("👨\u200d👩", "👨👩"),
        ("\ud800x", "x"),
        (" \u200b\u3164\u2800\u0301 ", ""),
        ("", ""),
    ],
)
def test_a_topic_is_shown_without_what_nobody_can_see(text: str, cleaned: str) -> None:
    assert clean_topic(text) == cleaned


@given(st.text())
def test_a_clean_topic_stays_as_it_is(text: str) -> None:
    cleaned = clean_topic(text)
    assert clean_topic(cleaned) == cleaned
    assert not set(cleaned) & set(BIDI + "\n\r\t\x00")
