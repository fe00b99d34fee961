"""Dates out of another calendar: looked at first, taken over once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.chat import ChatRole, LineId
from tests.unit.commands.conftest import World

DATA = Path(__file__).parents[2] / "data" / "calendars"
ADDRESS = "https://cloud.example.org/verein.ics"


@pytest.fixture
def calendar(world: World) -> str:
    world.calendars[ADDRESS] = (DATA / "google.ics").read_bytes()
    return ADDRESS


async def ask(world: World, text: str) -> str:
    return await world.ask(text, role=ChatRole.MODERATOR)


async def test_what_would_be_taken_over_is_shown_before_anything_is(
    world: World, calendar: str
) -> None:
    answer = await ask(world, f"!import {calendar}")
    assert "Offene Runde" in answer
    assert "Sunday 29 November" in answer
    assert "Heiligabend" in answer
    assert f"!import {calendar} yes" in answer
    assert "Nothing is planned" in await ask(world, "!sessions")


async def test_a_yes_takes_it_over_with_its_moved_date_and_its_room(
    world: World, calendar: str
) -> None:
    assert "1. Offene Runde" in await ask(world, f"!import {calendar} yes")
    sessions = await ask(world, "!sessions")
    assert "Sunday 29 November" in sessions
    async with world.store.begin() as work:
        (series,) = await work.programme.of_chat(world.line("").chat)
        alarm = await work.alarms.get(series.id)
    assert series.room.node.endswith("runde")
    assert alarm is not None
    assert alarm.due_at == datetime(2026, 11, 28, 10, tzinfo=UTC)


async def test_nobody_waits_while_a_large_calendar_is_read(world: World) -> None:
    event = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20270101T190000\r\nEND:VEVENT\r\n"
    events = "".join(event.format(number % 50) for number in range(2000))
    large = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"
    world.calendars[ADDRESS] = large.encode()
    await world.hand_in(
        world.line(f"!import {ADDRESS}", role=ChatRole.MODERATOR),
        world.line("!meet", chat="choir"),
    )
    assert [delivery.chat.chat for delivery in await world.out()] == ["choir", "club"]


async def test_a_second_time_nothing_is_new(world: World, calendar: str) -> None:
    await ask(world, f"!import {calendar} yes")
    assert "nothing in that calendar" in await ask(world, f"!import {calendar} yes")
    await ask(world, "!cancel 1")
    assert "2. Offene Runde" in await ask(world, f"!import {calendar} yes")


async def test_a_file_is_taken_over_as_well_by_replying_to_it_once_more(world: World) -> None:
    world.files[LineId("file")] = (DATA / "google.ics").read_bytes()

    async def reply(text: str) -> str:
        return await world.ask(text, role=ChatRole.MODERATOR, file_in="file")

    answer = await reply("!import")
    assert "Offene Runde" in answer
    assert "reply to the file: !import yes" in answer
    assert "1. Offene Runde" in await reply("!import yes")
    assert "nothing in that calendar" in await reply("!import")


async def test_a_reply_to_what_is_no_file_is_told_so(world: World) -> None:
    answer = await world.ask("!import", role=ChatRole.MODERATOR, file_in="talk")
    assert "no file in the message" in answer


async def test_an_address_counts_more_than_a_file(world: World, calendar: str) -> None:
    answer = await world.ask(f"!import {calendar}", role=ChatRole.MODERATOR, file_in="talk")
    assert "Offene Runde" in answer


async def test_only_a_moderator_may(world: World, calendar: str) -> None:
    assert "moderator" in await world.ask(f"!import {calendar} yes", role=ChatRole.MEMBER)


@pytest.mark.parametrize("words", ["", "yes", "tomorrow", "file:///etc/passwd", "ftp://x/y", "a b"])
async def test_what_is_no_address_is_answered_with_how_it_is_meant(
    world: World, words: str
) -> None:
    assert "!import https://" in await ask(world, f"!import {words}")
