"""English: how the bot speaks it, and what it understands beside times."""

from typing import Final

from bot.domain.when.english_words import LONGHAND, MONTHS, WEEKDAYS, WORDS
from bot.domain.when.words import Table, Unit, Wording

ZONE_ABBREVIATIONS: Final = (
    *("CET", "CEST", "WET", "WEST", "EET", "EEST", "BST", "MSK", "IST", "JST"),
    *("EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "ET", "CT", "MT", "PT"),
)
"""Each is shared by several zones, or holds for half a year only."""

WORDING: Final = Wording(
    weekdays=WEEKDAYS,
    months=MONTHS,
    clock="%H:%M",
    ordinals={
        1: "1st",
        2: "2nd",
        3: "3rd",
        21: "21st",
        22: "22nd",
        23: "23rd",
        31: "31st",
        -1: "last",
        -2: "second last",
    },
    ordinal="{number}th",
    joint="{first} and {last}",
    date="{weekday}, {day} {month_name} {year}",
    short_date="{day} {month_name} {year}",
    day_of_year="on {day} {month_name}",
    days="{first} to {last}",
    at="at {time}",
    span="from {start} to {end}",
    every_weekday="every {weekdays}",
    every_nth="every {nths} of the month",
    workdays="every Monday to Friday",
    each={
        Unit.DAY: "every day",
        Unit.WEEK: "every week",
        Unit.MONTH: "every month",
        Unit.YEAR: "every year",
    },
    every={
        Unit.DAY: "every {number} days",
        Unit.WEEK: "every {number} weeks",
        Unit.MONTH: "every {number} months",
        Unit.YEAR: "every {number} years",
    },
    on_weekdays="on {weekdays}",
    on_nth="on the {nths}",
    on_nth_of="on the {nths} of {month_name}",
    on_monthdays="on the {days}",
    month_day="{nth}",
    last_day="last day",
    starting="starting {date}",
    until="until {date}",
    times="{number} times",
    excepting="except {dates}",
    lengths={
        Unit.MINUTE: ("1 minute", "{number} minutes"),
        Unit.HOUR: ("1 hour", "{number} hours"),
        Unit.DAY: ("1 day", "{number} days"),
        Unit.WEEK: ("1 week", "{number} weeks"),
    },
)

ENGLISH_TABLE: Final = Table(
    names="English, englisch",
    locale="en_GB",
    slips=r"(every|each) \S|hourly \S|at \d|yesterday \S"
    r"|half (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    roughly="beginning of, early, mid, late, end of, the end of",
    feasts="easter, good friday, thanksgiving, pentecost, whitsun, advent",
    seasons="spring, summer, autumn, fall, winter, lent, holidays, school holidays, vacation",
    uncounted="few, couple, couple of, several, some, good, half",
    no_slips="sundae, sundaes, sundry, sturdy, frida, montages",
    beyond=r"(in |on |every )?\b(odd|even)( numbered)? (week|month|day)s?\b",
    please="please, thanks, thank you, thx, many thanks, thanks a lot, thank you very much",
    greetings="hello, hi, hey, good morning, good afternoon, good evening",
    questions="who are you, what are you, what can you do, how does this work",
    people="people, person, persons, participants, guests, others",
    closings="thanks, thank you, thx, many thanks, thanks a lot, thank you very much,"
    " ok, okay, great, cool, no, nope, no thanks",
    heartily="gladly, sure, certainly, definitely, sadly, unfortunately, sorry",
    after_city="time",
    zones={
        **{f"{ours} time": "" for ours in ("local", "our")},
        **{
            f"{where}{half} time": f"{where[0]}{half[1:2]}t".upper()
            for where in ("eastern", "central", "mountain", "pacific")
            for half in ("", " standard", " daylight")
        },
        "central european time": "CET",
        "central european summer time": "CEST",
        **dict.fromkeys(("UK time", "British time"), "Europe/London"),
        "German time": "Europe/Berlin",
        "Austrian time": "Europe/Vienna",
        "Swiss time": "Europe/Zurich",
    },
    zone_abbreviations={short: short for short in ZONE_ABBREVIATIONS},
    words=WORDS,
    longhand=LONGHAND,
    wording=WORDING,
    endings=frozenset({"st", "nd", "rd", "th"}),
    suspect=frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"}),
)
