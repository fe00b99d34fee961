"""German: what is meant by the words for times."""

from itertools import product
from typing import Final

from bot.domain.when.words import MIDNIGHT, NOON, Daytime, Sense, Unit, Words

WEEKDAYS: Final = (
    *("Montag", "Dienstag", "Mittwoch", "Donnerstag"),
    *("Freitag", "Samstag", "Sonntag"),
)
MONTHS: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
_SHORT_WEEKDAYS: Final = ("mo", "di", "mi", "do", "fr", "sa, sonnabend", "so")
_SHORT_MONTHS: Final = (
    *("jan, jänner", "feb, feber", "mär, mrz", "apr", "", "jun"),
    *("jul", "aug", "sep, sept", "okt", "nov", "dez"),
)
_NUMBERS: Final = (
    *(
        "ein, eine, einen, einem, einer, eins, ne, nen, nem, ner",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
    ),
    *("acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn"),
    *("sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_TENS: Final = {20: "zwanzig", 30: "dreißig", 40: "vierzig", 50: "fünfzig"}
_DIGITS: Final = ("ein", *_NUMBERS[1:9])
_DAYTIMES: Final = {
    Daytime.MORNING: "früh, morgen, vormittag",
    Daytime.NOON: "mittag",
    Daytime.AFTERNOON: "nachmittag",
    Daytime.EVENING: "abend",
    Daytime.NIGHT: "nacht",
}
_ORDINALS: Final = (
    *("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt"),
    *("elft", "zwölft", "dreizehnt", "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt"),
    *("achtzehnt", "neunzehnt", "zwanzigst", "einundzwanzigst", "zweiundzwanzigst"),
    *("dreiundzwanzigst", "vierundzwanzigst", "fünfundzwanzigst", "sechsundzwanzigst"),
    *("siebenundzwanzigst", "achtundzwanzigst", "neunundzwanzigst", "dreißigst"),
    "einunddreißigst",
)

WORDS: Final[Words] = {
    Sense.NUMBER: {
        **dict(enumerate(_NUMBERS, 1)),
        **_TENS,
        **{
            tens + digit: f"{short}und{long}"
            for tens, long in _TENS.items()
            for digit, short in enumerate(_DIGITS, 1)
        },
        60: "sechzig",
        90: "neunzig",
    },
    Sense.ORDINAL: {
        **{
            number: ", ".join(stem + ending for ending in ("e", "er", "en", "em", "es"))
            for number, stem in enumerate(_ORDINALS, 1)
        },
        -1: "letzte, letzter, letzten, letztem, letztes",
        -2: "vorletzte, vorletzter, vorletzten, vorletztem",
    },
    Sense.WEEKDAY: {
        day: f"{long}, {short}"
        for day, (long, short) in enumerate(zip(WEEKDAYS, _SHORT_WEEKDAYS, strict=True))
    },
    Sense.WEEKDAYS: {
        0b0011111: "werktag, werktage, werktagen, wochentag, arbeitstag",
        0b1100000: "wochenende, wochenenden",
    },
    Sense.MONTH: {
        month: f"{long}, {short}"
        for month, (long, short) in enumerate(zip(MONTHS, _SHORT_MONTHS, strict=True), 1)
    },
    Sense.DAY_FROM_NOW: {
        -2: "vorgestern",
        -1: "gestern",
        0: "heute, heut",
        1: "morgen",
        2: "übermorgen",
    },
    Sense.DAYTIME: {
        **_DAYTIMES,
        Daytime.MORNING: "früh, morgen, morgens, vormittag, vormittags",
        Daytime.NOON: "mittag, mittags",
        Daytime.AFTERNOON: "nachmittag, nachmittags",
        Daytime.EVENING: "abend, abends",
        Daytime.NIGHT: "nacht, nachts",
    },
    Sense.MOMENT: {NOON: "mittag, mittags", MIDNIGHT: "mitternacht"},
    Sense.UNIT: {
        Unit.MINUTE: "minute, minuten, min, m",
        Unit.HOUR: "stunde, stunden, std, h",
        Unit.DAY: "tag, tage, tagen, tages, d",
        Unit.WEEK: "woche, wochen, w",
        Unit.MONTH: "monat, monate, monaten, monats",
        Unit.YEAR: "jahr, jahre, jahren, jahres",
    },
    Sense.AT: {0: "um, gegen, circa, zirka, ca, etwa, ungefähr, pünktlich, zu"},
    Sense.ROUGHLY: {0: "so"},
    Sense.ON: {0: "am, an, den, dem, der, das, zum, einschließlich"},
    Sense.IN: {0: "in, im"},
    Sense.OF: {0: "im, des, eines, in"},
    Sense.FOR: {0: "für, dauer, dauert"},
    Sense.AND: {0: "und, sowie"},
    Sense.FROM: {0: "von, vom"},
    Sense.STARTING: {0: "ab, beginnend, erstmals"},
    Sense.BETWEEN: {0: "zwischen"},
    Sense.TO: {0: "bis"},
    Sense.UNTIL: {0: "bis"},
    Sense.END_OF: {0: "ende"},
    Sense.EXCEPT: {0: "außer, ohne, aber nicht, nicht am, nicht an"},
    Sense.AFTER_LENGTH: {0: "lang, vorher, davor, zuvor"},
    Sense.EVERY: {0: "jeder, jede, jeden, jedem, jedes, alle, immer"},
    Sense.TIMES: {0: "mal, x, \u00d7, termine"},
    Sense.OF_MONTH: {0: "im monat, des monats"},
    Sense.NEXT: {0: "nächster, nächste, nächsten, nächstem, nächstes"},
    Sense.AFTER_NEXT: {0: "übernächste, übernächsten, übernächster, übernächstem"},
    Sense.COMING: {0: "kommende, kommenden, kommender"},
    Sense.THIS: {0: "diese, diesen, dieser, diesem"},
    Sense.HOUR_OF_24: {0: "uhr"},
    Sense.HOUR_LETTER: {0: "h"},
    Sense.MERIDIEM: {12: "pm, p.m."},
    Sense.HALF_BEFORE: {0: "halb"},
    Sense.QUARTER: {0: "viertel"},
    Sense.THREE_QUARTERS: {0: "dreiviertel, drei viertel"},
    Sense.BEFORE_HOUR: {0: "vor"},
    Sense.AFTER_HOUR: {0: "nach"},
}

_MANY_TIMES: Final = (
    *("einmal", "zweimal", "dreimal", "viermal", "fünfmal"),
    *("sechsmal", "siebenmal", "achtmal", "neunmal", "zehnmal"),
)

LONGHAND: Final = {
    "täglich": "jeden tag",
    "wöchentlich": "jede woche",
    "monatlich": "jeden monat",
    "jährlich": "jedes jahr",
    "14-tägig": "alle 2 wochen",
    "14-täglich": "alle 2 wochen",
    "vierzehntägig": "alle 2 wochen",
    "14tägig": "alle 2 wochen",
    "zweiwöchentlich": "alle 2 wochen",
    "zweiwöchig": "alle 2 wochen",
    "zweimonatlich": "alle 2 monate",
    "vierteljährlich": "alle 3 monate",
    "quartalsweise": "alle 3 monate",
    "jedes quartal": "alle 3 monate",
    "halbjährlich": "alle 6 monate",
    "werktags": "jeden werktag",
    "wochentags": "jeden werktag",
    "an werktagen": "jeden werktag",
    "unter der woche": "jeden werktag",
    "an wochenenden": "jedes wochenende",
    "am wochenende": "wochenende",
    **{f"{day}s": f"jeden {day}" for day in (*WEEKDAYS, "Sonnabend")},
    **{
        f"{day}{time}{ending}": f"{'jeden ' if ending else ''}{day} {time}"
        for (day, times, ending) in product(WEEKDAYS, _DAYTIMES.values(), ("", "s"))
        for time in times.split(", ")
    },
    **{
        f"{day} in {some} tagen": f"{day} in {weeks}"
        for day in (*WEEKDAYS, "Sonnabend")
        for some, weeks in (
            *(("acht", "einer woche"), ("8", "einer woche")),
            *(("vierzehn", "zwei wochen"), ("14", "zwei wochen")),
        )
    },
    **{f"so {about}": about for about in ("gegen", "circa", "zirka", "ca", "etwa", "ungefähr")},
    **{
        f"{nth} {name}": date
        for date, nths in (
            ("25.12.", "1. erster ersten erste"),
            ("26.12.", "2. zweiter zweiten zweite"),
        )
        for nth in nths.split()
        for name in ("Weihnachtstag", "Weihnachtsfeiertag")
    },
    "zu heiligabend": "24.12.",
    "zu silvester": "31.12.",
    "zu neujahr": "1.1.",
    "heiligabend": "24.12.",
    "heilig abend": "24.12.",
    "silvester": "31.12.",
    "neujahr": "1.1.",
    "neujahrstag": "1.1.",
    "halbe stunde": "30 minuten",
    "halben stunde": "30 minuten",
    "eine halbe stunde": "30 minuten",
    "einer halben stunde": "30 minuten",
    "viertelstunde": "15 minuten",
    "eine viertelstunde": "15 minuten",
    "einer viertelstunde": "15 minuten",
    "dreiviertelstunde": "45 minuten",
    "eine dreiviertelstunde": "45 minuten",
    "einer dreiviertelstunde": "45 minuten",
    "drei viertel stunde": "45 minuten",
    "drei viertel stunden": "45 minuten",
    "einer drei viertel stunde": "45 minuten",
    "anderthalb stunden": "90 minuten",
    "eineinhalb stunden": "90 minuten",
    "einundeinhalb stunden": "90 minuten",
    "zweieinhalb stunden": "150 minuten",
    "dreieinhalb stunden": "210 minuten",
    "ner halben stunde": "30 minuten",
    "einem halben jahr": "6 monaten",
    **dict.fromkeys(("am tag vorher", "am tag davor", "am tag zuvor", "am vortag"), "1 tag vorher"),
    "eines jeden": "jedes",
    "ab sofort": "ab heute",
    "jahresende": "ende des jahres",
    "monatsende": "ende des monats",
    "nicht vom": "außer vom",
    "nicht zwischen": "außer zwischen",
    **{
        f"{once} {often}": each
        for once in ("einmal", "1x", "1 mal")
        for often, each in (
            ("die woche", "jede woche"),
            ("pro woche", "jede woche"),
            ("im monat", "jeden monat"),
            ("pro monat", "jeden monat"),
            ("im jahr", "jedes jahr"),
            ("pro jahr", "jedes jahr"),
        )
    },
    **{word: f"{count} mal" for count, word in enumerate(_MANY_TIMES, 1)},
}
