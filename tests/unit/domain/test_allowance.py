"""When to begin, so that a slow account has said all in time."""

from datetime import UTC, datetime, timedelta

from bot.domain.allowance import LINES_AT_ONCE, Allowance, latest_beginnings

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SLOW = Allowance(5 * SECOND)


def before_noon(*moments: datetime) -> list[float]:
    return [(NOON - one).total_seconds() for one in latest_beginnings(moments, SLOW)]


def test_a_few_lines_leave_at_their_moment() -> None:
    assert before_noon(*[NOON] * LINES_AT_ONCE) == [0] * LINES_AT_ONCE


def test_each_further_line_leaves_a_pause_earlier() -> None:
    assert before_noon(*[NOON] * (LINES_AT_ONCE + 3)) == [15, 10, 5, *[0] * LINES_AT_ONCE]


def test_lines_of_an_earlier_moment_make_way_for_those_of_a_later_one() -> None:
    assert before_noon(NOON - SECOND, *[NOON] * (LINES_AT_ONCE + 1)) == [
        10,
        5,
        *[0] * LINES_AT_ONCE,
    ]


def test_moments_far_apart_do_not_concern_each_other() -> None:
    hour = timedelta(hours=1)
    assert before_noon(*[NOON - hour] * LINES_AT_ONCE, NOON) == [*[3600] * LINES_AT_ONCE, 0]


def test_no_line_leaves_after_its_moment_nor_before_one_in_front_of_it() -> None:
    moments = [NOON + n // 7 * SECOND for n in range(100)]
    beginnings = latest_beginnings(moments, SLOW)
    assert sorted(beginnings) == beginnings
    assert all(begins <= moment for begins, moment in zip(beginnings, moments, strict=True))
