"""`!dashboard`: a link in private for moderators, once, for ten minutes."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.domain.chat import ChatKind, ChatRole, PersonId
from bot.usecases.chats.dashboard import digest_of
from bot.usecases.ports.dashboard import LinkState
from tests.unit.commands.conftest import World

ADA = "@ada:example.org"
LINK = re.compile(r"https://anker\.example\.org/manage/enter/([\w-]+)\?lang=(\w+)")


async def asked(world: World, text: str = "!dashboard", **how: object) -> list[tuple[str, str]]:
    """Where something was said, and what."""
    how = {"by": ADA, "role": ChatRole.MODERATOR} | how
    await world.hand_in(world.line(text, **how))
    return [(one.chat.chat, one.outgoing.text) for one in await world.out()]


async def secret(world: World, **how: object) -> str:
    said = await asked(world, **how)
    (found,) = (match for _, text in said if (match := LINK.search(text)))
    return found[1]


async def state(world: World, link: str) -> LinkState:
    async with world.store.begin() as work:
        return await work.dashboards.link(digest_of(link), now=world.clock.now())


@pytest.mark.parametrize(
    "text", ["!dashboard", "!meet verwaltung", "!meet dashboard", "!verwaltung"]
)
async def test_the_link_comes_in_private_and_the_group_learns_only_that(
    world: World, text: str
) -> None:
    (group, told), (private, link) = await asked(world, text)
    assert (group, private) == ("club", ADA)
    assert not LINK.search(told)
    assert LINK.search(link)


async def test_in_a_direct_chat_the_link_is_the_answer(world: World) -> None:
    ((chat, text),) = await asked(world, chat=ADA, kind=ChatKind.DIRECT)
    assert chat == ADA
    assert LINK.search(text)


async def test_the_link_speaks_the_language_of_whoever_gets_it(world: World) -> None:
    await asked(world, "!language de", chat=ADA, kind=ChatKind.DIRECT)
    _, (_, text) = await asked(world)
    found = LINK.search(text)
    assert found
    assert found[2] == "de"


async def test_only_moderators_get_one(world: World) -> None:
    ((_, text),) = await asked(world, role=ChatRole.MEMBER)
    assert "moderator" in text


async def test_without_a_website_one_sentence_says_so(world: World) -> None:
    world.dashboard = None
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    ((_, text),) = await asked(world)
    assert text == "I have no website here. Please manage me in this chat."
    task.cancel()
    await asyncio.wait([task])


async def test_the_link_is_never_written_down(world: World) -> None:
    await world.hand_in(world.line("!dashboard", by=ADA, role=ChatRole.MODERATOR))
    now = world.clock.now()
    async with world.store.begin() as work:
        (_, *rest) = await work.outbox.claim(
            world.line("").chat.account,
            owner="t",
            now=now,
            lease_until=now + timedelta(minutes=1),
            limit=9,
        )
    (kept,) = rest
    assert kept.chat.chat == ADA
    assert "enter" not in repr(kept)
    assert "restarted" in kept.outgoing.text, "what whoever asked reads after a crash"
    assert LINK.search(world.unwritten.whole(kept).outgoing.text)


async def test_a_new_link_ends_the_one_before(world: World) -> None:
    first, second = await secret(world), await secret(world)
    assert await state(world, first) is LinkState.DEAD
    assert await state(world, second) is LinkState.GOOD


async def test_a_link_is_too_old_after_ten_minutes(world: World) -> None:
    link = await secret(world)
    world.clock.time += timedelta(minutes=10)
    assert await state(world, link) is LinkState.DEAD


async def test_off_ends_ones_own_links_and_visits_to_that_chat(world: World) -> None:
    link, other = await secret(world), await secret(world, by="@eve:example.org")
    async with world.store.begin() as work:
        until = world.clock.now() + timedelta(hours=1)
        elsewhere = world.line("", chat="choir").chat
        await work.dashboards.enter(
            digest_of(link), digest_of("visit"), now=world.clock.now(), until=until
        )
        assert not await work.dashboards.revoke(elsewhere, PersonId(ADA))
    ((_, text),) = await asked(world, "!meet dashboard off")
    assert "are ended" in text
    async with world.store.begin() as work:
        assert await work.dashboards.visit(digest_of("visit"), now=world.clock.now()) is None
    assert await state(world, other) is LinkState.GOOD
    ((_, text),) = await asked(world, "!verwaltung aus")
    assert "You have no link" in text


async def test_other_words_are_answered_with_the_usage(world: World) -> None:
    ((_, text),) = await asked(world, "!dashboard soon")
    assert "!dashboard off" in text
