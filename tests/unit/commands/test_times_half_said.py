"""Times that are said by half, wrongly or in the wrong place; it is Tuesday, 13:00 in Berlin."""

import pytest

from bot.commands.parts.slips import misspelt_day
from tests.unit.commands.conftest import World

SUNDAYS = "!meet every sunday 11:00 Choir in Church"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("!meet Sontag 11 Uhr Chor", "Sonntag"),
        ("!meet jeden Sontag 11 Uhr Chor", "Sonntag"),
        ("!meet am Mitwoch 19 Uhr Chor", "Mittwoch"),
        ("!meet Chor Donerstags 19 Uhr", "Donnerstag"),
        ("!meet tommorow 7pm Board", "tomorrow"),
        ("!meet every wensday 7pm Board", "Wednesday"),
        ("!meet 3 Febuary 7pm Board", "February"),
        ("!edit 1 Sontag 12 Uhr", "Sonntag"),
        ("!edit 1 Sontags", "Sonntag"),
        ("!meet Sontag", "Sonntag"),
        ("!skip 1 Sontag", "Sonntag"),
        ("!move 1 to Mittwok", "Mittwoch"),
    ],
)
async def test_a_day_that_was_mistyped_is_asked_about(world: World, typed: str, meant: str) -> None:
    await world.moderate(SUNDAYS)
    answer = await world.moderate(typed)
    assert f"Did you mean {meant}? Nothing was changed." in answer
    assert await world.series(2) is None


@pytest.mark.parametrize(
    "title",
    [
        *("Sonntags", "Mondays", "Match", "Monat", "Feiertag", "Money", "Herbst", "Morgan", ""),
        *("Dienst", "Dienste", "Montage", "Februar", "Sundae", "Frida", "Freital", "Mercedes"),
        *("Dienstweg", "Démarche", "nombre", "Sturdy", "sundry", "montages"),
    ],
)
def test_other_words_are_no_mistyped_days(title: str) -> None:
    assert misspelt_day(title) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("!meet next week 7pm Board", "!meet 7pm next week Board", "!meet early december 7pm X"),
        *(
            "!meet nächste Woche 19 Uhr X",
            "!meet 19h Anfang Dezember X",
            "!meet this weekend 7pm",
        ),
        *(
            "!meet Ende November 19 Uhr X",
            "!meet end of the month 7pm",
            "!meet am Wochenende 9 Uhr",
        ),
        *("!meet an Ostern 15 Uhr X", "!meet Ostersonntag 10 Uhr X", "!meet am 1. Advent 17 Uhr X"),
        *("!meet Ostern 15 Uhr", "!meet Ostern Sonntag 15 Uhr", "!meet an Ostern Chor So 15 Uhr"),
        *("!meet Ostern Chor 15 Uhr", "!meet 1. Advent Chor 15 Uhr"),
        *("!meet every monday 9:00 daily", "!meet tomorrow 9:00 Daily"),
        *("!meet twice a week 7pm X", "!meet ersten, dritten und fünften Sonntag 11 Uhr"),
        *("!meet first and third Sunday 11am X", "!meet zweimal die Woche 19 Uhr X"),
        *("!meet 2x pro Woche 20 Uhr", "!meet 3 mal im Jahr 19 Uhr X"),
        *("!meet jeden Dienstag im Advent 19 Uhr X", "!meet hourly X", "!meet stündlich X"),
        *(
            "!meet in ein paar Stunden X",
            "!meet in a couple of hours X",
            "!meet in der Woche 9 Uhr",
        ),
        *("!meet tomorrow 25 Uhr X", "!meet tomorrow half 8 X", "!meet tomorrow morning 9 X"),
        *("!meet every sunday 11am Choir except in August", "!meet sundays 11am X until Easter"),
        *(
            "!meet sonntags 11 Uhr X außer in den Ferien",
            "!meet sonntags 11 Uhr X bis auf wei",
        ),
        *("!meet next week", "!meet Ende Mai", "!meet this weekend", "!meet nächste Woche"),
        *("!meet la semaine prochaine", "!meet le mois prochain", "!meet fin mai"),
        *("!meet jeden Sonntag 18 Uhr im Advent", "!meet every sunday in summer 11:00 Choir"),
        *("!meet Sonntag im Advent 17 Uhr X", "!meet jeden Sonntag in den Ferien"),
        *("!meet in einer guten Stunde", "!meet in ner knappen Stunde"),
        *("!meet in a few hours", "!meet in der 1. Woche 19 Uhr", "!meet in several days X"),
    ],
)
async def test_what_leaves_out_a_part_of_the_time_is_not_planned(world: World, typed: str) -> None:
    answer = await world.moderate(typed)
    assert "understood “" in answer or "I did not understand “" in answer
    assert "https://" not in answer
    assert await world.series(1) is None


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("!meet tuesday 7pm next steps", "next steps: Tuesday"),
        ("!meet tomorrow 7pm Next week", "Next week: Wednesday"),
        ("!meet sonntags 11 Uhr Kaffee ohne Kuchen", "Kaffee ohne Kuchen: every Sunday"),
        ("!meet sonntags 11 Uhr Von Bach bis Brahms", "Von Bach bis Brahms: every Sunday"),
        ("!meet sonntags 11 Uhr Kurs für 10 bis 12-Jährige", "Kurs für 10 bis 12-Jährige: every"),
        ('!meet sonntags 11 Uhr "Chor bis Ostern"', "Chor bis Ostern: every Sunday"),
        ("!meet Weekly sync", "Weekly sync: https://"),
        ("!meet in Haus 3", "Haus 3: https://"),
        ('!meet in "Sunday Hour 12:00"', "Sunday Hour 12:00: https://"),
        ("!meet A talk tomorrow 7pm", "The time comes first: !meet tomorrow 7pm A talk"),
        ("!meet Sonntags-Chor", "Sonntags-Chor: https://"),
        ("!meet Heute-Journal", "Heute-Journal: https://"),
        ("!meet 19-Uhr-Treffen", "19-Uhr-Treffen: https://"),
        ("!meet Montags-Runde 19 Uhr", "The time comes first: !meet 19 Uhr Montags-Runde"),
        ("!meet Mo-Fr 9:00 Chor", "every Monday to Friday at 09:00 Chor"),
        ("!meet Freitag-Abend 20 Uhr Chor", "Chor: Friday, 27 November 2026 at 20:00"),
        ("!meet Freitag 20 Uhr - Chor", "Chor: Friday, 27 November 2026 at 20:00"),
        ("!meet in Happy Hour", "Happy Hour: https://"),
        ("!meet in Office Hours", "Office Hours: https://"),
        ("!meet in Blaue Stunde", "Blaue Stunde: https://"),
        ("!meet in The Day Room", "The Day Room: https://"),
        ("!meet jeden Freitag in Happy Hour um 19 Uhr", "Happy Hour: every Friday at 19:00"),
        ("!meet Dienst 19 Uhr", "The time comes first: !meet 19 Uhr Dienst"),
        ("!meet Montage morgen 19 Uhr", "The time comes first: !meet morgen 19 Uhr Montage"),
        ("!meet An die Freude morgen 19 Uhr", "first: !meet morgen 19 Uhr An die Freude"),
        ("!meet Zu Gast bei Anna Freitag 18 Uhr", "first: !meet Freitag 18 Uhr Zu Gast bei Anna"),
        ("!meet friday 20:00 Night shift", "Night shift: Friday, 27 November 2026 at 20:00"),
        ("!meet sonntags 20 Uhr Abend der Lieder", "Abend der Lieder: every Sunday at 20:00"),
        ("!meet sonntags 8 Uhr Abend", "every Sunday at 20:00"),
        ("!meet sonntags 20 Uhr abends Lieder", "Lieder: every Sunday at 20:00"),
        ("!meet every monday 9:00 Weekly", "Weekly: every Monday at 09:00"),
        ("!meet every weekday 9:00 Daily", "Daily: every Monday to Friday at 09:00"),
        ("!meet Ostern planen Sonntag 15 Uhr", "first: !meet Sonntag 15 Uhr Ostern planen"),
        ("!meet Weihnachten planen 2.12. 19 Uhr", "first: !meet 2.12. 19 Uhr Weihnachten planen"),
        ("!meet Weekly sync tomorrow 7pm", "The time comes first: !meet tomorrow 7pm Weekly sync"),
        ("!meet Sonntag im Garten", "At what time? For example: !meet Sunday, 29 November 2026"),
        ("!meet Sonntag im Garten 19 Uhr", "first: !meet Sonntag 19 Uhr im Garten"),
        ("!meet tomorrow 7pm Wet weather plan", "Wet weather plan: Wednesday"),
        ("!meet sonntags 11 Uhr in Summer House", "Summer House: every Sunday"),
        ("!meet Erste Probe 19 Uhr", "The time comes first: !meet 19 Uhr Erste Probe"),
        ("!meet Fünfte und sechste Klasse Freitag 19 Uhr", "Freitag 19 Uhr Fünfte und sechste"),
        ("!meet First and second grade Friday 7pm", "first: !meet Friday 7pm First and second gra"),
        ("!meet First meeting Friday 7pm", "first: !meet Friday 7pm First meeting"),
        ("!meet Einmal um die Welt Freitag 19 Uhr", "first: !meet Freitag 19 Uhr Einmal um die"),
        ("!meet unter der Woche 9 Uhr Daily", "Daily: every Monday to Friday at 09:00"),
        ("!meet Carême 19h", "The time comes first: !meet 19h Carême"),
        ("!meet Info Abend", "Info Abend: https://"),
        ("!meet About us Friday 7pm", "The time comes first: !meet Friday 7pm About us"),
        ("!meet Termine planen", "Termine planen: https://"),
        ("!meet Oster-Chor", "Oster-Chor: https://"),
        ("!meet Vorstand Wien", "Vorstand Wien: https://"),
        ("!meet Team 2 Berlin", "Team 2 Berlin: https://"),
    ],
)
async def test_a_title_stays_one_although_it_looks_like_a_time(
    world: World, typed: str, echo: str
) -> None:
    assert echo in await world.moderate(typed)


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        (
            "!meet tomorrow 7pm Board for 90 minutes",
            "Board: Wednesday, 25 November 2026 from 19:00",
        ),
        ("!meet morgen 19 Uhr Chor bis 21 Uhr", "Chor: Wednesday, 25 November 2026 from 19"),
        (
            "!meet tomorrow 7pm Board until 9pm in X",
            "Board: Wednesday, 25 November 2026 from 19:00",
        ),
        (
            "!meet morgen 19 Uhr (90 Minuten) Chor",
            "Chor: Wednesday, 25 November 2026 from 19",
        ),
        ("!meet morgen 19 Uhr Kurs für 10 bis 12", "Kurs für 10 bis 12: Wednesday, 25 November"),
        ("!meet tomorrow 7pm Duet for two violins", "Duet for two violins: Wednesday"),
        ("!meet sonntags 11:00 Chor (außer 27.12.)", "Chor: every Sunday at 11:00 except 27 Dec"),
        ("!meet sonntags 11:00 Chor 10 mal in Church", "Chor: every Sunday at 11:00 until 31 Jan"),
    ],
)
async def test_how_long_it_lasts_may_stand_behind_the_title(
    world: World, typed: str, echo: str
) -> None:
    assert echo in await world.moderate(typed)


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("!meet tomorrow 1930 Board", "!meet Wednesday, 25 November 2026 at 19:30 Board"),
        ("!meet every sunday 11 Choir", "!meet every Sunday at 11:00 Choir"),
        ("!meet sunday 2 boards", "!meet Sunday, 29 November 2026 at 19:00 2 boards"),
        ("!meet sunday Choir", "!meet Sunday, 29 November 2026 at 19:00 Choir"),
    ],
)
async def test_a_bare_number_behind_a_day_is_asked_about_as_the_hour_that_it_may_be(
    world: World, typed: str, example: str
) -> None:
    answer = await world.moderate(typed)
    assert answer == f"At what time? For example: {example}"


@pytest.mark.parametrize(
    "typed", ["!meet weekly 7pm X", "!meet alle zwei Wochen 19 Uhr X", "!meet quarterly 7pm X"]
)
async def test_a_rule_without_a_day_is_asked_for_the_day(world: World, typed: str) -> None:
    assert (await world.moderate(typed)).startswith("On which day? Nothing was planned.")
    assert await world.series(1) is None


async def test_lead_times_that_may_be_one_or_two_are_refused_with_an_example(world: World) -> None:
    answer = await world.moderate(f"{SUNDAYS} [remind 1 day and 10 minutes]")
    assert "I did not understand [remind 1 day and 10 minutes]. Reminders are written" in answer
    assert await world.series(1) is None


async def test_a_subscription_ends_by_off_as_well(world: World) -> None:
    await world.moderate(SUNDAYS, "!subscribe 1")
    assert "no longer" in await world.moderate("!subscribe 1 off")
    assert "not subscribed" in await world.moderate("!abo 1 aus")


async def test_a_moved_date_keeps_its_length(world: World) -> None:
    answer = await world.moderate(SUNDAYS, "!move 1 to 19:00-21:00")
    assert "stays as long as it was" in answer
    assert "from 19:00 to 21:00" in await world.moderate("!edit 1 19:00-21:00")


async def test_a_time_that_the_clocks_skip_is_said_as_they_will_show_it(world: World) -> None:
    answer = await world.moderate("!meet 28 March 2027 2:30 Clocks")
    assert "Clocks: Sunday, 28 March 2027 at 03:30 (Europe/Berlin)" in answer


async def test_no_relic_is_named_as_the_nearest_zone(world: World) -> None:
    assert "!timezone Europe/Berlin" in await world.moderate("!timezone MEZ")
    assert "!timezone Europe/Berlin" in await world.moderate("!timezone Berln")


async def test_a_new_title_with_a_time_behind_it_is_refused_by_edit(world: World) -> None:
    answer = await world.moderate(SUNDAYS, "!edit 1 Band 12:00")
    assert "I did not understand “Band 12:00”" in answer
    assert "Band 12:00: every Sunday" in await world.moderate('!edit 1 "Band 12:00"')


@pytest.mark.parametrize(
    "title",
    [
        *("next week", "nächste Woche", "Ende Mai", "19", "monatlich", "weekly", "undo", "zurück"),
        *("nicht in den Ferien", "in den Ferien", "in geraden Wochen", "im Sommer"),
    ],
)
async def test_half_a_time_is_no_new_title(world: World, title: str) -> None:
    answer = await world.moderate(SUNDAYS, f"!edit 1 {title}")
    assert f"I did not understand “{title}”" in answer
    assert "Next week together: every Sunday" in await world.moderate("!edit 1 Next week together")


async def test_a_past_time_behind_a_title_is_not_offered_in_front_of_it(world: World) -> None:
    assert "That is past already" in await world.moderate("!meet Choir today 9:00")


@pytest.mark.parametrize("typed", ["!edit 2 to Friday 20:00", "!edit 2 auf Freitag 20 Uhr"])
async def test_a_new_time_may_follow_the_word_with_which_one_moves(
    world: World, typed: str
) -> None:
    await world.moderate(SUNDAYS, "!meet tomorrow 19:30 Board")
    assert "Board: Friday, 27 November 2026 at 20:00" in await world.moderate(typed)


@pytest.mark.parametrize("start", ["von Sonntag", "vom Sonntag", "from Sunday"])
async def test_a_date_is_moved_from_one_day_to_another(world: World, start: str) -> None:
    answer = await world.moderate(SUNDAYS, f"!move 1 {start} auf Montag")
    assert "Choir, Sunday 29 November, 11:00, is moved to Monday 30 November, 11:00" in answer
