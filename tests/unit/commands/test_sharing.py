"""One series in several chats: a code is given out in one and typed in another."""

import re
from datetime import timedelta

import pytest

from bot.domain.chat import ChatKind, ChatRole
from tests.unit.commands.conftest import World

EVERY_SUNDAY = "!meet every sunday 11:00 Choir in Ankerplatz"
MODERATOR = ChatRole.MODERATOR


async def share(world: World, line: str = "!share 1") -> str:
    """What a moderator of another chat is to type."""
    answer = await world.moderate(line)
    (typed,) = re.findall(r"(!announce \S+|!ankündigen \S+)$", answer, re.MULTILINE)
    return typed


async def in_band(world: World, *lines: str, by: str = "bea") -> str:
    answers = [await world.ask(line, chat="band", by=by, role=MODERATOR) for line in lines]
    return answers[-1]


async def shared(world: World) -> None:
    """Number 1 of the club is number 2 of the band."""
    await in_band(world, "!meet every monday 19:00 Band")
    await world.moderate(EVERY_SUNDAY)
    await in_band(world, await share(world))


async def test_the_other_chat_lists_the_series_under_a_number_of_its_own(world: World) -> None:
    await shared(world)
    assert "2. Choir" in await in_band(world, "!sessions")
    assert "1. Choir" in await world.ask("!sessions")


async def test_the_answer_in_the_other_chat_shows_the_series_and_how_to_undo_it(
    world: World,
) -> None:
    await world.moderate(EVERY_SUNDAY)
    answer = await in_band(world, await share(world))
    assert "Choir: every Sunday at 11:00" in answer
    assert "https://meet.example.org/Ankerplatz" in answer
    assert "I remind this chat 1 day, 10 minutes before" in answer
    assert "Undo: !announce off 1" in answer
    assert "no longer announced in this chat" in await in_band(world, "!announce off 1")
    assert "Nothing is planned" in await in_band(world, "!sessions")
    assert "Choir: every Sunday at 11:00" in await in_band(world, "!announce 1")
    assert "1. Choir" in await in_band(world, "!sessions")


@pytest.mark.parametrize("line", ["!share 1", "!teilen 1", "!meet share #1"])
async def test_the_code_is_understood_however_it_is_spelt(world: World, line: str) -> None:
    await world.moderate(EVERY_SUNDAY)
    verb, code = (await share(world, line)).split()
    assert verb == "!announce"
    assert "number 1 here" in await in_band(
        world, f"!ankuendigen {code.upper().replace('-', ' ')}.", f"!announce {code}"
    )


async def test_only_moderators_announce_what_comes_from_elsewhere(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    code = await share(world)
    assert "Only a moderator" in await world.ask(code, chat="band")
    assert "Only the person who made it" in await world.ask("!share 1", by="ben")


async def test_a_code_is_good_for_a_day_and_a_new_one_takes_its_place(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    first, second = await share(world), await share(world)
    assert "do not know the code" in await in_band(world, first)
    world.clock.time += timedelta(days=1)
    assert "do not know the code" in await in_band(world, second)


@pytest.mark.parametrize(
    "line",
    ["!skip 2", "!move 2 to 14:00", "!edit 2 12:00", "!cancel 2", "!share 2", "!share off 2"],
)
async def test_the_other_chat_changes_nothing(world: World, line: str) -> None:
    await shared(world)
    before = await world.series(1)
    assert "belongs to another chat" in await in_band(world, line, by="ada")
    assert await world.series(1) == before


async def test_people_of_the_other_chat_subscribe_to_the_same_series(world: World) -> None:
    await shared(world)
    assert "I will write to you in private about Choir" in await world.ask(
        "!subscribe 2 1h", chat="band", by="cid"
    )
    answer = await world.ask(
        "!unsubscribe 1", chat="cid", by="cid", kind=ChatKind.DIRECT, role=MODERATOR
    )
    assert "I no longer write to you about Choir" in answer


async def test_each_chat_decides_for_itself_when_it_is_told(world: World) -> None:
    await shared(world)
    assert "Only the person who made it" in await world.ask(
        "!subscribe 2 2h here", chat="band", by="ada"
    )
    assert "2 hours before" in await in_band(world, "!subscribe 2 2h here")
    series = await world.series(1)
    assert series is not None
    assert series.leads == (timedelta(days=1), timedelta(minutes=10))


async def test_a_direct_chat_does_not_decide_for_the_group(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    await world.ask("!subscribe 1", by="bea")
    answer = await world.ask(
        "!subscribe 1 3h here", chat="bea", by="bea", kind=ChatKind.DIRECT, role=MODERATOR
    )
    assert "I will write to you in private" in answer
    series = await world.series(1)
    assert series is not None
    assert series.leads == (timedelta(days=1), timedelta(minutes=10))


async def test_the_owner_chat_takes_it_back_from_everywhere_and_gives_it_again(
    world: World,
) -> None:
    await shared(world)
    assert "in 1 other chat by now" in await world.moderate("!share 1")
    answer = await world.moderate("!share off 1")
    assert "no longer in 1 other" in answer
    assert "Undo: !share 1 undo" in answer
    assert "Choir" not in await in_band(world, "!sessions")
    assert "does not share it any more" in await in_band(world, "!announce 2")
    assert "1 other chat again" in await world.moderate("!share 1 undo")
    assert "2. Choir" in await in_band(world, "!sessions")
    assert "not taken out" in await world.moderate("!share 1 undo")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!announce", "It goes like this: !announce CODE or !announce off NUMBER"),
        ("!announce off", "It goes like this: !announce CODE"),
        ("!announce mibon-terak", "do not know the code mibon-terak"),
        ("!announce 1", "Number 1 does not come from another chat"),
        ("!announce off 1", "Number 1 does not come from another chat"),
        ("!announce 2", "announced in this chat already: it is number 2"),
        ("!announce 2 tomorrow", "did not understand “tomorrow”"),
        ("!share x", "It goes like this: !share NUMBER [off]"),
        ("!share 1 with everybody", "did not understand “with everybody”"),
        ("!share 9", "There is no number 9"),
    ],
)
async def test_what_makes_no_sense_is_answered_with_what_does(
    world: World, line: str, says: str
) -> None:
    await shared(world)
    assert says in await in_band(world, line)


async def test_a_chat_does_not_announce_its_own(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    assert "number 1 here" in await world.moderate(await share(world))


async def test_what_was_called_off_is_announced_nowhere_until_it_is_on_again(world: World) -> None:
    await world.moderate(EVERY_SUNDAY)
    typed = await share(world)
    await world.moderate("!cancel 1")
    assert "No date of that lies ahead" in await in_band(world, typed)
    await world.moderate("!cancel 1 undo")
    assert "Choir: every Sunday at 11:00" in await in_band(world, typed)
    await in_band(world, "!announce off 1")
    await world.moderate("!cancel 1")
    assert "No date of that lies ahead" in await in_band(world, "!announce 1")
