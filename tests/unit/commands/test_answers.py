"""From a line that someone wrote to the answer in the outbox."""

import asyncio
import errno
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.parts.phrases import MAX_TITLE
from bot.domain.attendance import Attendance, Liveness, Occupant, Sight
from bot.domain.chat import ChatAddress, ChatKind, ChatRole, LineId
from bot.domain.conference import ConferenceRoom
from bot.domain.line import Incoming
from bot.domain.recurrence import is_zone
from bot.domain.settings import Presence
from bot.domain.when.english import ZONE_ABBREVIATIONS
from bot.domain.when.zone_names import place_of
from bot.rendering.renderer import TemplateRenderer
from bot.usecases.ports.store import ANSWERED_UNTIL
from bot.usecases.speaking.speech import Spoken
from tests.unit.commands.conftest import ACCOUNT, World


def live(world: World, node: str, *names: str) -> None:
    world.server.there[node] = Attendance(
        liveness=Liveness.LIVE if names else Liveness.EMPTY,
        seen_at=world.clock.now(),
        source="xmpp-disco",
        count=len(names),
        occupants=tuple(map(Occupant, names)),
    )


async def test_meet_opens_a_room_with_the_topic_in_its_name_and_posts_the_link(
    world: World,
) -> None:
    answer = await world.ask("!meet Vorstand")
    assert "Vorstand: https://meet.example.org/vorstand-1" in answer


async def test_meet_in_opens_the_fixed_room_of_that_name(world: World) -> None:
    assert "https://meet.example.org/Ankerplatz" in await world.ask("!meet in Ankerplatz")
    assert world.drawn == 0


async def test_an_answer_goes_to_the_line_and_the_thread_it_was_asked_in(world: World) -> None:
    line = world.line("!meet", thread="root")
    await world.hand_in(line)
    (answer,) = await world.out()
    assert (answer.chat, answer.outgoing.answers, answer.outgoing.thread) == (
        line.chat,
        line.line,
        "root",
    )
    assert answer.outgoing.link == "https://meet.example.org/room-1"
    assert world.poked == [ACCOUNT]


async def test_of_several_commands_in_one_message_the_first_is_carried_out(world: World) -> None:
    told = await world.ask("!meet Tea\n  !who\n!sessions")
    assert "Tea: https" in told
    assert "sessions" not in told
    assert "Much cake: " in await world.ask("!meet Much\ncake\n\u200b!who")


async def test_a_line_seen_twice_is_answered_once(world: World) -> None:
    line = world.line("!meet Vorstand")
    await world.hand_in(line, line)
    await world.hand_in(line)
    world.restart()
    await world.door.receive([line])
    assert len(await world.out()) == 1
    assert world.drawn == 1


async def test_lines_and_positions_are_kept_together(world: World) -> None:
    await world.hand_in(world.line("hello"), positions=[("since", "s1")])
    assert await world.door.position("since") == "s1"
    assert await world.out() == []


async def test_chatter_leaves_no_trace(world: World) -> None:
    await world.hand_in(world.line("nobody needs to know this"))
    async with world.store.begin() as work:
        assert await work.inbox.waiting(ACCOUNT) == []


async def test_what_an_earlier_process_received_is_answered_by_the_next(world: World) -> None:
    line = world.line("!meet Vorstand")
    async with world.store.begin() as work:
        await work.inbox.receive(line, now=world.clock.now())
    await world.door.resume()
    await world.dispatcher.wait_idle()
    assert len(await world.out()) == 1


async def test_after_a_quarter_of_an_hour_nobody_waits_for_an_answer(world: World) -> None:
    await world.hand_in(world.line("!meet", age=timedelta(minutes=16)))
    kept = world.line("!meet")
    async with world.store.begin() as work:
        await work.inbox.receive(kept, now=world.clock.now())
    world.clock.time += timedelta(minutes=16)
    await world.door.resume()
    await world.dispatcher.wait_idle()
    assert await world.out() == []
    async with world.store.begin() as work:
        assert await work.inbox.waiting(ACCOUNT) == []


async def test_what_was_written_before_a_backup_was_put_back_is_not_answered_again(
    world: World,
) -> None:
    asked, restored = world.line("!meet", age=timedelta(minutes=2)), world.clock.now()
    async with world.store.begin() as work:
        await work.positions.save(ACCOUNT, ANSWERED_UNTIL, restored.isoformat())
    await world.door.resume()
    await world.hand_in(asked)
    assert await world.out() == []
    world.clock.time += timedelta(seconds=1)
    assert await world.ask("!meet Vorstand")


async def test_fourteen_minutes_old_lines_are_answered(world: World) -> None:
    await world.hand_in(world.line("!meet", age=timedelta(minutes=14)))
    assert len(await world.out()) == 1


async def test_who_tells_how_many_are_in_the_room_the_chat_opened_last(world: World) -> None:
    await world.ask("!meet Vorstand")
    live(world, "vorstand-1", "Ada", "Ben")
    answer = await world.ask("!who")
    assert "2 people are in Vorstand" in answer
    assert "Ada" not in answer
    assert world.server.asked == [False]


async def test_who_finds_a_room_by_its_topic_however_it_is_spelt(world: World) -> None:
    await world.ask("!meet Bürger Rat")
    await world.ask("!meet Vorstand")
    live(world, "bürger rat-1", "Ada")
    assert "1 person is in Bürger Rat" in await world.ask("!who BUERGER RAT")


async def test_who_can_ask_for_a_fixed_room_that_the_chat_never_opened(world: World) -> None:
    live(world, "ankerplatz", "Ada", "Ben", "Cem")
    assert "3 people are in Ankerplatz" in await world.ask("!who Ankerplatz")


@pytest.mark.parametrize(
    "line", ["!who is there?", "!who is there", "!wer ist da?", "!who in Rat", "!wer ist in Rat?"]
)
async def test_who_may_be_asked_in_a_whole_sentence(world: World, line: str) -> None:
    await world.ask("!meet Rat")
    live(world, "rat-1", "Ada")
    assert "is in Rat" in await world.ask(line)


async def test_who_without_any_room_says_so(world: World) -> None:
    assert "no room in this chat yet" in await world.ask("!who")


async def test_unknown_is_never_said_as_nobody(world: World) -> None:
    await world.ask("!meet Vorstand")
    answer = await world.ask("!who")
    assert "cannot see" in answer
    assert "obody" not in answer


async def test_names_are_told_only_where_the_chat_wants_them(world: World) -> None:
    await world.ask("!meet Vorstand")
    live(world, "vorstand-1", "Ada", "Ben")
    await world.ask("!presence names", role=ChatRole.MODERATOR)
    assert "Ada, Ben" in await world.ask("!who")
    await world.ask("!presence open", role=ChatRole.MODERATOR)
    answer = await world.ask("!who")
    assert "Vorstand is open, somebody is there" in answer
    assert "2" not in answer
    await world.ask("!presence off", role=ChatRole.MODERATOR)
    world.server.asked.clear()
    assert "does not want me to look" in await world.ask("!who")
    assert world.server.asked == []


async def test_what_the_server_does_not_show_is_not_promised(world: World) -> None:
    world.server.sees = Sight(Presence.OPEN)
    only = "So far the Jitsi server only shows me whether a call is on."
    assert only in await world.moderate("!presence names")
    assert only in await world.moderate("!presence count")
    assert "So far" not in await world.moderate("!presence open")
    world.server.sees = Sight(Presence.NAMES)
    assert "So far" not in await world.moderate("!presence names")


@pytest.mark.parametrize(
    "verb", ["!language en", "!address sie", "!timezone Berlin", "!presence names", "!settings"]
)
async def test_settings_are_for_moderators(world: World, verb: str) -> None:
    assert "Only a moderator" in await world.ask(verb)
    assert "Only a moderator" not in await world.ask(verb, role=ChatRole.MODERATOR)
    assert "Only a moderator" not in await world.ask(verb, role=ChatRole.ADMIN)


@pytest.mark.parametrize("verb", ["!language", "!address", "!timezone", "!presence", "!sprache "])
async def test_a_setting_that_is_asked_for_alone_is_shown_and_not_misunderstood(
    world: World, verb: str
) -> None:
    told = await world.moderate(verb)
    assert "Time zone: Europe/Berlin (change: !timezone Vienna)" in told
    assert "Who is in a call: count (change: !presence names)" in told
    assert "moderator" in await world.ask(verb)


async def test_the_language_changes_from_the_same_answer_on_and_can_be_undone(
    world: World,
) -> None:
    answer = await world.ask("!sprache deutsch", role=ChatRole.MODERATOR)
    assert "Ab jetzt spreche ich hier Deutsch. Zurück: !sprache en" in answer
    assert "Hilfe" in await world.ask("!hilfe hilfe") or "!hilfe" in await world.ask("!help help")
    assert "English" in await world.ask("!language en", role=ChatRole.MODERATOR)


async def test_a_chat_is_called_sie_in_german_from_the_same_answer_on(world: World) -> None:
    await world.ask("!language de", role=ChatRole.MODERATOR)
    assert "Du kannst schreiben" in await world.ask("!hilfe")
    answer = await world.ask("!meet anrede sie", role=ChatRole.MODERATOR)
    assert answer == "Ab jetzt wird hier gesiezt. Zurück: !anrede du"
    assert "Sie können schreiben" in await world.ask("!hilfe")
    settings = await world.ask("!einstellungen", role=ChatRole.MODERATOR)
    assert "Anrede: sie (ändern: !anrede du)" in settings
    await world.ask("!address informal", role=ChatRole.MODERATOR)
    assert "Du kannst schreiben" in await world.ask("!hilfe")


async def test_another_chat_keeps_its_language(world: World) -> None:
    await world.ask("!sprache de", role=ChatRole.MODERATOR)
    assert "opens a room" in await world.ask("!hilfe", chat="other")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("!sprache de", "Du hast Board angelegt"),
        ("!timezone Tokyo", "Wednesday 25 November, 19:30 (Europe/Berlin)"),
    ],
)
async def test_what_a_direct_chat_chose_holds_where_its_person_is_told_in_private(
    world: World, typed: str, said: str
) -> None:
    await world.ask("!meet tomorrow 19:30 Board")
    await world.ask("!rsvp 1")
    await world.ask(typed, chat="!direct", kind=ChatKind.DIRECT, role=ChatRole.MODERATOR)
    await world.hand_in(world.line("!data"))
    here, alone = await world.out()
    assert here.outgoing.text == "I have written it to you in private."
    assert said in alone.outgoing.text


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("new york", "America/New_York"),
        ("Wien", "Europe/Vienna"),
        ("zuerich", "Europe/Zurich"),
        ("Genf", "Europe/Zurich"),
        ("Köln", "Europe/Berlin"),
        ("Munich", "Europe/Berlin"),
        ("MAILAND", "Europe/Rome"),
        ("Lissabon", "Europe/Lisbon"),
        ("Kiew", "Europe/Kiev"),
        ("Mexiko-Stadt", "America/Mexico_City"),
    ],
)
async def test_a_time_zone_may_be_named_by_its_city(world: World, city: str, zone: str) -> None:
    await world.moderate("!timezone London")
    answer = await world.moderate(f"!timezone {city}")
    assert f"{zone}, where it is" in answer
    assert "Undo: !timezone Europe/London" in answer
    assert zone in await world.moderate("!settings")


@pytest.mark.parametrize(
    ("short", "city"),
    [
        ("EST", "America/New_York"),
        ("pdt", "America/Los_Angeles"),
        ("Mountain time", "America/Denver"),
        ("MESZ", "Europe/Berlin"),
        ("BST", "Europe/London"),
        ("IST", "Asia/Kolkata"),
        ("GMT+1", "Europe/Berlin"),
        ("utc -5", "Europe/Berlin"),
    ],
)
async def test_an_abbreviation_is_no_time_zone_and_a_city_is_offered(
    world: World, short: str, city: str
) -> None:
    answer = await world.moderate(f"!timezone {short}")
    assert answer.startswith(f"{short} stands for several time zones")
    assert answer.endswith(f"A city is always clear: !timezone {city}")
    assert "Europe/Berlin" in await world.moderate("!settings")
    assert "CET, where it is" in await world.moderate("!timezone CET")


@pytest.mark.parametrize("short", ZONE_ABBREVIATIONS)
def test_every_abbreviation_has_a_place(short: str) -> None:
    assert is_zone(place_of(short))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("!timezone Nowhere", "the time zone Nowhere. Time zones have names such as Europe/Berlin"),
        ("!timezone localtime", "the time zone localtime"),
        ("!language klingon", "I do not speak klingon"),
        ("!address ihr", "It goes like this: !address du | sie"),
        ("!presence maybe", "It goes like this: !presence"),
        ("!meet in", "It goes like this: !meet"),
        ("!meet in ?", "No room can be called that"),
        ("!help nonsense", "It goes like this: !help"),
        ("!about me", "It goes like this: !about"),
        ("!meet hlep", "Did you mean !help"),
        (f"!meet {'x' * (MAX_TITLE + 1)}", "That topic is too long"),
        (f"!meet {'x' * 8000}", "8000 characters"),
    ],
)
async def test_bad_input_gets_one_sentence_and_changes_nothing(
    world: World, line: str, sentence: str
) -> None:
    answer = await world.ask(line, role=ChatRole.MODERATOR)
    assert sentence in answer
    assert len(answer) < 500
    async with world.store.begin() as work:
        chat = world.line("").chat
        assert await work.rooms.recent(chat) == []
        assert await work.chats.get(chat) is None


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        ("<b>Fett</b>", "<b>Fett</b>"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\x07c", "abc"),
        ("a\ud800b", "ab"),
        ("@room Vorstand", "@room Vorstand"),
        ("🎉", "🎉"),
        ('"wer"', "wer"),
        ("„hilfe“", "hilfe"),
    ],
)
async def test_odd_topics_are_shown_harmlessly(world: World, topic: str, shown: str) -> None:
    await world.hand_in(world.line(f"!meet {topic}"))
    (answer,) = await world.out()
    assert answer.outgoing.text.startswith(f"{shown}: https://")
    assert "<b>" not in (answer.outgoing.html or "")


async def test_what_no_network_can_carry_is_not_said_back(world: World) -> None:
    answer = await world.ask("!meet hle\ud800\x00p")
    assert answer.isprintable() or "\n" in answer
    answer.encode()


async def test_a_bug_is_answered_with_a_reference_and_nothing_of_the_exception(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.ask("!meet Vorstand")
    world.server.breaks = True
    with caplog.at_level(logging.ERROR):
        answer = await world.ask("!who")
    assert "secret words" not in answer
    (record,) = caplog.records
    assert record.__dict__["reference"] in answer
    world.server.breaks = False
    assert "cannot see" in await world.ask("!who")


async def test_a_flood_is_answered_politely_once_and_other_people_go_on(world: World) -> None:
    flood = [world.line("!meet", by="mallory") for _ in range(200)]
    await world.hand_in(*flood, world.line("!help"))
    texts = [delivery.outgoing.text for delivery in await world.out()]
    assert sum("more than I can read" in text for text in texts) == 1
    assert sum("https://" in text for text in texts) == 20
    assert sum("You can type" in text for text in texts) == 1
    assert len(texts) == 22


async def test_who_writes_much_waits_for_themselves_and_others_have_their_turn(
    world: World,
) -> None:
    await world.hand_in(
        *(world.line(f"!meet flood {number}", by="eve") for number in range(10)),
        *(world.line(f"!meet {name}", by=name) for name in ("ada", "ben")),
    )
    said = [delivery.outgoing.text for delivery in await world.out()]
    order = [name for text in said for name in ("flood", "ada", "ben") if name in text]
    assert order == ["flood", "ada", "ben", *["flood"] * 9]
    numbers = [number for text in said for number in range(10) if f"flood {number}:" in text]
    assert numbers == list(range(10))


async def test_others_in_the_chat_do_not_wait_for_what_takes_somebody_long(world: World) -> None:
    await world.ask("!meet Vorstand")
    world.answered.clear()
    gate = asyncio.Event()

    async def slowly(_room: object, *, names: bool) -> Attendance:  # noqa: ARG001 -- the port
        await gate.wait()
        raise RuntimeError

    world.server.attendance = slowly
    lines = [world.line("!who", by="eve"), world.line("!help", by="eve"), world.line("!help")]
    await world.door.receive(lines)
    await asyncio.wait_for(world.answered.wait(), 30)
    assert [delivery.outgoing.answers for delivery in await world.out()] == [lines[2].line]
    gate.set()
    await world.dispatcher.wait_idle()
    late = [delivery.outgoing.answers for delivery in await world.out()]
    assert late == [lines[0].line, lines[1].line]


async def test_a_slow_answer_in_one_chat_does_not_hold_up_another(world: World) -> None:
    await world.ask("!meet Vorstand")
    world.answered.clear()
    gate = asyncio.Event()
    answer = world.server.attendance

    async def slowly(room: object, *, names: bool) -> Attendance:
        await gate.wait()
        return await answer(room, names=names)

    world.server.attendance = slowly
    lines: list[Incoming] = [world.line("!who"), world.line("!help", chat="other")]
    await world.door.receive(lines)
    await asyncio.wait_for(world.answered.wait(), 5)
    assert [delivery.chat.chat for delivery in await world.out()] == ["other"]
    gate.set()
    await world.dispatcher.wait_idle()
    assert [delivery.chat.chat for delivery in await world.out()] == ["club"]


async def test_a_chat_the_bot_was_removed_from_is_marked_until_it_is_back_or_heard_there(
    world: World,
) -> None:
    await world.ask("!language de", role=ChatRole.MODERATOR)
    chat = world.line("").chat
    await world.door.removed(chat)
    assert not await is_active(world, chat)
    await world.ask("!hilfe")
    assert await is_active(world, chat)
    await world.door.removed(chat)
    await world.door.entered(chat)
    assert await is_active(world, chat)


async def is_active(world: World, address: ChatAddress) -> bool:
    async with world.store.begin() as work:
        chat = await work.chats.get(address)
    assert chat is not None
    return chat.active


async def test_a_line_that_cannot_be_read_is_answered_with_what_to_do(world: World) -> None:
    group = replace(world.line(""), is_unreadable=True, addressed=False)
    await world.hand_in(replace(group, line=LineId("direct"), addressed=True), group)
    (answer,) = await world.out()
    assert answer.outgoing.answers == "direct"
    assert "send it again" in answer.outgoing.text


@pytest.mark.parametrize(
    ("sight", "said"),
    [
        (Sight(Presence.OFF), "cannot see at present"),
        (Sight(Presence.OPEN), "whether it runs. With Prosody's module muc_size"),
        (Sight(Presence.COUNT), "how many are there. With Prosody's module muc_size"),
        (Sight(Presence.NAMES), "With Prosody's module event_sync and events_secret"),
        (Sight(Presence.NAMES, is_pushed=True), "hears of changes at once."),
    ],
)
async def test_about_tells_what_the_server_shows_and_what_would_show_more(
    world: World, sight: Sight, said: str
) -> None:
    world.server.sees = sight
    assert said in await world.ask("!about")


def calling(world: World, *names: str, chat: str = "club") -> None:
    """These people are in a call that the chat holds itself."""
    world.calls[chat] = Attendance(
        liveness=Liveness.LIVE,
        seen_at=world.clock.now(),
        source="xmpp-call",
        count=len(names),
        occupants=tuple(map(Occupant, names)),
    )


async def test_who_tells_of_the_call_that_the_chat_holds_itself(world: World) -> None:
    calling(world, "Ada", "Ben")
    assert "2 people are in the call of this chat" in await world.ask("!who")
    await world.moderate("!presence names")
    assert "In the call of this chat: Ada, Ben" in await world.ask("!who")
    await world.moderate("!presence open")
    assert "somebody is there" in await world.ask("!who")
    await world.moderate("!presence off")
    assert "call of this chat" not in await world.ask("!who")


async def test_who_tells_of_the_own_call_and_of_the_room(world: World) -> None:
    await world.ask("!meet Board")
    live(world, "board-1", "Ben")
    calling(world, "Ada", "Carl")
    answer = await world.ask("!who")
    assert "2 people are in the call of this chat" in answer
    assert "1 person is in Board" in answer


async def test_who_with_a_name_asks_for_that_room_alone(world: World) -> None:
    calling(world, "Ada")
    assert "call of this chat" not in await world.ask("!who Ankerplatz")


async def test_a_command_waits_while_no_file_can_be_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = 0
    attendance = world.server.attendance

    async def short_of_files(room: ConferenceRoom, *, names: bool) -> Attendance:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return await attendance(room, names=names)

    monkeypatch.setattr(world.server, "attendance", short_of_files)
    assert "went wrong" not in await world.ask("!who Ankerplatz")
    assert tried == 2


async def test_what_a_client_sent_twice_is_done_once(world: World) -> None:
    first = replace(world.line("!meet tomorrow 19:30 Board"), repeats=LineId("origin-1"))
    again = replace(first, line=LineId("another"))
    for line in (first, again, first, again):
        await world.hand_in(line)
    assert [one.outgoing.text[:6] for one in await world.out()] == ["Board:"]
    await world.hand_in(replace(first, line=LineId("a third")))
    assert await world.out() == []
    async with world.store.begin() as work:
        assert await work.inbox.waiting(ACCOUNT) == []
    await world.hand_in(replace(first, line=LineId("new"), repeats=LineId("origin-2")))
    assert len(await world.out()) == 1


@pytest.mark.parametrize("line", ["!help who", "!help !who", "!hilfe `!wer`", "!help wer?"])
async def test_help_on_a_verb_takes_it_as_it_is_read(world: World, line: str) -> None:
    assert "!who [name]" in await world.ask(line)


async def test_a_line_that_cannot_even_be_apologised_for_ends_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays in the inbox; with it, the whole bot would end again at every start."""

    def broken(*_args: object, **_more: object) -> Spoken:
        raise RuntimeError("no template can be read")

    with monkeypatch.context() as patched:
        patched.setattr(TemplateRenderer, "render", broken)
        await world.hand_in(world.line("!meet Board", by="eve"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "vorstand" in await world.ask("!meet Vorstand")
    world.restart()
    task = asyncio.create_task(world.dispatcher.run())
    await world.door.resume()
    await world.dispatcher.wait_idle()
    assert any("board" in one.outgoing.text for one in await world.out())
    task.cancel()
    await asyncio.wait([task])
