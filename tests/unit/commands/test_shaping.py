"""Rooms that are closed, private, public or for teaching; who may moderate, lock and end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.conferences.jitsi.links.tokens import TokenSigner
from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Delivery
from bot.domain.shaping import DialIn, OwnedRoom, RoomKind
from bot.errors import TransientError
from bot.usecases.ports.shaping import Obedience
from tests.unit.commands.conftest import ACCOUNT, NOON, World

SIGNED = JitsiLinks(
    TokenSigner(app_id="anker", app_secret="a secret of thirty-two bytes and more"),
    guests_need_token=True,
)
MODERATOR = ChatRole.MODERATOR


class FakeControl:
    """A server that obeys as the test wants; `ended` are the rooms it was told to end."""

    def __init__(self) -> None:
        self.obedience = Obedience.DONE
        self.is_away = False
        self.ended: list[str] = []

    async def end(self, room: ConferenceRoom) -> Obedience:
        if self.is_away:
            raise TransientError("secret words from a library")
        self.ended.append(room.node)
        return self.obedience


class FakeLocks:
    """A server that lets calls be locked; `password` is what it asks for now."""

    def __init__(self) -> None:
        self.obedience = Obedience.DONE
        self.is_away = False
        self.password: str | None = None

    async def lock(self, room: ConferenceRoom, password: str | None) -> Obedience:  # noqa: ARG002 -- the port
        if self.is_away:
            raise TransientError("secret words from a library")
        if self.obedience is Obedience.DONE:
            self.password = password
        return self.obedience


def has_locks(world: World) -> FakeLocks:
    world.locks = locks = FakeLocks()
    world.restart()
    return locks


def has_tokens(world: World) -> None:
    world.links = SIGNED
    world.restart()


def is_reserved(world: World) -> None:
    world.reserves = True
    world.restart()


def is_obeyed(world: World) -> FakeControl:
    world.control = control = FakeControl()
    world.restart()
    return control


@pytest.fixture
async def running(world: World) -> AsyncIterator[Callable[[Callable[[World], object]], object]]:
    """Changes the world; a restart makes a new dispatcher, which has to run."""
    tasks: list[asyncio.Task[None]] = []

    def again(change: Callable[[World], object]) -> object:
        result = change(world)
        tasks.append(asyncio.create_task(world.dispatcher.run()))
        return result

    yield again
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def said(world: World, text: str, **how: object) -> tuple[Delivery, ...]:
    await world.hand_in(world.line(text, **how))
    return tuple(await world.out())


async def owned(world: World, node: str, chat: str = "club") -> OwnedRoom | None:
    async with world.store.begin() as work:
        return await work.owned_rooms.get(ChatAddress(ACCOUNT, ChatId(chat)), node)


class TestKinds:
    async def test_a_closed_room_has_a_name_that_nobody_guesses(self, world: World) -> None:
        text = await world.ask("!meet in Vorstand [closed]")
        assert "https://meet.example.org/vorstand-1" in text
        assert "nobody guesses its name" in text
        room = await owned(world, "vorstand-1")
        assert room
        assert room.kind is RoomKind.CLOSED

    async def test_a_closed_room_promises_a_lobby_only_where_somebody_can_open_it(
        self, world: World, running
    ) -> None:
        running(is_reserved)
        assert "lobby until a moderator" not in await world.ask("!meet [closed]")
        running(has_tokens)
        assert "lobby until a moderator" in await world.ask("!meet [geschlossen]")

    async def test_teaching_mutes_whoever_enters(self, world: World) -> None:
        text = await world.ask("!meet Mathe [Unterricht]")
        assert "/mathe-1#config.startWithAudioMuted=true" in text

    async def test_a_public_room_is_called_as_people_call_it(self, world: World) -> None:
        assert "https://meet.example.org/Offenes Plenum" in await world.ask(
            "!meet Offenes Plenum [public]"
        )

    async def test_a_private_room_of_a_known_name_is_another_one(self, world: World) -> None:
        assert "/ankerplatz-1" in await world.ask("!meet in Ankerplatz [private]")

    async def test_a_room_is_not_public_and_closed_at_once(self, world: World) -> None:
        text = await world.ask("!meet Rat [public] [closed]")
        assert "public and closed" in text
        assert "public and closed" in await world.ask("!meet tomorrow 19:30 Rat [closed] public")

    async def test_the_words_are_a_topic_where_they_stand_without_brackets(
        self, world: World
    ) -> None:
        assert "/unterricht-1" in await world.ask("!meet Unterricht")

    @pytest.mark.parametrize(
        "line",
        ["!meet Rat [intern]", "!meet tomorrow 19:30 Rat [intern] [closed]", "!meet [intern]"],
    )
    async def test_unknown_brackets_at_the_end_are_asked_about_and_change_nothing(
        self, world: World, line: str
    ) -> None:
        answer = await world.ask(line)
        assert "I do not know [intern]. In brackets I know [public]" in answer
        assert '!meet "Board [intern]"' in answer
        assert "no room in this chat yet" in await world.ask("!who")

    async def test_other_brackets_belong_to_the_topic(self, world: World) -> None:
        assert "Rat [2027] plant" in await world.ask("!meet Rat [2027] plant")
        assert "Rat [intern]" in await world.ask('!meet "Rat [intern]"')

    async def test_a_series_is_closed_or_for_teaching_as_a_call_is(self, world: World) -> None:
        await world.moderate("!meet every monday 19:30 Rat in Saal [closed]")
        series = await world.series(1)
        assert series
        assert series.room.name == "saal-1"
        assert not series.public
        text = await world.moderate("!meet every friday 10:00 Mathe [teaching] [public]")
        assert "muted at first" in text
        assert "It is public" in text

    async def test_another_chats_card_says_that_a_room_is_closed_but_not_who_is_muted(
        self, world: World
    ) -> None:
        await world.moderate("!meet every monday 19:30 Rat in Saal [closed]")
        await world.ask("!meet in Mathe [teaching]")
        for name in ("saal-1", "Mathe"):
            await world.ask(f"!meet in {name}", chat="elsewhere")
            world.server.there[name.lower()] = Attendance(
                liveness=Liveness.LIVE, seen_at=world.clock.now(), source="x", count=1
            )
        await world.lookout.settle()
        edits = {one.outgoing.text for one in await world.out() if one.chat.chat == "elsewhere"}
        assert any("Mathe" in text and "muted" not in text for text in edits)
        assert any("saal-1" in text and "It is closed" in text for text in edits)

    async def test_the_card_says_of_what_kind_the_room_is_as_long_as_one_may_come(
        self, world: World
    ) -> None:
        await said(world, "!meet Mathe [Unterricht]")
        seen = Attendance(
            liveness=Liveness.LIVE, seen_at=world.clock.now(), source="x", count=1, occupants=()
        )
        world.server.there["mathe-1"] = seen
        await world.lookout.settle()
        (edit,) = await world.out()
        assert "muted at first" in edit.outgoing.text
        assert "1 person is there" in edit.outgoing.text
        for minutes in (2, 4):
            world.clock.time = NOON + timedelta(minutes=minutes)
            world.server.there["mathe-1"] = replace(
                seen, liveness=Liveness.EMPTY, count=0, seen_at=world.clock.now()
            )
            await world.lookout.settle()
        over = (await world.out())[-1]
        assert "Over" in over.outgoing.text
        assert "muted" not in over.outgoing.text

    async def test_the_kind_is_chosen_when_a_series_is_made(self, world: World) -> None:
        await world.moderate("!meet every monday 19:30 Rat")
        assert "when it is planned" in await world.moderate("!edit 1 [closed]")


class TestModerating:
    async def test_the_link_goes_to_one_person_and_the_chat_sees_one_line(
        self, world: World, running
    ) -> None:
        running(has_tokens)
        await said(world, "!meet Rat")
        answer, whisper = await said(world, "!moderate")
        assert answer.outgoing.text == "I sent you the moderator's link for Rat in private."
        assert "jwt" not in repr(answer)
        assert whisper.chat.chat == "ada"
        assert "?jwt=" in whisper.outgoing.text

    async def test_a_closed_room_brings_its_maker_the_link_at_once(
        self, world: World, running
    ) -> None:
        running(has_tokens)
        answer, whisper = await said(world, "!meet Rat [closed]")
        assert answer.outgoing.text.count("?jwt=") == 1
        token = answer.outgoing.text.partition("?jwt=")[2].split()[0]
        assert token not in whisper.outgoing.text
        assert whisper.chat.chat == "ada"

    async def test_without_a_token_server_it_says_what_it_would_need(self, world: World) -> None:
        await world.ask("!meet")
        assert "jitsi.app_id" in await world.ask("!moderate")

    async def test_neither_its_maker_nor_a_moderator_gets_nothing(
        self, world: World, running
    ) -> None:
        running(has_tokens)
        await said(world, "!meet Rat", by="ada")
        (refusal,) = await said(world, "!moderate", by="ben")
        assert "Only the person who made Rat" in refusal.outgoing.text
        assert len(await said(world, "!moderate", by="ben", role=MODERATOR)) == 2

    @pytest.mark.parametrize("kind", ChatKind)
    async def test_knowing_a_name_gives_no_power_over_another_chats_room(
        self, world: World, running, kind: ChatKind
    ) -> None:
        running(has_tokens)
        await said(world, "!meet in Vorstand", chat="board")
        how = {"chat": "elsewhere", "by": "eve", "role": MODERATOR, "kind": kind}
        await said(world, "!meet in Vorstand", **how)
        (refusal,) = await said(world, "!moderate Vorstand", **how)
        assert "another chat" in refusal.outgoing.text

    async def test_a_series_makes_its_chat_the_owner_whoever_used_the_name_first(
        self, world: World, running
    ) -> None:
        running(has_tokens)
        await said(world, "!meet in Vorstand", chat="squatter")
        plan = "!meet every monday 19:30 Rat in Vorstand"
        await said(world, plan, chat="board", role=MODERATOR)
        assert len(await said(world, "!moderate 1", chat="board", role=MODERATOR)) == 2
        assert len(await said(world, "!moderate Vorstand", chat="squatter", role=MODERATOR)) == 1

    async def test_the_link_of_a_series_is_for_its_next_date(self, world: World, running) -> None:
        running(has_tokens)
        await said(world, "!meet every monday 19:30 Rat", role=MODERATOR)
        _, whisper = await said(world, "!moderate 1")
        assert "an hour before Monday 30 November, 19:30" in whisper.outgoing.text

    async def test_in_a_direct_chat_the_answer_is_the_link(self, world: World, running) -> None:
        running(has_tokens)
        how = {"chat": "ada", "kind": ChatKind.DIRECT, "addressed": True}
        await said(world, "meet", **how)
        (answer,) = await said(world, "moderate", **how)
        assert "?jwt=" in answer.outgoing.text

    async def test_no_log_and_no_trace_has_the_link(
        self, world: World, running, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        running(has_tokens)
        _answer, whisper = await said(world, "!meet Rat [closed]")
        token = whisper.outgoing.text.partition("?jwt=")[2].split()[0]
        assert len(token) > 100
        assert token not in caplog.text
        assert all(token not in str(record.__dict__) for record in caplog.records)


class TestTokensInGroups:
    async def test_a_guests_link_is_posted_where_the_server_needs_it(
        self, world: World, running
    ) -> None:
        running(has_tokens)
        (card,) = await said(world, "!meet")
        assert "?jwt=" in card.outgoing.text
        assert card.outgoing.link
        assert card.outgoing.link in card.outgoing.text

    async def test_the_room_itself_is_kept_without_a_token(self, world: World, running) -> None:
        running(has_tokens)
        await said(world, "!meet in Anker")
        async with world.store.begin() as work:
            (room,) = await work.rooms.recent(ChatAddress(ACCOUNT, ChatId("club")))
        assert "jwt" not in room.link


class TestEnding:
    async def test_it_asks_before_it_cuts_people_off(self, world: World, running) -> None:
        control = running(is_obeyed)
        await said(world, "!meet Rat")
        assert '!end "Rat" yes' in await world.ask("!end")
        assert control.ended == []
        assert "is over" in await world.ask('!end "Rat" yes')
        assert control.ended == ["rat-1"]

    async def test_who_did_not_make_the_room_cannot_end_its_call(
        self, world: World, running
    ) -> None:
        control = running(is_obeyed)
        await said(world, "!meet Rat")
        assert "Only the person who made" in await world.ask("!end yes", by="ben")
        assert control.ended == []

    async def test_without_a_key_it_says_what_it_would_need(self, world: World) -> None:
        await world.ask("!meet")
        assert "jitsi.moderation_key" in await world.ask("!end")

    @pytest.mark.parametrize(
        ("obedience", "words"),
        [(Obedience.NOTHING_RUNS, "There is no call"), (Obedience.REFUSED, "did not let me")],
    )
    async def test_what_the_server_did_not_do_is_said(
        self, world: World, running, obedience: Obedience, words: str
    ) -> None:
        control = running(is_obeyed)
        control.obedience = obedience
        await said(world, "!meet")
        assert words in await world.ask("!end yes")

    async def test_a_server_that_is_away_is_not_asked_again_and_again(
        self, world: World, running
    ) -> None:
        running(is_obeyed).is_away = True
        await said(world, "!meet")
        assert "does not answer" in await world.ask("!end yes")


class TestLocking:
    async def test_where_somebody_can_open_it_there_is_a_lobby(self, world: World, running) -> None:
        running(is_reserved)
        running(has_tokens)
        await said(world, "!meet Rat")
        assert "until a moderator lets them in" in await world.ask("!lock")
        room = await owned(world, "rat-1")
        assert room
        assert room.lobby

    async def test_elsewhere_there_is_a_password(self, world: World, running) -> None:
        running(is_reserved)
        await said(world, "!meet Rat")
        text = await world.ask("!sperren")
        room = await owned(world, "rat-1")
        assert room
        assert room.password
        assert room.password in text

    @pytest.mark.parametrize("words", ["!unlock", "!lock off", "!entsperren", "!sperren aus"])
    async def test_a_lock_of_the_next_call_is_undone(
        self, world: World, running, words: str
    ) -> None:
        running(is_reserved)
        await said(world, "!meet Rat")
        await said(world, "!lock")
        assert "open to whoever has the link" in await world.ask(words)
        room = await owned(world, "rat-1")
        assert room
        assert not room.lobby
        assert room.password is None

    async def test_without_reservations_it_says_what_it_would_need(self, world: World) -> None:
        await world.ask("!meet")
        assert "jitsi.reservations" in await world.ask("!lock")

    async def test_a_call_that_runs_asks_whoever_comes_and_is_opened_again(
        self, world: World, running
    ) -> None:
        locks = running(has_locks)
        await said(world, "!meet Rat")
        text = await world.ask("!lock")
        assert locks.password
        assert f"asked for a password: {locks.password}" in text
        assert "next call" not in text
        assert "is open to whoever has the link" in await world.ask("!unlock")
        assert locks.password is None

    async def test_the_next_call_has_the_same_password_or_a_lobby(
        self, world: World, running
    ) -> None:
        locks = running(has_locks)
        running(is_reserved)
        await said(world, "!meet Rat")
        assert "asks for it as well" in await world.ask("!lock")
        room = await owned(world, "rat-1")
        assert room
        assert room.password == locks.password
        running(has_tokens)
        assert "until a moderator lets them in" in await world.ask("!lock")
        room = await owned(world, "rat-1")
        assert room
        assert (room.password, room.lobby) == (None, True)

    async def test_who_did_not_make_the_room_cannot_lock_it(self, world: World, running) -> None:
        locks = running(has_locks)
        await said(world, "!meet Rat")
        assert "Only the person who made" in await world.ask("!lock", by="ben")
        assert "Only the person who made" in await world.ask("!unlock", by="ben")
        assert locks.password is None

    @pytest.mark.parametrize(
        ("obedience", "words"),
        [
            (Obedience.NOTHING_RUNS, "no call in Rat that I could lock"),
            (Obedience.REFUSED, "did not let me lock"),
            (None, "does not answer"),
        ],
    )
    async def test_what_the_server_did_not_do_is_said_or_done_next_time(
        self, world: World, running, obedience: Obedience | None, words: str
    ) -> None:
        locks = running(has_locks)
        locks.obedience, locks.is_away = obedience, obedience is None
        await said(world, "!meet Rat")
        assert words in await world.ask("!lock")
        running(is_reserved)
        text = await world.ask("!lock")
        assert "The next call in Rat asks for a password" in text
        assert "stays as it is" in text


class TestPictures:
    async def test_the_link_comes_as_a_picture_with_itself_as_text(self, world: World) -> None:
        await said(world, "!meet in Anker")
        (answer,) = await said(world, "!qr")
        assert answer.outgoing.picture
        assert answer.outgoing.picture.data.startswith(b"\x89PNG")
        assert "https://meet.example.org/Anker" in answer.outgoing.text

    async def test_other_answers_have_none(self, world: World) -> None:
        (answer,) = await said(world, "!meet")
        assert answer.outgoing.picture is None

    async def test_without_a_room_there_is_nothing_to_draw(self, world: World) -> None:
        assert "no room in this chat yet" in await world.ask("!qr")


class TestGuests:
    async def test_guests_read_in_plain_words_what_they_need(self, world: World) -> None:
        await said(world, "!meet in Anker")
        text = await world.ask("!invite")
        assert "https://meet.example.org/Anker" in text
        assert "no app, no account" in text
        assert "telephone" not in text

    async def test_where_one_can_dial_in_the_number_stands_there_too(self, world: World) -> None:
        world.server.phone = DialIn(numbers=("+49 30 1234", "+43 1 99"), pin="4711")
        assert "+49 30 1234, +43 1 99, PIN 4711#" in await world.ask("!einladung Anker")


async def test_using_a_room_again_keeps_whose_it_is(world: World) -> None:
    await world.ask("!meet in Anker", by="ada")
    before = await owned(world, "anker")
    world.clock.time += timedelta(hours=1)
    await world.ask("!meet in Anker", by="ben")
    after = await owned(world, "anker")
    assert before
    assert after
    assert after == replace(before, used_at=world.clock.time, opened_at=world.clock.time)
