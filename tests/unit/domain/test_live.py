"""What is known of a call: snapshots in, states out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance import Attendance, Liveness
from bot.domain.live import GRACE, SILENCE, CallState, PastCall, after

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIVE, EMPTY, UNKNOWN = Liveness.LIVE, Liveness.EMPTY, Liveness.UNKNOWN


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def seen(seconds: float, liveness: Liveness, **more: object) -> Attendance:
    return Attendance(liveness=liveness, seen_at=at(seconds), source="x", **more)


def following(*looks: tuple[float, Liveness], state: CallState | None = None) -> CallState:
    """The state after looks at these seconds."""
    state = state or CallState()
    for seconds, liveness in looks:
        state = after(state, seen(seconds, liveness), now=at(seconds))
    return state


def test_a_call_begins_when_somebody_is_first_seen_and_goes_on_from_then():
    assert following((0, EMPTY)).began_at is None
    assert following((0, EMPTY), (10, LIVE), (20, LIVE)).began_at == at(10)


def test_a_server_that_knows_better_says_when_it_began():
    state = after(CallState(), seen(10, LIVE, since=at(-300)), now=at(10))
    assert state.began_at == at(-300)
    ahead = after(CallState(), seen(10, LIVE, since=at(300)), now=at(10))
    assert ahead.began_at == at(10)


def test_a_call_is_over_after_the_grace_and_ended_when_the_last_one_left():
    leaving = following((0, LIVE), (100, LIVE), (110, EMPTY), (169, EMPTY))
    assert (leaving.began_at, leaving.empty_at, leaving.past) == (at(0), at(110), None)
    over = following((170, EMPTY), state=leaving)
    assert over.began_at is None
    assert over.past == PastCall(began_at=at(0), ended_at=at(110))


def test_who_comes_back_within_the_grace_goes_on_with_the_same_call():
    state = following((0, LIVE), (10, EMPTY), (50, EMPTY), (60, LIVE))
    assert (state.began_at, state.empty_at, state.past) == (at(0), None, None)
    assert following((70, EMPTY), (129, EMPTY), state=state).past is None


def test_an_end_that_nobody_saw_has_no_time():
    state = following((0, LIVE), (600, EMPTY), (660, EMPTY))
    assert state.past == PastCall(began_at=at(0), ended_at=None)


def test_a_state_that_was_only_remembered_ends_without_a_time():
    state = following((0, EMPTY), (60, EMPTY), state=CallState(began_at=at(-3600)))
    assert state.past == PastCall(began_at=at(-3600), ended_at=None)


def test_unknown_ends_no_call_however_long_it_lasts():
    state = following((0, LIVE), *((10.0 * n, UNKNOWN) for n in range(1, 10_000)))
    assert state.began_at == at(0)
    assert state.known is not None
    assert state.known.liveness is LIVE


def test_silence_is_worth_a_word_after_a_while_and_over_with_the_next_answer():
    silent = following((0, LIVE), (10, UNKNOWN), (20, UNKNOWN))
    assert silent.silent_at == at(10)
    assert not silent.is_silent(at(10) + SILENCE - timedelta(seconds=1))
    assert silent.is_silent(at(10) + SILENCE)
    for liveness in (LIVE, EMPTY):
        assert following((400, liveness), state=silent).silent_at is None


def test_an_answer_that_was_overtaken_changes_nothing():
    state = following((0, LIVE), (20, LIVE))
    assert after(state, seen(10, EMPTY), now=at(21)) == state


def test_the_grace_passes_also_where_the_server_repeats_its_last_word():
    state = following((0, LIVE), (10, EMPTY))
    over = after(state, seen(10, EMPTY), now=at(10) + GRACE)
    assert over.past == PastCall(began_at=at(0), ended_at=at(10))


def test_a_clock_that_is_set_back_freezes_nothing():
    state = following((3600, LIVE), (3610, EMPTY))
    state = following((0, LIVE), state=state)
    assert state.known == seen(0, LIVE)
    assert following((10, EMPTY), (70, EMPTY), state=state).began_at is None


looks = st.lists(st.tuples(st.integers(1, 100), st.sampled_from(Liveness)), min_size=1, max_size=60)


@given(looks)
def test_whatever_happens_a_call_ends_only_after_a_minute_without_anyone(
    steps: list[tuple[int, Liveness]],
):
    state, now, last_live = CallState(), 0, None
    for pause, liveness in steps:
        now += pause
        before, state = state, after(state, seen(now, liveness), now=at(now))
        if before.began_at and state.began_at is None:
            assert liveness is EMPTY
            assert last_live is not None
            assert at(now) - at(last_live) > GRACE
        if liveness is LIVE:
            last_live = now
            assert state.began_at is not None


@given(looks)
@pytest.mark.parametrize("liveness", [LIVE, EMPTY])
def test_the_last_answer_always_wins(liveness: Liveness, steps: list[tuple[int, Liveness]]):
    """Whatever came before, a known answer is what is known."""
    state, now = CallState(), 0
    for pause, each in [*steps, (1, liveness)]:
        now += pause
        state = after(state, seen(now, each), now=at(now))
    assert state.known == seen(now, liveness)
    assert (state.began_at is not None and state.empty_at is None) == (liveness is LIVE)
