"""German: how the bot speaks it, and what it understands beside times."""

from typing import Final

from bot.domain.when.german_words import LONGHAND, MONTHS, WEEKDAYS, WORDS
from bot.domain.when.words import Table, Unit, Wording

WORDING: Final = Wording(
    weekdays=WEEKDAYS,
    months=MONTHS,
    clock="%H:%M",
    ordinals={-1: "letzten", -2: "vorletzten"},
    ordinal="{number}.",
    joint="{first} und {last}",
    date="{weekday}, {day}.{month}.{year}",
    short_date="{day}.{month}.{year}",
    day_of_year="am {day}.{month}.",
    days="{first} bis {last}",
    at="um {time}",
    span="von {start} bis {end}",
    every_weekday="jeden {weekdays}",
    every_nth="jeden {nths} im Monat",
    workdays="jeden Montag bis Freitag",
    each={
        Unit.DAY: "täglich",
        Unit.WEEK: "jede Woche",
        Unit.MONTH: "jeden Monat",
        Unit.YEAR: "jedes Jahr",
    },
    every={
        Unit.DAY: "alle {number} Tage",
        Unit.WEEK: "alle {number} Wochen",
        Unit.MONTH: "alle {number} Monate",
        Unit.YEAR: "alle {number} Jahre",
    },
    on_weekdays="am {weekdays}",
    on_nth="am {nths}",
    on_nth_of="am {nths} im {month_name}",
    on_monthdays="am {days}",
    month_day="{nth}",
    last_day="letzten Tag",
    starting="ab {date}",
    until="bis {date}",
    times="{number} mal",
    excepting="außer am {dates}",
    lengths={
        Unit.MINUTE: ("1 Minute", "{number} Minuten"),
        Unit.HOUR: ("1 Stunde", "{number} Stunden"),
        Unit.DAY: ("1 Tag", "{number} Tage"),
        Unit.WEEK: ("1 Woche", "{number} Wochen"),
    },
)

GERMAN_TABLE: Final = Table(
    names="Deutsch, german",
    locale="de",
    slips=r"jede[nrsm]? \S|stuendlich \S|um \d|(vor)?gestern \S",
    roughly="anfang, mitte, ende",
    feasts="ostern, ostersonntag, ostermontag, karfreitag, himmelfahrt, pfingsten, pfingstsonntag,"
    " pfingstmontag, fronleichnam, weihnachten, advent, rosenmontag, aschermittwoch",
    seasons="frühling, frühjahr, sommer, herbst, winter, fastenzeit, adventszeit, ferien,"
    " schulferien",
    uncounted="paar, einige, einigen, mehrere, mehreren, wenige, wenigen, guten, knappen, halben",
    no_slips="dienst, dienste, diensten, dienstes, montage, montagen, freital, dienstweg",
    beyond=r"(in )?(allen )?\b(un)?geraden? ((kalender)?wochen?|kws?|monaten?|tagen?)\b",
    please="bitte, danke, danke dir, danke schön, danke sehr, dankeschön, vielen dank",
    greetings="hallo, hi, hey, moin, servus, grüß gott, guten morgen, guten tag, guten abend",
    questions="wer bist du, was bist du, was kannst du, was machst du, wie geht das",
    people="Leute, Leuten, Person, Personen, Menschen, Teilnehmer, Teilnehmern, Teilnehmende,"
    " Teilnehmenden, Gäste, Gästen",
    closings="danke, danke dir, danke schön, danke sehr, dankeschön, vielen dank, alles klar,"
    " super, gut, nein, nö",
    heartily="gern, gerne, sehr, klar, sicher, natürlich, leider",
    after_city="Zeit",
    of_cities={"er": "", "ner": "en", "cher": "ich"},
    zones={
        **{f"{ours} Zeit": "" for ours in ("unserer", "unsere", "lokaler", "hiesiger")},
        "Ortszeit": "",
        **{
            f"{adjective}{ending} {half}": zone
            for adjective, half, zone in (
                ("mitteleuropäische", "Zeit", "CET"),
                ("mitteleuropäische", "Sommerzeit", "CEST"),
                ("deutsche", "Zeit", "Europe/Berlin"),
                ("österreichische", "Zeit", "Europe/Vienna"),
                ("britische", "Zeit", "Europe/London"),
            )
            for ending in ("", "r")
        },
        "Schweizer Zeit": "Europe/Zurich",
    },
    zone_abbreviations={"MEZ": "CET", "MESZ": "CEST"},
    words=WORDS,
    longhand=LONGHAND,
    wording=WORDING,
    endings=frozenset({"te", "ten", "ter", "tes", "ste", "sten", "ster"}),
    suspect=frozenset({"mo", "di", "mi", "do", "fr", "sa", "so"}),
)
