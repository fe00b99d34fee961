"""Times, zones and bounds as people type them around a title; it is Tuesday, 13:00 in Berlin."""

import pytest

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
    assert "but not “" in answer
    assert await world.series(1) is None


async def test_a_room_may_have_weeks_in_its_title(world: World) -> None:
    assert "Team in even weeks: https://" in await world.ask("!meet Team in even weeks")


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
        ("!meet tomorrow 19:30 Anna/Ben", "Anna/Ben: Wednesday, 25 November"),
        ("!meet tomorrow 19:30 TEST", "TEST: Wednesday, 25 November"),
    ],
)
async def test_a_time_may_be_meant_in_another_zone(world: World, typed: str, echo: str) -> None:
    assert echo in await world.moderate(typed)


async def test_now_is_counted_where_a_time_is_meant(world: World) -> None:
    """It is 13:00 in Berlin and 7:00 in New York: today's 9:00 there lies ahead."""
    answer = await world.ask("!meet today 9:00 America/New_York Call")
    assert "Call: Tuesday, 24 November 2026 at 09:00 (America/New_York)" in answer


async def test_an_abbreviation_that_several_zones_share_is_refused(world: World) -> None:
    answer = await world.moderate("!meet every tuesday 8pm EST choir")
    assert "I understood “every tuesday 8pm”, but not “EST choir”" in answer
    assert await world.series(1) is None


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
    ],
)
async def test_what_would_be_less_than_was_said_is_not_planned(world: World, typed: str) -> None:
    await world.moderate(typed)
    assert await world.series(1) is None


@pytest.mark.parametrize("number", ["#1", "Nr. 1", "nr1", "Nummer 1", "number 1", "No. 1"])
async def test_a_number_may_be_called_one(world: World, number: str) -> None:
    await world.moderate(SUNDAYS)
    assert "Choir is called off" in await world.moderate(f"!cancel {number}")


async def test_one_date_is_called_off_by_the_same_word_as_all_of_them(world: World) -> None:
    await world.moderate(SUNDAYS)
    answer = await world.moderate("!absagen 1 am 6.12.")
    assert "Choir is off on Sunday 6 December, 11:00" in answer
    assert "Undo: !skip 1 Sunday, 6 December 2026 undo" in answer
    answer = await world.moderate("!cancel 1 6.12. undo")
    assert "Choir takes place on Sunday 6 December, 11:00 (Europe/Berlin) after all." in answer
    assert "has no date then" in await world.moderate("!cancel 1 7.12.")
    answer = await world.moderate("!cancel 1 please")
    assert "I did not understand “please”. It goes like this: !cancel NUMBER" in answer
    assert "Only who made it" in await world.ask("!cancel 1 6.12.", by="ben")


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
