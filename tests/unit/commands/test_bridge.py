"""Two chats that somebody's bridge makes one; the tests are the bridge, and copy what is said."""

import re

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole
from tests.unit.commands.conftest import ACCOUNT, World

MODERATOR = ChatRole.MODERATOR
SIDE = ChatAddress(ACCOUNT, ChatId("band"))


async def heard(world: World, text: str, *, chat: str, **how: object) -> list[tuple[str, str]]:
    """Where what is said to a line."""
    await world.hand_in(world.line(text, chat=chat, **how))
    return [(one.chat.chat, one.outgoing.text) for one in await world.out()]


async def code(world: World) -> str:
    answer = await world.moderate("!meet bridged")
    (typed,) = re.findall(r"(!bridged with \S+|!verbunden mit \S+)$", answer, re.MULTILINE)
    return typed


@pytest.fixture
async def bridged(world: World) -> World:
    """The band is the side of the club."""
    typed = await code(world)
    ((chat, said),) = await heard(world, typed, chat="band", role=MODERATOR)
    assert chat == "band"
    assert "Undo, for moderators here or there: !bridged off" in said
    return world


async def in_both(world: World, text: str, *, original: str, copy: str) -> list[tuple[str, str]]:
    """Somebody says it, and the bridge's puppet repeats it."""
    said = await heard(world, text, chat=original, role=MODERATOR)
    return [*said, *await heard(world, text, chat=copy, by="puppet")]


async def test_a_line_that_arrives_through_both_is_answered_once_whichever_is_first(
    bridged: World,
) -> None:
    for original, copy in (("club", "band"), ("band", "club")):
        ((chat, said),) = await in_both(bridged, "!who", original=original, copy=copy)
        assert chat == "club"
        assert "who" in said or "!meet" in said


async def test_what_the_bot_says_is_not_answered_when_a_puppet_repeats_it(bridged: World) -> None:
    for line in ("!help who", "!bridged nonsense", "!skip", "!meet hlep"):
        ((chat, said),) = await heard(bridged, line, chat="club", role=MODERATOR)
        assert chat == "club"
        for role in (ChatRole.MEMBER, MODERATOR):
            assert await heard(bridged, said, chat="band", by="puppet", role=role) == []


async def test_the_settings_of_the_main_chat_show_the_bridge(bridged: World) -> None:
    assert "Bridged with 1 other chat (change: !bridged off)" in await bridged.moderate("!settings")
    await bridged.moderate("!bridged off")
    assert "Bridged" not in await bridged.moderate("!settings")


async def test_both_have_one_set_of_dates_and_are_told_of_them_once(bridged: World) -> None:
    line = "!meet every sunday 11:00 Choir in Anker"
    ((chat, _),) = await in_both(bridged, line, original="club", copy="band")
    assert chat == "club"
    ((_, said),) = await in_both(bridged, "!sessions", original="band", copy="club")
    assert "1. Choir" in said
    assert await bridged.series(1, chat="band") is None


async def test_nothing_is_announced_on_the_side(bridged: World) -> None:
    async with bridged.store.begin() as work:
        assert await bridged.herald.settings(work, SIDE) is None


@pytest.mark.parametrize("where", ["club", "band"])
async def test_moderators_of_either_part_them_again(bridged: World, where: str) -> None:
    ((chat, said),) = await heard(bridged, "!meet verbunden aus", chat=where, role=MODERATOR)
    assert chat == where
    assert "on its own again" in said
    assert [chat for chat, _ in await heard(bridged, "!who", chat="band")] == ["band"]
    assert "not bridged" in await bridged.moderate("!bridged off.")


async def test_members_cannot_part_them(bridged: World) -> None:
    assert await heard(bridged, "!bridged off", chat="band") == []
    ((_, said),) = await heard(bridged, "!bridged off", chat="club")
    assert "Only a moderator" in said
    assert await heard(bridged, "!who", chat="band") == []


async def test_the_copy_of_the_code_in_the_main_chat_is_not_answered(world: World) -> None:
    typed = await code(world)
    for role in (ChatRole.MEMBER, MODERATOR):
        assert await heard(world, typed, chat="club", by="puppet", role=role) == []


async def test_a_flood_on_the_side_is_not_answered_either(bridged: World) -> None:
    lines = [bridged.line("!who", chat="band") for _ in range(40)]
    await bridged.hand_in(*lines)
    assert await bridged.out() == []


async def test_where_the_bot_is_removed_from_the_main_chat_the_side_is_heard_again(
    bridged: World,
) -> None:
    await bridged.door.removed(ChatAddress(ACCOUNT, ChatId("club")))
    assert [chat for chat, _ in await heard(bridged, "!who", chat="band")] == ["band"]


@pytest.mark.parametrize(
    ("before", "typed", "sentence"),
    [
        ((), "!bridged with mibon-no", "I do not know the code mibon-no"),
        (("!meet every sunday 11:00 Choir in Anker",), None, "dates of its own"),
        (("!bridged",), "!bridged with", "It goes like this"),
    ],
)
async def test_what_cannot_be_bridged_is_told_and_changes_nothing(
    world: World, before: tuple[str, ...], typed: str | None, sentence: str
) -> None:
    typed = typed or await code(world)
    for line in before:
        await heard(world, line, chat="band", role=MODERATOR)
    ((_, said),) = await heard(world, typed, chat="band", role=MODERATOR)
    assert sentence in said
    assert await heard(world, "!who", chat="band") != []


async def test_chats_of_two_and_chains_are_refused(bridged: World) -> None:
    typed = await code(bridged)
    ((_, said),) = await heard(
        bridged, typed, chat="ada", role=MODERATOR, kind=ChatKind.DIRECT, addressed=True
    )
    assert "several people" in said
    await heard(bridged, "!bridged", chat="third", role=MODERATOR)
    third = f"!bridged with mibon-{bridged.drawn}"
    ((_, said),) = await heard(bridged, third, chat="club", role=MODERATOR)
    assert "end that first" in said
