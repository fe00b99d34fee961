"""Any rule, and dateutil by itself to compare with."""

from datetime import datetime, timedelta
from itertools import takewhile

from dateutil.rrule import rrulestr
from hypothesis import strategies as st

LAST_YEAR = datetime.fromisoformat("9999-01-01")
"""In it dateutil fails on weeks that do not end."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def some(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    """YEARLY to DAILY, without COUNT and UNTIL."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    # in the other two a position has no meaning (RFC 5545)
    positions = ["", "", 1, 2, -1] if frequency in ("YEARLY", "MONTHLY") else [""]
    weekday = st.builds("{}{}".format, st.sampled_from(positions), st.sampled_from(DAYS))
    optional = {
        "INTERVAL": st.integers(1, 9).map(str),
        "WKST": st.sampled_from(DAYS),
        "BYMONTH": some(st.integers(1, 12)),
        "BYMONTHDAY": some(st.sampled_from([1, 13, 15, 28, 29, 30, 31, -1, -2, -31])),
        "BYDAY": some(weekday),
        "BYHOUR": some(st.integers(0, 23)),
        "BYMINUTE": some(st.integers(0, 59)),
        "BYSETPOS": some(st.sampled_from([1, 2, 3, -1, -2])),
    }
    if frequency == "YEARLY":
        optional["BYYEARDAY"] = some(st.sampled_from([1, 60, 100, 200, 365, 366, -1, -366]))
        optional["BYWEEKNO"] = some(st.sampled_from([1, 2, 20, 52, 53, -1, -53]))
    return draw(joined(frequency, optional))


@st.composite
def rules_within_a_day(draw: st.DrawFn) -> str:
    """HOURLY to SECONDLY, as far as dateutil by itself is quick about them."""
    frequency = draw(st.sampled_from(["HOURLY", "MINUTELY", "SECONDLY"]))
    optional = {
        "INTERVAL": st.integers(1, 100).map(str),
        "BYDAY": some(st.sampled_from(DAYS)),
        "BYHOUR": some(st.integers(0, 23)),
        "BYMINUTE": some(st.integers(0, 59)),
        "BYSECOND": some(st.integers(0, 59)),
    }
    if frequency == "HOURLY":
        optional["BYSETPOS"] = some(st.sampled_from([1, 2, -1]))
    return draw(joined(frequency, optional))


@st.composite
def joined(draw: st.DrawFn, frequency: str, optional: dict[str, st.SearchStrategy[str]]) -> str:
    names = draw(st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True))
    return ";".join([f"FREQ={frequency}", *(f"{name}={draw(optional[name])}" for name in names)])


def starts(first_year: int = 9950) -> st.SearchStrategy[datetime]:
    """Shortly before the calendar's end, where dateutil's search for what never comes is short."""
    first = datetime.fromisoformat(f"{first_year}-01-01")
    return st.integers(0, 365 * 86400).map(lambda seconds: first + timedelta(seconds=seconds))


def week_start(rule: str, start: datetime) -> datetime:
    """Where RFC 5545 and dateutil agree on BYSETPOS: a first week that is whole."""
    if "WEEKLY" not in rule or "BYSETPOS" not in rule:
        return start
    first = next((part[5:] for part in rule.split(";") if part.startswith("WKST=")), "MO")
    midnight = start.replace(hour=0, minute=0, second=0)
    return midnight - timedelta(days=(start.weekday() - DAYS.index(first)) % 7)


def plain(rule: str, start: datetime, *, since: datetime, limit: int) -> list[datetime]:
    """What dateutil counts to from `since` on; nothing where it finds the rule empty."""
    try:
        found = rrulestr(rule, dtstart=start).xafter(since, count=limit, inc=True)
        return list(takewhile(lambda local: local < LAST_YEAR, found))
    except ValueError:
        return []
