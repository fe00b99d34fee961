"""Time comes from one place, aware and in UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.scheduling.clock import AdjustableClock, SystemClock


def test_the_system_clock_runs_in_utc() -> None:
    clock = SystemClock()
    first = clock.now()
    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_an_adjustable_clock_stands_still_until_it_is_set_forward() -> None:
    clock = AdjustableClock(datetime(2026, 3, 28, 12, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    assert clock.now() == clock.now() == datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
    clock.advance(timedelta(hours=24))
    assert clock.now() == datetime(2026, 3, 29, 11, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
