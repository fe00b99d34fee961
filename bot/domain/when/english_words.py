"""English, as written on either side of the Atlantic: what is meant by the words for times."""

from itertools import product
from typing import Final

from bot.domain.when.words import MIDNIGHT, NOON, Daytime, Sense, Unit, Words

WEEKDAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT_WEEKDAYS: Final = (
    *("mon", "tue, tues", "wed, weds", "thu, thur, thurs", "fri", "sat", "sun"),
)
_SHORT_MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "", "jun"),
    *("jul", "aug", "sep, sept", "oct", "nov", "dec"),
)
_NUMBERS: Final = (
    *("a, an, one", "two", "three", "four", "five", "six", "seven", "eight"),
    *("nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"}
_DIGITS: Final = ("one", *_NUMBERS[1:9])
_ORDINALS: Final = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)

WORDS: Final[Words] = {
    Sense.NUMBER: {
        **dict(enumerate(_NUMBERS, 1)),
        **_TENS,
        **{
            tens + digit: f"{long}-{short}, {long} {short}"
            for tens, long in _TENS.items()
            for digit, short in enumerate(_DIGITS, 1)
        },
        60: "sixty",
        90: "ninety",
    },
    Sense.ORDINAL: {
        **dict(enumerate(_ORDINALS, 1)),
        **{
            20 + digit: f"twenty-{short}, twenty {short}"
            for digit, short in enumerate(_ORDINALS[:9], 1)
        },
        30: "thirtieth",
        31: "thirty-first, thirty first",
        -1: "last",
        -2: "second last, second to last, penultimate",
    },
    Sense.WEEKDAY: {
        day: f"{long}, {short}"
        for day, (long, short) in enumerate(zip(WEEKDAYS, _SHORT_WEEKDAYS, strict=True))
    },
    Sense.WEEKDAYS: {
        0b0011111: "weekday, workday, working day, business day",
        0b1100000: "weekend",
    },
    Sense.MONTH: {
        month: f"{long}, {short}"
        for month, (long, short) in enumerate(zip(MONTHS, _SHORT_MONTHS, strict=True), 1)
    },
    Sense.DAY_FROM_NOW: {
        -1: "yesterday",
        0: "today",
        1: "tomorrow, tmrw, tmr",
        2: "day after tomorrow",
    },
    Sense.DAYTIME: {
        Daytime.MORNING: "morning, mornings",
        Daytime.AFTERNOON: "afternoon, afternoons",
        Daytime.EVENING: "evening, evenings",
        Daytime.NIGHT: "night, nights",
    },
    Sense.MOMENT: {NOON: "noon, midday", MIDNIGHT: "midnight"},
    Sense.UNIT: {
        Unit.MINUTE: "minute, minutes, min, mins, m",
        Unit.HOUR: "hour, hours, hr, hrs, h",
        Unit.DAY: "day, days, d",
        Unit.WEEK: "week, weeks, w",
        Unit.MONTH: "month, months",
        Unit.YEAR: "year, years",
    },
    Sense.AT: {0: "at, about, around, approximately, sharp"},
    Sense.ON: {0: "on, the, in"},
    Sense.IN: {0: "in"},
    Sense.OF: {0: "of, in"},
    Sense.FOR: {0: "for, duration, lasting, lasts"},
    Sense.AND: {0: "and"},
    Sense.FROM: {0: "from"},
    Sense.STARTING: {0: "starting, starting from, beginning"},
    Sense.BETWEEN: {0: "between"},
    Sense.TO: {0: "to, until, till, through"},
    Sense.UNTIL: {0: "until, till, through"},
    Sense.END_OF: {0: "end of, the end of"},
    Sense.EXCEPT: {0: "except, except for, but not, not on, without"},
    Sense.FROM_NOW: {0: "from now"},
    Sense.AFTER_LENGTH: {0: "long, before, earlier"},
    Sense.EVERY: {0: "every, each"},
    Sense.OTHER: {0: "other"},
    Sense.TIMES: {0: "times, x, \u00d7, sessions"},
    Sense.OF_MONTH: {0: "of the month, in the month"},
    Sense.NEXT: {0: "next"},
    Sense.COMING: {0: "coming"},
    Sense.THIS: {0: "this"},
    Sense.HOUR_OF_12: {0: "o'clock, oclock"},
    Sense.HOUR_LETTER: {0: "h"},
    Sense.MERIDIEM: {0: "am, a.m.", 12: "pm, p.m."},
    Sense.HALF_PAST: {0: "half past"},
    Sense.QUARTER: {0: "quarter, a quarter"},
    Sense.BEFORE_HOUR: {0: "to"},
    Sense.AFTER_HOUR: {0: "past, after"},
}

LONGHAND: Final = {
    "tonight": "today evening",
    "this morning": "today morning",
    "this afternoon": "today afternoon",
    "this evening": "today evening",
    "daily": "every day",
    "weekly": "every week",
    "monthly": "every month",
    "quarterly": "every 3 months",
    "every quarter": "every 3 months",
    "yearly": "every year",
    "annually": "every year",
    "fortnightly": "every 2 weeks",
    # twice a week or every two weeks: with one weekday it can only be the latter, and without a
    # weekday it is not understood
    "biweekly": "every 2 weeks",
    "bi-weekly": "every 2 weeks",
    "everyday": "every day",
    "during the week": "every weekday",
    "once a week": "every week",
    "once a month": "every month",
    "once a year": "every year",
    "from now on": "starting today",
    "not from": "except from",
    "not between": "except between",
    "weekdays": "every weekday",
    "workdays": "every weekday",
    "weekends": "every weekend",
    **{f"{day}s": f"every {day}" for day in WEEKDAYS},
    **{
        f"{day} {time}s": f"every {day} {time}"
        for day, time in product(WEEKDAYS, ("morning", "afternoon", "evening", "night"))
    },
    **{f"{day} week": f"a week from {day}" for day in WEEKDAYS},
    **{f"a week on {day}": f"a week from {day}" for day in WEEKDAYS},
    **{f"{day} fortnight": f"2 weeks from {day}" for day in WEEKDAYS},
    **{f"a fortnight on {day}": f"2 weeks from {day}" for day in WEEKDAYS},
    **{f"a week {day}": f"a week from {day}" for day in ("today", "tomorrow")},
    "the coming": "coming",
    "christmas eve": "24 december",
    "christmas day": "25 december",
    "christmas": "25 december",
    "xmas": "25 december",
    "boxing day": "26 december",
    "new year's eve": "31 december",
    "new years eve": "31 december",
    "new year's day": "1 january",
    "new years day": "1 january",
    "12 noon": "noon",
    "12 midnight": "midnight",
    "half an hour": "30 minutes",
    "half hour": "30 minutes",
    "a half hour": "30 minutes",
    "quarter of an hour": "15 minutes",
    "a quarter of an hour": "15 minutes",
    "three quarters of an hour": "45 minutes",
    "three-quarters of an hour": "45 minutes",
    "an hour and a half": "90 minutes",
    "one and a half hours": "90 minutes",
    "two and a half hours": "150 minutes",
    "a fortnight": "2 weeks",
    "the day before": "1 day before",
    "the week before": "1 week before",
    "once": "1 times",
    "twice": "2 times",
}
