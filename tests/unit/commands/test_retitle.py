"""One date with a title of its own; it is Tuesday, 24 November 2026, 13:00 in Berlin."""

import pytest

from bot.domain.series import Occurrence, dates
from tests.unit.commands.conftest import World
from tests.unit.commands.test_changes import CHRISTMAS, EVERY_SUNDAY, undo_in


async def ahead(world: World) -> tuple[Occurrence, ...]:
    series = await world.series(1)
    assert series is not None
    return dates(series, after=world.clock.now(), limit=4)


async def shown(world: World) -> list[str]:
    """The next dates in short: day, time, what is unusual about them, and what they are called."""
    return [
        f"{date.starts_at:%d.%m. %H:%M}{' off' * date.is_off}{' moved' * date.is_moved}"
        f" {date.title}"
        for date in await ahead(world)
    ]


@pytest.mark.parametrize(
    ("line", "at", "title"),
    [
        ("!retitle 1 Singing by the tree", 0, "Singing by the tree"),
        ("!retitle 1 13.12. Singing", 2, "Singing"),
        ("!umbenennen 1 am 13.12. Singen am Baum", 2, "Singen am Baum"),
        ("!retitle 1 13 December Singing", 2, "Singing"),
        ("!retitle #1 2026-12-13 11:00 Singing", 2, "Singing"),
        ('!retitle 1 "13 December"', 0, "13 December"),
        ('!retitle 1 13.12. "undo"', 2, "undo"),
        ("!retitle 1 10 Minuten Pause", 0, "10 Minuten Pause"),
    ],
)
async def test_one_date_is_called_otherwise_and_keeps_its_time(
    world: World, line: str, at: int, title: str
) -> None:
    await world.moderate(EVERY_SUNDAY)
    before = await shown(world)
    answer = await world.moderate(line)
    assert f"is called {title}." in answer
    expected = [*before]
    expected[at] = expected[at].replace("Ankerplatz", title)
    assert await shown(world) == expected


async def test_the_title_is_said_wherever_the_date_is(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!retitle 1 Singing", "!retitle 1 6.12. Baking")
    assert "1. Singing: Sunday 29 November, 11:00" in await world.ask("!sessions")
    answer = await world.moderate("!skip 1")
    assert "Singing is off on Sunday 29 November, 11:00" in answer
    assert "(off) \N{EN DASH} Singing · Sunday 6 December, 11:00 \N{EN DASH} Baking · Sun" in answer
    assert "Baking, Sunday 6 December, 11:00, is moved to" in await world.moderate(
        "!move 1 to 14:00"
    )


@pytest.mark.parametrize(
    "change",
    [
        "!retitle 1 Baking",
        "!retitle 1 6.12. Baking",
        "!retitle 1 Undo.",
        "!move 1 to Mon 20:00",
        "!move 1 6.12. to 14:00",
        "!skip 1",
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("earlier", ["!retitle 1 Singing", "!move 1 29.11. to 28.11. 9:00"])
async def test_what_comes_after_a_change_of_a_date_is_undone_alone(
    world: World, earlier: str, change: str, language: str
) -> None:
    await world.moderate(f"!language {language}", EVERY_SUNDAY, "!retitle 1 Singing", earlier)
    before = await shown(world)
    await world.moderate(undo_in(await world.moderate(change)))
    assert await shown(world) == before


async def test_a_date_that_is_as_the_rule_has_it_again_is_no_change(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!retitle 1 Singing", "!umbenennen 1 zurück")
    series = await world.series(1)
    assert series is not None
    assert series.changes == ()


async def test_without_a_date_the_next_one_with_a_title_of_its_own_loses_it(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!retitle 1 6.12. Singing", "!retitle 1 13.12. Baking")
    answer = await world.moderate("!retitle 1 undo")
    assert "Sunday 6 December, 11:00 (Europe/Berlin) is called Ankerplatz." in answer
    assert [date.split()[-1] for date in await shown(world)] == [
        *("Ankerplatz", "Ankerplatz", "Baking", "Ankerplatz")
    ]


async def test_where_nothing_has_a_title_of_its_own_nothing_is_taken_back(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    before = await world.series(1)
    assert "Undo" not in await world.moderate("!retitle 1 undo")
    assert await world.series(1) == before


async def test_a_date_that_is_restored_is_called_as_the_series_is(world: World) -> None:
    await world.moderate(EVERY_SUNDAY, "!retitle 1 Singing", "!skip 1", "!skip 1 undo")
    assert (await shown(world))[0] == "29.11. 10:00 Ankerplatz"


async def test_another_time_of_the_series_moves_no_date_that_has_only_a_title(
    world: World,
) -> None:
    await world.moderate(EVERY_SUNDAY, "!retitle 1 Singing", "!edit 1 12:30")
    assert (await shown(world))[0] == "29.11. 11:30 Singing"


async def test_a_single_date_can_be_retitled(world: World) -> None:
    answer = await world.moderate(CHRISTMAS, "!retitle 1 Singing")
    assert await shown(world) == ["24.12. 17:00 Singing"]
    await world.moderate(undo_in(answer))
    assert await shown(world) == ["24.12. 17:00 Ankerplatz"]


async def test_several_readings_of_the_date_are_asked_about(world: World) -> None:
    await world.moderate("!meet every friday 21:00")
    question, *choices = (await world.moderate("!retitle 1 next friday Singing")).splitlines()
    assert "several things" in question
    assert choices[1] == '!retitle 1 Friday, 4 December 2026 "Singing"'
    assert "Friday 4 December, 21:00" in await world.moderate(choices[1])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!retitle 7 Singing", "There is no number 7"),
        ("!retitle 1 24.12. Singing", "has no date then."),
        ("!retitle 1 vom 1.12. bis 20.12. Singing", "more than one date"),
        ("!retitle 1 22.11.2026 Singing", "That is past already"),
        ("!retitle 1 6.12. Singing", "Number 1 is off then already."),
        ("!retitle 1", "It goes like this: !retitle NUMBER [DATE] TITLE"),
        ("!retitle 1 13.12.", "It goes like this: !retitle"),
        ("!retitle Singing", "It goes like this: !retitle"),
        ("!retitle 1 \N{RIGHT-TO-LEFT OVERRIDE}", "It goes like this: !retitle"),
        (f"!retitle 1 {'x' * 101}", "too long"),
    ],
)
async def test_what_cannot_be_retitled_gets_a_sentence_and_stays(
    world: World, line: str, says: str
) -> None:
    await world.moderate(EVERY_SUNDAY, "!skip 1 6.12.")
    before = await world.series(1)
    assert says in await world.moderate(line)
    assert await world.series(1) == before


async def test_only_who_made_it_or_moderates_may_retitle(world: World) -> None:
    await world.ask(CHRISTMAS, by="ben")
    assert "Only the person who made it, or a moderator" in await world.ask(
        "!retitle 1 Singing", by="ada"
    )
    assert "is called Singing" in await world.ask("!retitle 1 Singing", by="ben")
