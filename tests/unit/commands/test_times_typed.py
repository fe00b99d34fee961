"""Times, zones and bounds as people type them around a title; it is Tuesday, 13:00 in Berlin."""

from datetime import UTC, datetime

import pytest

from bot.domain.series import dates
from tests.unit.commands.conftest import World

SUNDAYS = "!meet every sunday 11:00 Choir in Church"


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("!meet every sunday 11:00 Choir, from 6 December", "Next: Sunday 6 December"),
        (
            "!meet every sunday 11:00 Choir 10 times",
            "every Sunday at 11:00 until 31 January 2027",
        ),
        ("!meet sonntags 11 Uhr Chor 10x", "Chor: every Sunday at 11:00 until 31 January 2027"),
        ("!meet every sunday 11:00 Choir for 5 weeks", "Choir: every Sunday at 11:00 until"),
        ("!meet every sunday 11:00 Choir from 18", "Choir from 18: every Sunday at 11:00 ("),
        ("!meet every sunday 11:00 Songs for all", "Songs for all: every Sunday at 11:00 ("),
    ],
)
async def test_what_bounds_a_series_may_stand_behind_its_title(
    world: World, typed: str, echo: str
) -> None:
    assert echo in await world.moderate(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "!meet jeden Dienstag 20 Uhr in geraden Wochen Chor",
        "!meet in ungeraden Wochen dienstags 20 Uhr Chor",
        "!meet every tuesday 8pm in odd weeks choir",
        "!meet every tuesday in even weeks 8pm choir",
    ],
)
async def test_a_rule_that_cannot_be_kept_is_refused(world: World, typed: str) -> None:
    answer = await world.moderate(typed)
    assert "but not “" in answer or "I did not understand “in ungeraden Wochen" in answer
    assert "https://" not in answer
    assert await world.series(1) is None


async def test_a_room_may_have_weeks_in_its_title(world: World) -> None:
    assert "Team in even weeks: https://" in await world.ask("!meet Team in even weeks")


CHORALE = "Chorale: every Tuesday at 20:00 (Europe/{})"


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("!meet tomorrow 19:30 UTC Board", "Board: Wednesday, 25 November 2026 at 19:30 (UTC)"),
        (
            "!meet tomorrow 19:30 (Europe/London) Board in Hall",
            "Board: Wednesday, 25 November 2026 at 19:30 (Europe/London)",
        ),
        (
            "!meet every tuesday 8pm america/new_york choir",
            "choir: every Tuesday at 20:00 (America/New_York)",
        ),
        ("!meet dienstags 20 Uhr MEZ Chor", "Chor: every Tuesday at 20:00 (Europe/Berlin)"),
        (
            "!meet tomorrow 19:30 London time, Board",
            "Board: Wednesday, 25 November 2026 at 19:30 (Europe/London)",
        ),
        ("!meet tomorrow 19:30 Rome time Board", "2026 at 19:30 (Europe/Rome)"),
        ("!meet dienstags 20 Uhr New York Zeit Chor", "20:00 (America/New_York)"),
        (
            "!meet dienstags 20 Uhr New Yorker Zeit Chor",
            "every Tuesday at 20:00 (America/New_York",
        ),
        ("!meet dienstags 20 Uhr Wiener Zeit Chor", "Chor: every Tuesday at 20:00 (Europe/Vienna)"),
        ("!meet dienstags 20 Uhr Münchner Zeit Chor", "Chor: every Tuesday at 20:00 (Europe/Berl"),
        ("!meet dienstags 20 Uhr Zürcher Zeit Chor", "Chor: every Tuesday at 20:00 (Europe/Zurich"),
        ("!meet dienstags 20 Uhr deutscher Zeit Chor", "Chor: every Tuesday at 20:00 (Europe/Ber"),
        ("!meet dienstags 20 Uhr mez Chor", "Chor: every Tuesday at 20:00 (Europe/Berlin)"),
        ("!meet dienstags 20 Uhr Ortszeit Chor", "Chor: every Tuesday at 20:00 (Europe/Berlin)"),
        ("!meet tuesdays 8pm central european time choir", "choir: every Tuesday at 20:00 (Eur"),
        ("!meet tuesdays 8pm (London time) choir", "choir: every Tuesday at 20:00 (Europe/London"),
        ("!meet tuesdays 20:00Z choir", "choir: every Tuesday at 20:00 (UTC)"),
        ("!meet tuesdays 20:00 choir UTC", "choir: every Tuesday at 20:00 (UTC)"),
        ("!meet tuesdays 8pm choir London time", "choir: every Tuesday at 20:00 (Europe/London)"),
        ("!meet dienstags 20 Uhr Chor (MEZ) in Kirche", "Chor: every Tuesday at 20:00 (Europe/Ber"),
        ('!meet tuesdays 20:00 "Choir UTC"', "Choir UTC: every Tuesday at 20:00 (Europe/Berlin)"),
        ("!meet dienstags 20 Uhr ist Chor", "ist Chor: every Tuesday at 20:00 (Europe/Berlin)"),
        (
            "!meet demain 20h heure de New York Chorale",
            "Chorale: Wednesday, 25 November 2026 at 20",
        ),
        ("!meet demain 20h heure de Rome Chorale", "Chorale: Wednesday, 25 November 2026 at 20:00"),
        ("!meet chaque mardi 20h (heure d\u2019Athènes) Chorale", CHORALE.format("Athens")),
        ("!meet chaque mardi 20h Chorale heure de Genève", CHORALE.format("Zurich")),
        ("!meet chaque mardi 20h heure belge Chorale", CHORALE.format("Brussels")),
        ("!meet demain 20h heure de pointe", "heure de pointe: Wednesday"),
        ("!meet tomorrow 19:30 Story time", "Story time: Wednesday, 25 November"),
        ("!meet tomorrow 19:30 Easter time planning", "Easter time planning: Wednesday"),
        ("!meet tomorrow 19:30 CET/CEST Board", "Board: Wednesday, 25 November 2026 at 19:30 (Eur"),
        ("!meet tomorrow 19:30 Anna/Ben", "Anna/Ben: Wednesday, 25 November"),
        ("!meet tomorrow 19:30 TEST", "TEST: Wednesday, 25 November"),
    ],
)
async def test_a_time_may_be_meant_in_another_zone(world: World, typed: str, echo: str) -> None:
    assert echo in await world.moderate(typed)


@pytest.mark.parametrize(
    ("zone", "typed"),
    [
        ("EST", "!meet tomorrow 8pm EST Board"),
        ("est", "!meet tomorrow 8pm est Board"),
        ("EST", "!meet tomorrow 8pm Board EST"),
        ("eastern time", "!meet tomorrow 8pm eastern time Board"),
        ("UTC+2", "!meet tomorrow 20:00 UTC+2 Board"),
        ("BST", "!edit 1 20:00 BST"),
        ("BST", "!move 1 to 20:00 BST"),
        ("EST", "!meet tomorrow 8pm EST/EDT Board"),
        ("ET", "!move 1 to monday 8pm ET"),
        ("ET", "!move 1 to 8pm ET"),
        ("eastern time", "!move 1 to monday 8pm eastern time"),
    ],
)
async def test_a_zone_that_may_be_several_is_asked_for_in_one_sentence(
    world: World, zone: str, typed: str
) -> None:
    await world.moderate(SUNDAYS)
    assert await world.moderate(typed) == (
        f"Which time zone {zone} means is not clear. Nothing was changed."
        " A city is always clear: 20:00 New York time, or 20:00 America/New_York"
    )


async def test_what_others_call_eastern_time_is_clear_in_new_york(world: World) -> None:
    await world.moderate("!timezone New York")
    answer = await world.moderate("!meet tomorrow 8pm eastern time Board")
    assert "Board: Wednesday, 25 November 2026 at 20:00 (America/New_York)" in answer


async def test_a_date_is_moved_to_a_time_in_another_zone(world: World) -> None:
    await world.moderate(SUNDAYS)
    moved = await world.moderate("!move 1 to monday 8pm London time")
    assert "is moved to Monday 30 November, 21:00 (Europe/Berlin)" in moved
    asked = await world.moderate("!move 1 to half past seven UTC")
    assert asked.endswith("!move 1 to Monday, 30 November 2026 at 07:30 UTC")


@pytest.mark.parametrize("name", ["Church.", "Church!", "church?", '"Church".'])
async def test_the_stop_that_ends_a_sentence_belongs_to_no_room(world: World, name: str) -> None:
    room = name.strip('".!?')
    assert f"https://meet.example.org/{room}\n" in await world.ask(f"!meet in {name}")
    assert f"https://meet.example.org/{room}\n" in await world.ask(f"!meet tomorrow 8pm in {name}")
    assert "in Church.:" not in await world.ask(f"!who {name}")


async def test_a_room_in_quotes_or_with_an_abbreviation_keeps_its_stop(world: World) -> None:
    assert "https://meet.example.org/Church.\n" in await world.ask('!meet in "Church."')
    assert "https://meet.example.org/Verein e.V.\n" in await world.ask("!meet in Verein e.V.")


async def test_now_is_counted_where_a_time_is_meant(world: World) -> None:
    """It is 13:00 in Berlin and 7:00 in New York: today's 9:00 there lies ahead."""
    answer = await world.ask("!meet today 9:00 America/New_York Call")
    assert "Call: Tuesday, 24 November 2026 at 09:00 (America/New_York)" in answer


async def test_a_date_is_found_by_the_day_that_is_shown_of_it(world: World) -> None:
    """At 23:00 UTC it is the day after in the chat."""
    await world.moderate("!meet every tuesday 23:00 UTC World")
    answer = await world.moderate("!skip 1 today")
    assert "World is off on Tuesday 24 November, 23:00 (UTC)" in answer
    assert "after all" in await world.moderate("!skip 1 Tuesday, 24 November 2026 undo")
    assert "is off on Tuesday 24 November" in await world.moderate("!skip 1 25.11.")
    assert "has no date then" in await world.moderate("!skip 1 26.11.")


@pytest.mark.parametrize("zone", ["UTC+2", "GMT -5", "(UTC+1)", "ET", "CT", "PT"])
async def test_a_zone_that_holds_elsewhere_or_for_half_a_year_is_no_title(
    world: World, zone: str
) -> None:
    answer = await world.moderate(f"!meet every tuesday 8pm {zone} choir")
    assert f"Which time zone {zone.strip('()')} means is not clear" in answer
    assert await world.series(1) is None


async def test_where_it_holds_a_short_name_of_a_zone_is_understood(world: World) -> None:
    await world.moderate("!timezone America/New_York")
    answer = await world.moderate("!meet every tuesday 8pm ET choir")
    assert "choir: every Tuesday at 20:00 (America/New_York)" in answer
    assert "et al: every Friday" in await world.moderate("!meet every friday 8pm et al")


@pytest.mark.parametrize(
    "typed",
    ["!meet jeden Sonntag 18 Uhr im Dezember", "!meet every sunday in december 6pm Carols"],
)
async def test_a_month_that_a_rule_cannot_have_is_no_title(world: World, typed: str) -> None:
    answer = await world.moderate(typed)
    assert "but not “i" in answer
    assert await world.series(1) is None


async def test_what_is_left_out_may_stand_behind_the_title(world: World) -> None:
    answer = await world.moderate("!meet jeden Sonntag 11 Uhr Chor, nicht am 6.12.")
    assert "Chor: every Sunday at 11:00 except 6 December 2026" in answer
    answer = await world.moderate("!meet every sunday 11:00 Choir but not on 6 December")
    assert "Choir: every Sunday at 11:00 except 6 December 2026" in answer


async def test_a_month_as_an_end_is_asked_about(world: World) -> None:
    answer = await world.moderate(f"{SUNDAYS} until June")
    assert "!meet every Sunday at 11:00 until 30 June 2027 Choir in Church" in answer
    assert "!meet every Sunday at 11:00 until 31 May 2027 Choir in Church" in answer
    await world.moderate(SUNDAYS)
    answer = await world.moderate("!edit 1 until June")
    assert "!edit 1 every Sunday at 11:00 until 30 June 2027" in answer
    assert "!edit 1 every Sunday at 11:00 until 31 May 2027" in answer
    answer = await world.moderate("!edit 1 every Sunday at 11:00 until 31 May 2027")
    assert "Choir: every Sunday at 11:00 until 31 May 2027 (Europe/Berlin)" in answer


async def test_in_the_hour_that_the_clocks_repeat_minutes_go_on(world: World) -> None:
    """At 2:50 of summer time, in twenty minutes it is 2:10 of winter time."""
    world.clock.time = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    answer = await world.ask("!meet in 20 min Tea")
    assert "Tea: Sunday, 25 October 2026 at 01:10 (UTC)" in answer
    kept = await world.series(1)
    assert kept is not None
    assert [date.starts_at for date in dates(kept, after=world.clock.now(), limit=1)] == [
        datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    ]


async def test_of_two_readings_in_another_zone_each_can_be_typed(world: World) -> None:
    answer = await world.ask("!meet tomorrow at 8 Europe/London Board")
    assert "!meet Wednesday, 25 November 2026 at 20:00 Europe/London Board" in answer


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("!edit 1 until 31.12.", "every Sunday at 11:00 until 31 December 2026 (Europe/Berlin)"),
        ("!edit 1 ab 1.1.", "Next: Sunday, 3 January 2027, 11:00"),
        ("!edit 1 5 times", "every Sunday at 11:00 until 27 December 2026 (Europe/Berlin)"),
        ("!edit 1 5x", "every Sunday at 11:00 until 27 December 2026 (Europe/Berlin)"),
    ],
)
async def test_a_series_can_be_bounded_afterwards(world: World, typed: str, echo: str) -> None:
    await world.moderate(SUNDAYS)
    answer = await world.moderate(typed)
    assert answer.startswith("Choir: every Sunday at 11:00")
    assert echo in answer
    undo = next(line for line in answer.splitlines() if line.startswith("Undo: "))
    again = await world.moderate(undo.removeprefix("Undo: "))
    assert "Choir: every Sunday at 11:00 (Europe/Berlin)" in again
    assert "Next: Sunday 29 November, 11:00" in again


async def test_a_bound_that_is_not_understood_is_no_title(world: World) -> None:
    await world.moderate(SUNDAYS)
    assert "I did not understand “until further notice”" in await world.moderate(
        "!edit 1 until further notice"
    )
    await world.ask("!meet tomorrow 19:30 Board")
    assert "I did not understand “until June”" in await world.moderate("!edit 2 until June")


async def test_the_undo_of_an_edit_names_a_zone_that_is_not_the_chats(world: World) -> None:
    await world.moderate(SUNDAYS)
    await world.moderate("!timezone Europe/London")
    answer = await world.moderate("!edit 1 20:00")
    assert "Undo: !edit 1 every Sunday at 11:00 Europe/Berlin" in answer
    answer = await world.moderate("!edit 1 every Sunday at 11:00 Europe/Berlin")
    assert "Choir: every Sunday at 11:00 (Europe/Berlin)" in answer
    assert "Undo: !edit 1 every Sunday at 20:00" in answer


async def test_which_time_of_day_is_meant_is_asked_on_the_day_that_is_meant(world: World) -> None:
    await world.moderate(SUNDAYS)
    answer = await world.moderate("!move 1 to at 8")
    assert answer.splitlines()[1:] == [
        "!move 1 to Sunday, 29 November 2026 at 20:00",
        "!move 1 to Sunday, 29 November 2026 at 08:00",
    ]
    answer = await world.moderate("!edit 1 half past seven")
    assert answer.splitlines()[1:] == [
        "!edit 1 every Sunday at 19:30",
        "!edit 1 every Sunday at 07:30",
    ]
    assert "Choir: every Sunday at 19:30" in await world.moderate("!edit 1 every Sunday at 19:30")
    await world.ask("!meet 24.12. 18:00 Board")
    answer = await world.moderate("!edit 2 at 7")
    assert answer.splitlines()[1:] == [
        "!edit 2 Thursday, 24 December 2026 at 19:00",
        "!edit 2 Thursday, 24 December 2026 at 07:00",
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!verschieben 1 auf morgen um 8", "!move 1 to Wednesday, 25 November 2026 at 20:00"),
        ("!verschieben 1 auf morgen um 9", "is moved to Wednesday 25 November, 09:00"),
        ("!verschieben 1 auf morgen", "is moved to Wednesday 25 November, 11:00"),
        ("!move 1 to this evening at 8", "is moved to Tuesday 24 November, 20:00"),
        ("!move 1 to 8 in the evening", "is moved to Sunday 29 November, 20:00"),
        ("!move 1 to noon", "is moved to Sunday 29 November, 12:00"),
    ],
)
async def test_a_word_for_tomorrow_is_no_morning(world: World, typed: str, says: str) -> None:
    await world.moderate(SUNDAYS)
    assert says in await world.moderate(typed)


async def test_a_sunday_that_may_be_none_is_asked_about_when_something_moves(world: World) -> None:
    await world.ask("!meet 24.12. 18:00 Board")
    answer = await world.moderate("!verschieben 1 auf So um 11 Uhr")
    assert "!move 1 to Sunday, 29 November 2026 at 11:00" in answer
    kept = await world.series(1)
    assert kept is not None
    assert kept.changes == ()


async def test_private_is_the_opposite_of_public_and_no_title(world: World) -> None:
    await world.moderate(f"{SUNDAYS} [public]")
    answer = await world.moderate("!edit 1 private")
    assert "Choir: every Sunday" in answer
    kept = await world.series(1)
    assert kept is not None
    assert not kept.public


async def test_a_time_in_the_midst_of_a_title_is_asked_about(world: World) -> None:
    answer = await world.ask("!meet Choir tomorrow 8pm in Church")
    assert "Is that a date? The time comes first: !meet tomorrow 8pm Choir in Church" in answer
    assert 'For a room of that name: !meet "Choir tomorrow 8pm in Church"' in answer
    assert "https://" not in answer


@pytest.mark.parametrize("typed", ["!meet now", "!meet JETZT", "!meet Jetzt!"])
async def test_now_is_no_topic(world: World, typed: str) -> None:
    assert "Your room: https://" in await world.ask(typed)


async def test_a_topic_may_follow_now(world: World) -> None:
    assert "Board: https://" in await world.ask("!meet now Board")
    assert "Hall: https://" in await world.ask("!meet jetzt in Hall")
    assert "now: https://" in await world.ask('!meet "now"')


async def test_a_command_may_follow_what_somebody_quotes(world: World) -> None:
    assert "Board: https://" in await world.ask("> Who has a link?\n> Anna?\n!meet Board")
    for line in ("> !meet Board", "> !meet Board\nthat was it"):
        await world.hand_in(world.line(line))
        assert await world.out() == []


async def test_a_day_whose_time_stands_behind_the_title_is_asked_about(world: World) -> None:
    answer = await world.ask("!meet friday Choir 8pm in Church")
    assert "Is that a date? The time comes first: !meet friday 8pm Choir in Church" in answer
    answer = await world.moderate("!meet jeden Freitag Chor 20 Uhr")
    assert "The time comes first: !meet jeden Freitag 20 Uhr Chor" in answer
    assert "At what time?" in await world.ask("!meet friday Choir")


async def test_a_date_that_is_another_weekday_is_not_understood(world: World) -> None:
    answer = await world.ask("!meet Montag 24.12. 20:00 Chor")
    assert "I understood “Montag”, but not “24.12. 20:00 Chor”" in answer


@pytest.mark.parametrize(
    "typed",
    [
        "!meet in zwei Wochen am Freitag 20 Uhr Chor",
        "!meet in two weeks on friday 8pm Choir",
        "!meet jeden ersten Freitag in ungeraden Monaten 20 Uhr Chor",
        "!meet 20:00pm Choir",
        "!meet morgen 19 Uhr in zwei Wochen",
        "!meet jeden Sonntag 11 Uhr bis 12 Jahre",
    ],
)
async def test_what_would_be_less_than_was_said_is_not_planned(world: World, typed: str) -> None:
    await world.moderate(typed)
    assert await world.series(1) is None


@pytest.mark.parametrize("number", ["#1", "Nr. 1", "nr1", "Nummer 1", "number 1", "No. 1"])
async def test_a_number_may_be_called_one(world: World, number: str) -> None:
    await world.moderate(SUNDAYS)
    assert "Choir is called off" in await world.moderate(f"!cancel {number}")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!meet bitte morgen 19 Uhr Vorstand", "Vorstand: Wednesday, 25 November 2026 at 19:00 ("),
        ("!meet please tomorrow 19:00, Board, please", "Board: Wednesday, 25 November 2026 at"),
        ("!cancel 1, please!", "Choir is called off"),
        ("!abo 1 10 min bitte", "Choir: 10 minutes before"),
        ("!sessions please", "Choir"),
        ("!language english, please", "I speak English here"),
        ("!meet in Ankerplatz, bitte", "Ankerplatz: https://meet.example.org/Ankerplatz"),
        ("!meet Bitte nicht stören", "Bitte nicht stören: https://"),
        ("!edit 1 at 12, please", "Choir: every Sunday at 12:00"),
    ],
)
async def test_whoever_is_polite_is_understood(world: World, typed: str, says: str) -> None:
    await world.moderate(SUNDAYS)
    assert says in await world.moderate(typed)


@pytest.mark.parametrize("typed", ["!meet last friday 7pm choir", "!meet ersten Freitag um 19 Uhr"])
async def test_a_weekday_that_is_counted_in_no_month_is_not_guessed(
    world: World, typed: str
) -> None:
    answer = await world.moderate(typed)
    assert f"I did not understand “{typed.removeprefix('!meet ')}”" in answer


async def test_one_date_is_called_off_by_the_same_word_as_all_of_them(world: World) -> None:
    await world.moderate(SUNDAYS)
    answer = await world.moderate("!absagen 1 am 6.12.")
    assert "Choir is off on Sunday 6 December, 11:00" in answer
    assert "Undo: !skip 1 Sunday, 6 December 2026 undo" in answer
    answer = await world.moderate("!cancel 1 6.12. undo")
    assert "Choir takes place on Sunday 6 December, 11:00 (Europe/Berlin) after all." in answer
    assert "has no date then" in await world.moderate("!cancel 1 7.12.")
    answer = await world.moderate("!cancel 1 maybe")
    assert "I did not understand “maybe”. It goes like this: !cancel NUMBER" in answer
    assert "Only the person who made it" in await world.ask("!cancel 1 6.12.", by="ben")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!edit 1 sundays 10", "I understood “sundays”, but not “10”."),
        ("!edit 1 in", "but something is missing there."),
        ("!edit 1 closed", "What kind of room it is, is said when it is planned"),
    ],
)
async def test_what_is_hardly_a_title_is_none(world: World, typed: str, says: str) -> None:
    await world.moderate(SUNDAYS)
    assert says in await world.moderate(typed)
    kept = await world.series(1)
    assert kept is not None
    assert kept.title == "Choir"


async def test_one_bound_of_a_series_leaves_the_others(world: World) -> None:
    await world.moderate("!meet every sunday 11:00 Choir until 31.1.2027")
    answer = await world.moderate("!edit 1 except on 13.12.")
    assert "every Sunday at 11:00 until 31 January 2027 except 13 December 2026" in answer
    answer = await world.moderate("!edit 1 außer am 20.12.")
    assert "until 31 January 2027 except 13 December 2026 and 20 December 2026" in answer
    answer = await world.moderate("!edit 1 until 28.2.2027")
    assert "until 28 February 2027 except 13 December 2026 and 20 December 2026" in answer
    answer = await world.moderate("!edit 1 from 6.12.")
    assert "until 28 February 2027 except 13 December 2026 and 20 December 2026" in answer
    assert "Next: Sunday 6 December, 11:00 · Sunday 27 December, 11:00" in answer


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("!timezone London time", "Europe/London"),
        ("!zeitzone Wiener Zeit", "Europe/Vienna"),
        ("!timezone New York time", "America/New_York"),
        ("!zeitzone britische Zeit", "Europe/London"),
        ("!zeitzone Wien, bitte", "Europe/Vienna"),
        ("!fuseau heure de Paris", "Europe/Paris"),
        ("!fuseau l'heure de Lisbonne", "Europe/Lisbon"),
    ],
)
async def test_the_zone_of_a_chat_is_called_as_people_call_it(
    world: World, typed: str, zone: str
) -> None:
    await world.moderate(typed)
    assert zone in await world.moderate("!timezone")


async def test_a_time_of_no_city_is_no_zone_of_a_chat(world: World) -> None:
    assert "I do not know the time zone Story time" in await world.moderate("!timezone Story time")
