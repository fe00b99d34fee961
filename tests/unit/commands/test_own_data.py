"""What is kept of a person is told to them alone, and goes when they say so, from every table."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Reaction
from bot.storage.opening import open_store
from bot.usecases.ports.dashboard import Digest, Pass
from tests.unit.commands.conftest import ACCOUNT, World

ADA = "@ada:example.org"
DIRECT = {"chat": "!ada", "kind": ChatKind.DIRECT, "addressed": True, "role": ChatRole.MODERATOR}
ALONE = "club@muc.example.org/ada"
"""The direct chat with Ada, as it may be called: she writes from a group chat that hides her."""
PLANNED_ALONE = (
    *("!meet", "!meet every sunday 11:00 Choir in Anker", "!meet tomorrow 19:30 Board"),
    *("!subscribe 1", "!rsvp 1", "!edit 1 host me", "!agenda 1 Budget", "!stats 1 on"),
    *("!watch Anker", "!notify Anker 2", "!ics", "!dashboard", "!share 1", "!language de"),
)
IDS_OF_WHAT_WAS_SAID = {"inbox", "outbox"}
"""Without the words; also of the answer that all is erased."""


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[World]:
    """A world whose database is a file."""
    world = World()
    world.store = open_store(f"sqlite:///{tmp_path}/kept.db")
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    yield world
    task.cancel()
    await asyncio.wait([task])
    await world.store.close()


def traces(folder: Path, person: str) -> dict[str, int]:
    """In how many rows of which table somebody's id stands."""
    with sqlite3.connect(folder / "kept.db") as database:
        listed = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        tables = [name for (name,) in listed.fetchall()]
        found = {
            table: sum(person in repr(row) for row in database.execute(f"SELECT * FROM {table}"))
            for table in tables
        }
    return {table: count for table, count in found.items() if count}


async def live_fully(world: World, who: str) -> None:
    """Do everything that leaves something behind."""
    as_who = {"by": who, "role": ChatRole.MODERATOR}
    await world.ask("!meet every sunday 11:00 Choir in Anker", **as_who)
    series = await world.series(1)
    announced = await announcement(world, "!meet tomorrow 19:30 Board", who)
    for line in ("!subscribe 1", "!rsvp 1", "!rsvp no 2", "!edit 1 host me", "!agenda 1 Budget"):
        await world.ask(line, **as_who)
    await react(world, "🔔", announced, who)
    await react(world, "👍", announced, who)
    seen = world.clock.now()
    world.server.there["anker"] = Attendance(
        liveness=Liveness.EMPTY, seen_at=seen, source="xmpp-disco", count=0
    )
    await world.ask("!notify Anker 2", **as_who)
    target = ChatAddress(ACCOUNT, ChatId(who))
    async with world.store.begin() as work:
        await work.private_feeds.open(target, f"token of {who[1:4]}")
        given = Pass(
            chat=target, kind=ChatKind.DIRECT, person=PersonId(who), until=seen + timedelta(hours=1)
        )
        await work.dashboards.offer(Digest(f"digest of {who}"), given)
        if series:
            await work.unreachable.add(series.id, target)


async def announcement(world: World, text: str, who: str) -> LineId:
    await world.hand_in(world.line(text, by=who, role=ChatRole.MODERATOR))
    return LineId(f"posted:{(await world.out())[0].key}")


async def react(world: World, emoji: str, to: LineId, who: str) -> None:
    line = world.line("", by=who)
    await world.hand_in(replace(line, reaction=Reaction(to=to, emoji=(emoji,))))
    await world.out()


async def test_that_they_chose_how_they_are_written_to_is_told(world: World) -> None:
    assert "nothing about you" in await world.ask("!data", **DIRECT, by=ADA)
    await world.ask("!timezone Tokyo", **DIRECT, by=ADA)
    text = await world.ask("!data", **DIRECT, by=ADA)
    assert "You chose how I write to you alone; in our direct chat you see it by !settings" in text
    assert "Asia/Tokyo" in await world.ask("!settings", **DIRECT, by=ADA)
    await world.ask("!forget me yes", **DIRECT, by=ADA)
    assert "nothing about you" in await world.ask("!data", **DIRECT, by=ADA)


class TestForgetting:
    async def test_no_table_knows_them_any_more(self, kept: World, tmp_path: Path) -> None:
        await live_fully(kept, ADA)
        await kept.ask("!language en", **DIRECT, by=ADA)
        before = traces(tmp_path, ADA)
        assert set(before) >= {
            *("chat", "subscription", "rsvp", "reaction", "series", "outbox"),
            *("wish", "private_feed", "dashboard_pass", "unreachable", "owned_room"),
        }
        assert "All of it is erased" in await kept.ask("!forget me yes", by=ADA)
        assert traces(tmp_path, ADA) == {}

    async def test_others_and_what_they_need_stay(self, kept: World, tmp_path: Path) -> None:
        await live_fully(kept, ADA)
        for line in ("!subscribe 1 2h", "!rsvp 1"):
            await kept.ask(line, by="@eve:example.org")
        eves = traces(tmp_path, "@eve:example.org")
        due_at = await kept.due_at(1)
        await kept.ask("!vergiss mich ja", by=ADA)
        assert traces(tmp_path, "@eve:example.org") == eves
        series = await kept.series(1)
        assert series
        assert (series.title, series.creator, series.host) == ("Choir", None, None)
        assert "1 point" in await kept.ask("!sessions")
        assert await kept.due_at(1) == due_at

    async def test_what_is_told_follows_from_who_is_left(self, world: World) -> None:
        await world.moderate("!meet every sunday 11:00 Choir in Anker")
        before = await world.due_at(1)
        await world.ask("!subscribe 1 3 days", by="eve")
        assert await world.due_at(1) != before
        await world.ask("!forget me yes", by="eve")
        assert await world.due_at(1) == before

    async def test_it_is_asked_about_first(self, world: World) -> None:
        await world.moderate("!meet every sunday 11:00 Choir in Anker")
        await world.ask("!rsvp 1")
        text = await world.ask("!forget me")
        assert "cannot be undone" in text
        assert "type: !forget me yes" in text
        assert "Coming: 1" in await world.ask("!sessions")

    async def test_a_series_whose_maker_is_forgotten_is_changed_by_moderators_only(
        self, world: World
    ) -> None:
        await world.ask("!meet tomorrow 19:30 Board")
        await world.ask("!forget me yes")
        assert "moderator" in await world.ask("!cancel 1")
        assert "called off" in await world.moderate("!cancel 1")

    @pytest.mark.parametrize("chat", [ADA, ALONE, "!dm:example.org"])
    async def test_what_was_planned_with_the_bot_alone_goes_with_its_chat(
        self, kept: World, tmp_path: Path, chat: str
    ) -> None:
        """Whatever the direct chat is called: by the person, or with a name of its own."""
        for line in PLANNED_ALONE:
            await kept.ask(line, **{**DIRECT, "chat": chat, "by": ADA})
        assert {"series", "subscription", "chat", "card"} <= set(traces(tmp_path, chat))
        await kept.ask("!forget me yes", **{**DIRECT, "chat": chat, "by": ADA})
        assert set(traces(tmp_path, chat)) <= IDS_OF_WHAT_WAS_SAID
        assert set(traces(tmp_path, ADA)) <= IDS_OF_WHAT_WAS_SAID

    async def test_said_in_the_group_it_is_true_of_private_messages_there_too(
        self, kept: World, tmp_path: Path
    ) -> None:
        group, _, occupant = ALONE.partition("/")
        hidden = f"{occupant}@{group}"
        for line in PLANNED_ALONE:
            await kept.ask(line, **{**DIRECT, "chat": ALONE, "by": hidden})
        await kept.hand_in(kept.line("!forget me yes", chat=group, by=hidden))
        await kept.out()
        assert set(traces(tmp_path, ALONE)) <= IDS_OF_WHAT_WAS_SAID

    async def test_what_another_chat_announces_is_that_chats_own_then(
        self, kept: World, tmp_path: Path
    ) -> None:
        here = {**DIRECT, "chat": ADA, "by": ADA}
        await kept.ask("!meet every sunday 11:00 Choir in Anker", **here)
        offered = await kept.ask("!share 1", **here)
        code = re.search(r"mibon-\d+", offered)
        assert code
        await kept.moderate(f"!announce {code[0]}")
        await kept.ask("!forget me yes", **here)
        assert set(traces(tmp_path, ADA)) <= IDS_OF_WHAT_WAS_SAID
        assert "called off" in await kept.moderate("!cancel 1")

    async def test_a_chat_that_the_bot_has_left_gets_it_only_where_there_is_no_other(
        self, world: World
    ) -> None:
        here = {**DIRECT, "chat": ADA, "by": ADA}
        await world.ask("!meet every sunday 11:00 Choir in Anker", **here)
        code = re.search(r"mibon-\d+", await world.ask("!share 1", **here))
        assert code
        left = {"chat": "band", "role": ChatRole.MODERATOR}
        await world.ask("!language en", **left)
        await world.ask(f"!announce {code[0]}", **left)
        await world.moderate(f"!announce {code[0]}")
        await world.door.removed(ChatAddress(ACCOUNT, ChatId("band")))
        await world.ask("!forget me yes", **here)
        assert "called off" in await world.moderate("!cancel 1")


class TestShowing:
    async def test_it_is_said_in_private_and_the_group_reads_only_that(self, world: World) -> None:
        await lead_choir(world)
        await world.hand_in(world.line("!data"))
        answer, private = await world.out()
        assert answer.chat.chat == "club"
        assert answer.outgoing.text == "I have written it to you in private."
        assert private.chat.chat == "ada"
        for said in (
            "You are told about Choir (number 1): 1 day, 10 minutes before.",
            "You are coming to Choir: Sunday 29 November, 11:00.",
            "You made Choir (number 1).",
            "You are the host of Choir (number 1), as ada.",
            "!forget me",
        ):
            assert said in private.outgoing.text

    async def test_in_the_direct_chat_it_is_said_there(self, world: World) -> None:
        await lead_choir(world)
        assert "You made Choir" in await world.ask("daten", **DIRECT)

    async def test_of_whom_nothing_is_kept_is_told_so(self, world: World) -> None:
        assert await world.ask("data", by="eve", **DIRECT) == "I keep nothing about you."

    async def test_who_is_hidden_in_a_group_is_told_how_to_ask(self, world: World) -> None:
        hidden = Person(PersonId("occupant@club.muc.x/ada"), "ada")
        muc = ChatAddress(AccountId("xmpp:bot@x"), ChatId("club@muc.x"))
        line = replace(world.line("!data"), chat=muc, sender=hidden)
        await world.hand_in(line)
        async with world.store.begin() as work:
            now = world.clock.now()
            (said,) = await work.outbox.claim(
                muc.account, owner="t", now=now, lease_until=now, limit=9
            )
        assert "in a private message of this chat" in said.outgoing.text


async def lead_choir(world: World) -> None:
    """Make, lead and attend a series."""
    await world.moderate("!meet every sunday 11:00 Choir in Anker")
    for line in ("!subscribe 1", "!rsvp 1", "!edit 1 host me"):
        await world.ask(line)


@pytest.mark.parametrize("line", ["!privacy", "!datenschutz", "!meet privacy"])
async def test_what_is_kept_is_told_with_how_long(world: World, line: str) -> None:
    text = await world.ask(line)
    assert "by id, never by name" in text
    assert "erased after 30 days" in text
    assert "!data" in text
    assert "!forget me" in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!forget me soon", "I did not understand “soon”"),
        ("!vergiss mich bald", "It goes like this: !forget me"),
        ("!data all", "It goes like this: !data"),
        ("!privacy now", "It goes like this: !privacy"),
    ],
)
async def test_what_is_mistyped_gets_the_usage(world: World, line: str, says: str) -> None:
    assert says in await world.ask(line)


async def test_what_is_not_named_is_counted_by_what_it_is(kept: World) -> None:
    await live_fully(kept, ADA)
    await kept.ask("!data", by=ADA)
    told = await kept.ask("!data", **DIRECT, by=ADA)
    assert "You wait for 1 call." in told
    assert "A calendar of your own has an address." in told
    assert "1 link or visit lets you into a dashboard." in told
    assert "You opened 2 rooms." in told
