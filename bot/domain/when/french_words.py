"""French: what is meant by the words for times."""

from itertools import product
from typing import Final

from bot.domain.when.words import MIDNIGHT, NOON, Daytime, Sense, Unit, Words

WEEKDAYS: Final = (
    *("lundi", "mardi", "mercredi", "jeudi"),
    *("vendredi", "samedi", "dimanche"),
)
MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_OTHER_MONTHS: Final = (
    *("janv", "févr, fév", "", "avr, d'avril", "", ""),
    *("juil", "d'août", "sept", "oct, d'octobre", "nov", "déc"),
)
_NUMBERS: Final = (
    *("un, une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"),
    *("neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze"),
    *("seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_TENS: Final = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante"}
_ORDINALS: Final = {
    1: "premier, première",
    2: "deuxième, second, seconde",
    3: "troisième",
    4: "quatrième",
    5: "cinquième",
    -1: "dernier, dernière",
    -2: "avant-dernier, avant-dernière",
}
_FIRST_DIGITS: Final = ("1er", "2e", "3e", "4e", "5e")
_EVENINGS: Final = {
    Daytime.MORNING: "matin, matinée",
    Daytime.AFTERNOON: "après-midi, aprèm",
    Daytime.EVENING: "soir, soirée",
    Daytime.NIGHT: "nuit",
}

WORDS: Final[Words] = {
    Sense.NUMBER: {
        **dict(enumerate(_NUMBERS, 1)),
        **_TENS,
        **{
            tens + 1: ", ".join(
                f"{long}{joint}et{joint}{one}" for joint in " -" for one in ("un", "une")
            )
            for tens, long in _TENS.items()
        },
        **{
            tens + digit: f"{long}-{short}"
            for tens, long in _TENS.items()
            for digit, short in enumerate(_NUMBERS[1:9], 2)
        },
        60: "soixante",
        90: "quatre-vingt-dix",
    },
    Sense.ORDINAL: _ORDINALS,
    Sense.WEEKDAY: dict(enumerate(WEEKDAYS)),
    Sense.WEEKDAYS: {
        0b0011111: "jour ouvré, jours ouvrés, jour ouvrable, jours ouvrables, jour de semaine",
        0b1100000: "week-end, week-ends, weekend, weekends",
    },
    Sense.MONTH: {
        month: f"{long}, {other}"
        for month, (long, other) in enumerate(zip(MONTHS, _OTHER_MONTHS, strict=True), 1)
    },
    Sense.DAY_FROM_NOW: {-1: "hier", 0: "aujourd'hui", 1: "demain", 2: "après-demain"},
    Sense.DAYTIME: {
        **{
            daytime: ", ".join((words, *(f"du {word}" for word in words.split(", "))))
            for daytime, words in _EVENINGS.items()
        },
        Daytime.AFTERNOON: "après-midi, aprèm, l'après-midi, de l'après-midi, cet après-midi",
        Daytime.NIGHT: "nuit, de la nuit",
    },
    Sense.MOMENT: {NOON: "midi", MIDNIGHT: "minuit"},
    Sense.UNIT: {
        Unit.MINUTE: "minute, minutes, min, mn, m",
        Unit.HOUR: "heure, heures, h",
        Unit.DAY: "jour, jours, j",
        Unit.WEEK: "semaine, semaines, sem",
        Unit.MONTH: "mois",
        Unit.YEAR: "an, ans, année, années, l'année",
    },
    Sense.AT: {0: "à, vers, environ"},
    Sense.ON: {0: "le, la, les, au, en"},
    Sense.IN: {0: "dans, en"},
    Sense.OF: {0: "de, du, de la, en"},
    Sense.FOR: {0: "pendant, pour, durant, durée, dure"},
    Sense.AND: {0: "et"},
    Sense.FROM: {0: "de, du, depuis"},
    Sense.STARTING: {0: "à partir du, à partir de, dès, dès le, à compter du"},
    Sense.BETWEEN: {0: "entre"},
    Sense.TO: {0: "à, au, jusqu'à, jusqu'au"},
    Sense.UNTIL: {0: "jusqu'à, jusqu'au, jusqu'en"},
    Sense.END_OF: {0: "fin, fin de, la fin de, la fin d', fin d'"},
    Sense.EXCEPT: {0: "sauf, excepté, hormis"},
    Sense.AFTER_LENGTH: {0: "avant, auparavant, plus tôt"},
    Sense.EVERY: {0: "chaque, tous les, toutes les, tout, toute"},
    Sense.OTHER: {0: "autre"},
    Sense.TIMES: {0: "fois, x"},
    Sense.OF_MONTH: {0: "du mois, dans le mois"},
    Sense.NEXT: {0: "prochain, prochaine"},
    Sense.THIS: {0: "ce, cet, cette"},
    Sense.HOUR_LETTER: {0: "h", 1: "heure, heures"},
}

LONGHAND: Final = {
    "ce matin": "aujourd'hui matin",
    "cet après-midi": "aujourd'hui après-midi",
    "ce soir": "aujourd'hui soir",
    "cette nuit": "aujourd'hui nuit",
    "quotidien": "chaque jour",
    "quotidiennement": "chaque jour",
    "hebdomadaire": "chaque semaine",
    "mensuel": "chaque mois",
    "mensuellement": "chaque mois",
    "trimestriel": "tous les 3 mois",
    "annuel": "chaque année",
    "annuellement": "chaque année",
    "en semaine": "chaque jour ouvré",
    "une semaine sur deux": "toutes les 2 semaines",
    "un jour sur deux": "tous les 2 jours",
    "un mois sur deux": "tous les 2 mois",
    "quinze jours": "2 semaines",
    "à partir d'aujourd'hui": "à partir de aujourd'hui",
    **{f"un {day} sur deux": f"chaque autre {day}" for day in WEEKDAYS},
    **{f"{day}s": f"chaque {day}" for day in WEEKDAYS},
    **{f"les {day}s": f"chaque {day}" for day in WEEKDAYS},
    **{f"tous les {day}s": f"chaque {day}" for day in WEEKDAYS},
    **{f"{day} prochain": f"prochain {day}" for day in WEEKDAYS},
    **{
        f"{day} {away}": f"{day} dans {weeks}"
        for day in WEEKDAYS
        for away, weeks in (
            ("en huit", "une semaine"),
            ("dans huit jours", "une semaine"),
            ("en quinze", "deux semaines"),
            ("dans quinze jours", "deux semaines"),
        )
    },
    "semaine prochaine": "prochaine semaine",
    # "tous les premiers lundis": the plural of a weekday alone says "every"
    **{
        f"{nth}s {day}s": f"{nth} {day}"
        for nths, day in product(_ORDINALS.values(), WEEKDAYS)
        for nth in nths.split(", ")
    },
    **{f"{nth} {day}s": f"{nth} {day}" for nth, day in product(_FIRST_DIGITS, WEEKDAYS)},
    # "le 15 du mois": a number that stands for a day
    **{
        f"le {day} {of}": f"le {day}e {of}"
        for day in range(2, 32)
        for of in ("du mois", "de chaque mois")
    },
    **{f"{day}e jour": f"{day}e" for day in range(2, 32)},
    "1er jour": "1er",
    "premier jour": "1er",
    "midi et demi": "12:30",
    "minuit et demi": "0:30",
    "heure et demie": "h 30",
    "heures et demie": "h 30",
    "h et demie": "h 30",
    "heure et quart": "h 15",
    "heures et quart": "h 15",
    "h et quart": "h 15",
    **{
        f"{said} {hours} moins le quart": f"{number - 1} h 45"
        for number, saids in enumerate(_NUMBERS[:12], 1)
        for said in (str(number), *saids.split(", "))
        for hours in ("heure", "heures", "h")
    },
    "noël": "25 décembre",
    "veille de noël": "24 décembre",
    "saint-sylvestre": "31 décembre",
    "jour de l'an": "1 janvier",
    "nouvel an": "1 janvier",
    "demi-heure": "30 minutes",
    "une demi-heure": "30 minutes",
    "quart d'heure": "15 minutes",
    "un quart d'heure": "15 minutes",
    "trois quarts d'heure": "45 minutes",
    **{
        f"{once} {often}": each
        for once in ("une fois", "1 fois", "1x")
        for often, each in (
            ("par semaine", "chaque semaine"),
            ("par mois", "chaque mois"),
            ("par an", "chaque année"),
        )
    },
}
