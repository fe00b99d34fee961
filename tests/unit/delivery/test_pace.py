"""How long to be silent and how much to say at once, as plain arithmetic."""

from datetime import timedelta

import pytest

from bot.delivery.outcome import Failed, PutBack, after_error
from bot.delivery.pace import Pace, pause
from bot.errors import PermanentError, TransientError
from tests.contract.store.examples import MINUTE, NOON, SECOND


def test_pauses_grow_from_two_seconds_to_five_minutes() -> None:
    longest = [pause(None, attempt=attempt, luck=1.0) for attempt in range(1, 9)]
    assert longest == [seconds * SECOND for seconds in (4, 8, 16, 32, 64, 128, 256, 300)]
    assert pause(None, attempt=10**6, luck=1.0) == 5 * MINUTE
    assert pause(None, attempt=5, luck=0.0) == 2 * SECOND
    assert pause(None, attempt=5, luck=0.5) == 33 * SECOND


def test_a_server_that_names_a_pause_gets_it() -> None:
    assert pause(MINUTE, attempt=1, luck=0.0) == MINUTE
    assert pause(timedelta(milliseconds=1), attempt=9, luck=1.0) == timedelta(milliseconds=1)


@pytest.mark.parametrize("named", [timedelta(0), -SECOND])
def test_a_pause_of_nothing_is_no_pause(named: timedelta) -> None:
    assert pause(named, attempt=1, luck=0.0) == 2 * SECOND


def test_a_few_chats_are_served_at_once() -> None:
    assert [Pace(at_once=4).room(NOON, under_way=count) for count in range(6)] == [4, 3, 2, 1, 0, 0]


def test_after_a_limit_there_is_silence_and_then_one_line_at_a_time_for_a_minute() -> None:
    pace = Pace(at_once=4).refused(NOON, retry_after=5 * SECOND, luck=0.0)
    assert pace.room(NOON + 4 * SECOND, under_way=0) == 0
    assert pace.silence_ends(NOON + 4 * SECOND) == NOON + 5 * SECOND
    assert pace.silence_ends(NOON + 5 * SECOND) is None
    pace = pace.accepted()
    assert pace.room(NOON + 5 * SECOND, under_way=0) == 1
    assert pace.room(NOON + 5 * SECOND, under_way=1) == 0
    assert pace.room(NOON + 65 * SECOND, under_way=0) == 4


def test_after_an_outage_one_line_goes_ahead_and_then_all_may_follow() -> None:
    pace = Pace(at_once=4).refused(NOON, retry_after=None, luck=0.0)
    assert pace.room(NOON + 2 * SECOND, under_way=0) == 1
    assert pace.accepted().room(NOON + 2 * SECOND, under_way=0) == 4


def test_an_outage_is_looked_at_every_thirty_seconds_at_least() -> None:
    pace, now = Pace(), NOON
    for _ in range(20):
        pace = pace.refused(now, retry_after=None, luck=1.0)
        silence = (pace.silent_until or now) - now
        assert silence <= 30 * SECOND
        now += silence
    assert silence == 30 * SECOND


def test_lines_that_are_refused_together_count_once() -> None:
    pace = Pace()
    for _ in range(4):
        pace = pace.refused(NOON, retry_after=None, luck=1.0)
    assert pace.refusals == 1
    assert pace.silent_until == NOON + 4 * SECOND


def test_a_shorter_limit_does_not_end_a_longer_one() -> None:
    pace = Pace().refused(NOON, retry_after=MINUTE, luck=0.0)
    assert pace.refused(NOON, retry_after=SECOND, luck=0.0).silent_until == NOON + MINUTE


@pytest.mark.parametrize(
    ("error", "stumbles", "outcome"),
    [
        (PermanentError("gone"), 0, Failed("gone")),
        (TransientError("later"), 0, PutBack(2 * SECOND)),
        (TransientError("later", retry_after=MINUTE), 0, PutBack(MINUTE)),
        (TimeoutError(), 0, PutBack(2 * SECOND)),
        (KeyError("bug"), 4, PutBack(2 * SECOND)),
        (KeyError("bug"), 5, Failed("KeyError")),
    ],
)
def test_each_error_has_its_outcome(error: Exception, stumbles: int, outcome: object) -> None:
    assert after_error(error, attempt=1, stumbles=stumbles, luck=0.0) == outcome
