"""What people write, and what it means: the tables in `tests/data/when`."""

from dataclasses import replace

import pytest

from bot.domain.when import understand
from bot.domain.when.french import FRENCH_TABLE
from bot.domain.when.hints import bounds
from tests.unit.domain.when.notation import noted
from tests.unit.domain.when.phrases import TUESDAY, moment, phrases, rows


@pytest.mark.parametrize(("phrase", "expected"), phrases())
def test_a_phrase_means_what_people_mean_by_it(phrase: str, expected: str) -> None:
    assert noted(understand(phrase, now=moment(TUESDAY))) == expected


@pytest.mark.parametrize(("now", "phrase", "expected"), [*rows("other_moments.tsv")])
def test_what_a_phrase_means_depends_on_when_it_is_said(
    now: str, phrase: str, expected: str
) -> None:
    assert noted(understand(phrase, now=moment(now))) == expected


def test_a_language_may_begin_with_few_words() -> None:
    assert bounds([replace(FRENCH_TABLE, words={})]) == frozenset()
