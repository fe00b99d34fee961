"""The examples of RFC 5545 section 3.8.5.3, one by one."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.recurrence import Recurrence, normalised, parse_rule, slots, upcoming
from bot.errors import UserError

NEW_YORK = "America/New_York"
FILE = Path(__file__).parents[3] / "data" / "rrule" / "rfc5545.txt"
PARAGRAPHS = FILE.read_text(encoding="utf-8").split("\n\n")[1:]
EXAMPLES = [tuple(paragraph.strip().splitlines()) for paragraph in PARAGRAPHS]


def dates(text: str, start: datetime) -> Iterator[datetime]:
    """`1997-09:2-4,9@09:00,09:20` and more such, in words of the file."""
    for item in text.removesuffix(" ...").split():
        month, _, rest = item.partition(":")
        days, _, times = rest.partition("@")
        clocks = [time.fromisoformat(clock) for clock in times.split(",") if clock]
        for span in days.split(","):
            first, _, last = span.partition("-")
            for day in range(int(first), int(last or first) + 1):
                date = datetime.fromisoformat(f"{month}-{day:02}")
                for clock in clocks or [start.time()]:
                    yield datetime.combine(date, clock)


def test_all_examples_are_there() -> None:
    assert len(EXAMPLES) == 42


@pytest.mark.parametrize(
    ("dtstart", "rule", "expected"),
    [example[1:] for example in EXAMPLES],
    ids=[example[0] for example in EXAMPLES],
)
def test_an_example_gives_its_dates(dtstart: str, rule: str, expected: str) -> None:
    start = datetime.fromisoformat(dtstart)
    wanted = list(dates(expected, start))
    found = slots((parse_rule(rule, NEW_YORK),), start=start, timezone=NEW_YORK)
    is_endless = expected.endswith(" ...")
    shown = list(islice(found, len(wanted) if is_endless else None))
    assert [slot.local for slot in shown] == wanted
    zone = ZoneInfo(NEW_YORK)
    assert [slot.starts_at for slot in shown] == [date.replace(tzinfo=zone) for date in wanted]


@pytest.mark.parametrize(
    ("dtstart", "rule", "expected"),
    [example[1:] for example in EXAMPLES],
    ids=[example[0] for example in EXAMPLES],
)
def test_an_example_means_the_same_as_it_is_kept(dtstart: str, rule: str, expected: str) -> None:
    start = datetime.fromisoformat(dtstart)
    given = Recurrence(start=start, timezone=NEW_YORK, rrule=rule)
    if "MINUTELY" in rule:
        with pytest.raises(UserError, match="rule_unusable"):
            normalised(given)
        return
    wanted = list(dates(expected, start))
    kept = normalised(given)
    assert kept.start == wanted[0]
    assert "COUNT" not in (kept.rrule or "")
    zone = ZoneInfo(NEW_YORK)
    for number, date in enumerate(wanted[:-1]):
        found = upcoming(kept, after=date.replace(tzinfo=zone), limit=1)
        assert [slot.local for slot in found] == [wanted[number + 1]]
    last = upcoming(kept, after=wanted[-1].replace(tzinfo=zone), limit=1)
    assert bool(last) is expected.endswith(" ...")
