"""`!ics`: the programme in one's own calendar."""

import asyncio
import re

from bot.domain.chat import ChatKind
from tests.unit.commands.conftest import World

RULE = "!meet every sunday 11:00 Choir"


async def test_a_chat_is_told_the_calendars_of_what_is_public(world: World) -> None:
    await world.moderate(RULE + " [public]", "!meet every monday 9:00 Board", RULE + " [public]")
    answer = await world.ask("!ics")
    assert "1. Choir: https://anker.example.org/s/choir.ics" in answer
    assert "3. Choir: https://anker.example.org/s/choir-2.ics" in answer
    assert "Board" not in answer
    assert await world.ask("!kalender") == answer


async def test_without_anything_public_it_is_told_how_to_make_it_so(world: World) -> None:
    await world.moderate(RULE)
    answer = await world.ask("!ics")
    assert "!edit NUMBER [public]" in answer
    assert "https://" not in answer
    assert "It is public." in await world.moderate("!edit 1 [public]")
    assert "/s/choir.ics" in await world.ask("!ics")


async def direct(world: World, text: str, by: str = "ada") -> str:
    return await world.ask(text, chat=f"dm-{by}", kind=ChatKind.DIRECT, by=by, addressed=True)


def address_in(answer: str) -> str:
    found = re.search(r"https://anker\.example\.org/c/[\w-]+\.ics", answer)
    assert found
    return found[0]


async def test_a_person_has_one_address_of_their_own_until_they_close_it(world: World) -> None:
    await world.moderate(RULE)
    assert "empty until you subscribe" in await direct(world, "ics")
    await world.ask("!subscribe 1 10m")
    answer = await direct(world, "ics")
    assert "It has 1 series" in answer
    first = address_in(answer)
    assert address_in(await direct(world, "ics", by="ben")) != first

    assert "leads nowhere" in await direct(world, "ics off")
    assert "no calendar of your own" in await direct(world, "ics aus")
    assert address_in(await direct(world, "ics")) != first


async def test_who_is_forgotten_has_no_calendar_any_more(world: World) -> None:
    token = address_in(await direct(world, "ics")).rpartition("/")[2].removesuffix(".ics")
    await direct(world, "forget me yes")
    async with world.store.begin() as work:
        assert await work.private_feeds.owner(token) is None


async def test_nobody_closes_anything_in_a_group_chat(world: World) -> None:
    first = address_in(await direct(world, "ics"))
    await world.ask("!ics off")
    assert address_in(await direct(world, "ics")) == first


async def test_without_a_website_there_is_no_calendar(world: World) -> None:
    world.feeds = None
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    assert "no website" in await world.ask("!ics")
    task.cancel()
    await asyncio.wait([task])
