"""Calendars carry the rules of their time zones, for programs that do not know them by name."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from bot.calendars.feed import CalendarFeed
from bot.domain.recurrence import Recurrence
from bot.usecases.ports.web import CalendarEntry
from tests.contract.store.examples import WEEKLY

DAY = timedelta(days=1)
ZONES = (
    *("Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"),
    *("Africa/Cairo", "Africa/Casablanca", "Pacific/Apia", "Antarctica/Troll"),
)
"""Among them one that turns its clocks twice within five weeks, in Ramadan."""


def written(zone: str) -> str:
    recurrence = Recurrence(
        start=datetime(2026, 11, 29, 11),  # noqa: DTZ001 -- wall-clock time
        timezone=zone,
        rrule="FREQ=DAILY",
    )
    entry = CalendarEntry(series=replace(WEEKLY, recurrence=recurrence))
    calendar = CalendarFeed()("Chor", [entry]).decode().replace("\r\n", "\n")
    found = re.search("BEGIN:VTIMEZONE.*END:VTIMEZONE\n", calendar, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("name", ZONES)
def test_another_reader_finds_the_clocks_of_every_day(name: str) -> None:
    theirs, ours = tzical(StringIO(written(name))).get(), ZoneInfo(name)
    noons = [datetime(2026, 11, 29, 12, tzinfo=UTC) + number * DAY for number in range(20 * 365)]
    wrong = [
        noon
        for noon in noons
        if noon.replace(tzinfo=theirs).utcoffset() != noon.replace(tzinfo=ours).utcoffset()
    ]
    assert wrong == []
