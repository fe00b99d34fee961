"""A card follows its call; `watch` and `notify` make the bot look; names stay in memory."""

import random
from datetime import datetime, timedelta

import pytest

from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.chat import ChatAddress, ChatId, ChatRole, DeliveryKey
from bot.domain.conference import Card
from bot.domain.delivery import Delivery, NewDelivery, Outgoing
from bot.domain.live_card import LET_GO
from bot.domain.settings import Presence
from bot.usecases.calls.tell_live import TellLive, Told
from bot.usecases.calls.watched_room import WatchedRoom
from bot.usecases.ports.store import Work
from tests.unit.commands.conftest import ACCOUNT, World

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CLUB = ChatAddress(ACCOUNT, ChatId("club"))


class Call:
    """A room of the fake server with people in it, and a world in which time passes."""

    def __init__(self, world: World, node: str) -> None:
        self.world = world
        self.node = node

    def has(self, *names: str, count: int | None = None) -> None:
        """These people are there now."""
        self._is(
            Liveness.LIVE if names or count else Liveness.EMPTY,
            count=len(names) if count is None else count,
            occupants=tuple(map(Occupant, names)),
        )

    def runs(self) -> None:
        """Somebody is there, and the server tells no more."""
        self._is(Liveness.LIVE, count=None, occupants=None)

    def is_silent(self) -> None:
        del self.world.server.there[self.node]

    def _is(self, liveness: Liveness, **more: object) -> None:
        self._liveness, self._more = liveness, more
        self.world.server.there[self.node] = Attendance(
            liveness=liveness, seen_at=self.world.clock.now(), source="x", **more
        )

    async def passes(self, time: timedelta) -> list[Delivery]:
        """What the bot says while so much time passes; the server's answers stay fresh."""
        world, said = self.world, list[Delivery]()
        end = world.clock.now() + time
        while True:
            due = await world.lookout.settle()
            said += await world.out()
            if due is None or due > end:
                break
            world.clock.time = due
            if self.node in world.server.there:
                self._is(self._liveness, **self._more)
        world.clock.time = end
        return said


@pytest.fixture
async def call(world: World) -> Call:
    """The room of a card that the club has just got."""
    await world.ask("!meet Tea")
    return Call(world, "tea-1")


def texts(said: list[Delivery]) -> list[str]:
    return [delivery.outgoing.text for delivery in said]


async def test_a_card_tells_who_comes_who_goes_and_how_long_it_took(call: Call):
    call.has()
    assert await call.passes(MINUTE) == []
    call.has("Ada")
    (first,) = await call.passes(MINUTE)
    assert first.edits == "posted:reply:test:bot:club:line1:0"
    assert "1 person is there, since 13:01" in first.outgoing.text
    call.has("Ada", "Ben")
    (second,) = await call.passes(40 * MINUTE)
    assert "2 people are there, since 13:01" in second.outgoing.text
    call.has()
    gone, over = await call.passes(5 * MINUTE)
    assert "Nobody is there right now" in gone.outgoing.text
    assert "Over after 41 minutes (13:01 to 13:42)." in over.outgoing.text
    assert {one.edits for one in (first, second, gone, over)} == {first.edits}


async def test_an_ended_card_is_watched_no_more(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    call.has()
    await call.passes(5 * MINUTE)
    looks = len(call.world.server.asked)
    call.has("Ada")
    assert await call.passes(HOUR) == []
    assert len(call.world.server.asked) == looks


async def test_of_two_hundred_calls_no_end_is_missed(world: World):
    chance, calls = random.Random(4), [Call(world, f"tea-{number}") for number in range(1, 201)]
    async with world.store.begin() as work:
        for call in calls:
            room = world.server.room(call.node, topic="Tea", fixed=False)
            key = DeliveryKey(f"reply:{call.node}")
            await work.cards.save(Card(key=key, chat=CLUB, room=room, posted_at=world.clock.now()))
            await work.outbox.add(
                NewDelivery(key=key, chat=CLUB, outgoing=Outgoing(text="card")),
                now=world.clock.now(),
            )
    said: list[Delivery] = []
    for _ in range(20):
        for call in chance.sample(calls, 60):
            call.has(count=chance.randrange(4))
            world.lookout.heard(call.node)
        said += await calls[0].passes(7 * SECOND)
    ran = {one.edits for one in said if "there, since" in one.outgoing.text}
    for call in calls:
        call.has()
        world.lookout.heard(call.node)
    said += await calls[0].passes(2 * MINUTE)
    ended = [one.edits for one in said if "Over" in one.outgoing.text]
    assert len(ran) > 150
    assert set(ended) == ran
    assert len(ended) == len(ran)


async def test_who_returns_within_a_minute_ends_nothing(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    call.has()
    await call.passes(40 * SECOND)
    call.has("Ada")
    (back,) = await call.passes(10 * MINUTE)
    assert "1 person is there, since 13:00" in back.outgoing.text


async def test_of_a_crowd_that_comes_at_once_the_last_state_wins_and_edits_are_few(call: Call):
    call.has("Ada")
    await call.passes(SECOND)
    said: list[Delivery] = []
    for count in range(2, 62):
        call.has(count=count)
        call.world.lookout.heard(call.node)
        said += await call.passes(SECOND)
    said += await call.passes(MINUTE)
    assert "61 people" in texts(said)[-1]
    assert len(said) <= 7


async def test_what_the_server_pushes_is_on_the_card_within_two_seconds(call: Call):
    call.has()
    await call.passes(15 * MINUTE)
    call.has("Ada")
    call.world.lookout.heard(call.node)
    assert len(await call.passes(2 * SECOND)) == 1


async def test_news_of_a_room_nobody_watches_make_nobody_look(world: World):
    world.lookout.heard("foreign")
    await world.lookout.settle()
    assert world.server.asked == []


async def test_a_silent_server_never_means_nobody_and_is_told_of_once(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    call.is_silent()
    (unseen,) = await call.passes(2 * HOUR)
    assert "Since 13:01 I cannot tell who is there" in unseen.outgoing.text
    call.has("Ada")
    (again,) = await call.passes(5 * MINUTE)
    assert "1 person is there, since 13:00" in again.outgoing.text


async def test_a_server_that_never_answered_leaves_the_card_as_it_was(call: Call):
    assert await call.passes(LET_GO + HOUR) == []


async def test_a_card_nobody_comes_for_is_let_go(call: Call):
    call.has()
    assert await call.passes(LET_GO + HOUR) == []
    looks = len(call.world.server.asked)
    await call.passes(HOUR)
    assert len(call.world.server.asked) == looks


async def test_after_a_restart_the_open_cards_are_taken_up_again(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    call.world.restart()
    assert await call.passes(MINUTE) == []
    call.has("Ada", "Ben")
    (edit,) = await call.passes(MINUTE)
    assert "2 people are there, since 13:00" in edit.outgoing.text


async def test_a_call_that_ended_while_the_bot_was_away_is_over_without_a_length(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    call.world.clock.time += HOUR
    call.world.restart()
    call.has()
    *_, over = await call.passes(5 * MINUTE)
    assert "Over. It began at 13:00." in over.outgoing.text


@pytest.mark.parametrize(
    ("presence", "said"),
    [
        ("open", "Somebody is there, since 13:00"),
        ("count", "2 people are there, since 13:00"),
        ("names", "Since 13:00 there: Ada, Ben"),
    ],
)
async def test_a_chat_sees_as_much_as_it_chose(call: Call, presence: str, said: str):
    await call.world.moderate(f"!presence {presence}")
    call.has("Ada", "Ben")
    (edit,) = await call.passes(MINUTE)
    assert said in edit.outgoing.text


@pytest.mark.parametrize(
    ("presence", "said", "gone"),
    [("count", "1 person is there", "Ada"), ("open", "Somebody is there", "1 person")],
)
async def test_what_a_chat_does_not_want_to_see_any_more_goes_from_its_card(
    call: Call, presence: str, said: str, gone: str
):
    await call.world.moderate("!presence names")
    call.has("Ada")
    await call.passes(MINUTE)
    await call.world.moderate(f"!presence {presence}")
    edit = (await call.passes(MINUTE))[-1].outgoing.text
    assert said in edit
    assert gone not in edit


async def test_a_chat_that_wants_to_see_nothing_has_a_card_that_shows_nothing(call: Call):
    call.has("Ada")
    await call.passes(MINUTE)
    await call.world.moderate("!presence off")
    edit = (await call.passes(MINUTE))[-1].outgoing.text
    assert "there" not in edit.partition("Who is there")[0]
    assert "since" not in edit.lower()
    call.has("Ada", "Ben")
    assert await call.passes(HOUR) == []


async def test_where_presence_is_off_the_bot_does_not_even_look(call: Call):
    await call.world.moderate("!presence off")
    call.has("Ada")
    assert await call.passes(HOUR) == []
    assert call.world.server.asked == []
    await call.world.moderate("!presence count")
    assert len(await call.passes(MINUTE)) == 1


async def test_the_bot_enters_no_room_to_keep_a_card(call: Call):
    await call.world.moderate("!presence names")
    call.has("Ada")
    await call.passes(HOUR)
    assert call.world.server.asked
    assert True not in call.world.server.asked


async def test_names_are_said_and_never_written_down(call: Call):
    await call.world.moderate("!presence names")
    await call.world.hand_in(call.world.line("!who"))
    call.has("Ada")
    for text in ("!who",):
        await call.world.hand_in(call.world.line(text))
    await call.world.lookout.settle()
    rows = call.world.store._tables.outbox.values()
    written = " ".join(row.outgoing.text for row in rows if row.outgoing)
    assert "1 person" in written
    assert "Ada" not in written
    async with call.world.store.begin() as work:
        cards = await work.lookouts.open_cards(otherwise=Presence.COUNT)
    assert cards
    assert "Ada" not in repr(cards)
    assert any("Ada" in text for text in texts(await call.world.out()))


async def test_who_asks_refreshes_the_card_as_well(call: Call):
    await call.passes(20 * MINUTE)
    call.has("Ada")
    await call.world.hand_in(call.world.line("!who"))
    answer, edit = await call.passes(timedelta(0))
    assert "1 person is in Tea" in answer.outgoing.text
    assert "1 person is there" in edit.outgoing.text
    await call.world.hand_in(call.world.line("!who"))
    assert len(await call.passes(MINUTE)) == 1, "a card that shows it already is left alone"


async def test_where_edits_are_refused_start_and_end_are_new_lines(call: Call):
    call.has("Ada")
    (edit,) = await call.passes(MINUTE)
    call.world.lookout.edit_refused(edit.key)
    (start,) = await call.passes(MINUTE)
    assert start.edits is None
    assert "1 person is there" in start.outgoing.text
    call.has("Ada", "Ben")
    assert await call.passes(MINUTE) == []
    call.has()
    (end,) = await call.passes(5 * MINUTE)
    assert end.edits is None
    assert "Over after" in end.outgoing.text


async def test_a_room_with_no_bot_in_its_name_is_not_looked_at(world: World):
    await world.ask("!meet in Tea-no-bot")
    call = Call(world, "tea-no-bot")
    call.has("Ada")
    assert await call.passes(HOUR) == []
    assert "no-bot" in await world.ask("!who Tea-no-bot")
    assert world.server.asked == []


class TestTwoCards:
    """Of one room, in one chat."""

    @pytest.fixture
    async def call(self, world: World) -> Call:
        await world.ask("!meet in Anker")
        return Call(world, "anker")

    async def test_only_the_newer_follows_the_call_and_the_older_says_so(self, call: Call):
        call.has("Ada")
        (first,) = await call.passes(MINUTE)
        await call.world.ask("!meet in Anker")
        older, newer = sorted(await call.passes(MINUTE), key=lambda one: one.edits != first.edits)
        assert older.edits == first.edits
        assert "a newer line here tells of this room" in older.outgoing.text
        assert "1 person is there, since 13:00" in newer.outgoing.text
        call.has("Ada", "Ben")
        assert {one.edits for one in await call.passes(10 * MINUTE)} == {newer.edits}

    async def test_the_older_says_so_also_while_the_server_is_silent(self, call: Call):
        await call.world.ask("!meet in Anker")
        (older,) = await call.passes(HOUR)
        assert "a newer line here" in older.outgoing.text

    async def test_cards_in_other_chats_go_on(self, call: Call):
        await call.world.ask("!meet in Anker", chat="choir")
        call.has("Ada")
        said = await call.passes(MINUTE)
        assert sorted(one.chat.chat for one in said) == ["choir", "club"]
        assert all("1 person" in text for text in texts(said))

    async def test_one_that_cannot_be_edited_is_closed_without_a_line(self, call: Call):
        call.has("Ada")
        (edit,) = await call.passes(MINUTE)
        call.world.lookout.edit_refused(edit.key)
        await call.passes(MINUTE)
        await call.world.ask("!meet in Anker")
        (newer,) = await call.passes(10 * MINUTE)
        assert "1 person is there" in newer.outgoing.text


async def test_a_refused_edit_that_a_bug_breaks_holds_up_nothing_else(
    call: Call, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    async def stumbling(*_: object, **_options: object) -> Told:
        raise RuntimeError

    monkeypatch.setattr(TellLive, "in_a_new_line", stumbling)
    call.has("Ada")
    (edit,) = await call.passes(MINUTE)
    call.world.lookout.edit_refused(edit.key)
    call.has("Ada", "Ben")
    (further,) = await call.passes(MINUTE)
    assert "2 people are there" in further.outgoing.text
    assert "A call cannot be told of by a bug" in caplog.messages


async def test_a_call_that_a_bug_breaks_holds_up_no_other(call: Call):
    await call.world.ask("!meet Coffee")
    tell = call.world.lookout._tell

    async def stumbling(work: Work, watched: WatchedRoom, *, now: datetime) -> Told:
        if watched.room.node == call.node:
            raise RuntimeError
        return await tell(work, watched, now=now)

    call.world.lookout._tell = stumbling
    stumbling.herald = tell.herald
    call.has("Ada")
    Call(call.world, "coffee-2").has("Ben")
    (edit,) = await call.passes(MINUTE)
    assert "coffee" in edit.outgoing.text


async def test_a_clock_that_is_set_back_freezes_no_card(call: Call):
    call.world.clock.time += 5 * HOUR
    call.has("Ada")
    await call.passes(MINUTE)
    call.world.clock.time -= 5 * HOUR
    call.has("Ada", "Ben")
    said = await call.passes(MINUTE)
    assert "2 people are there" in texts(said)[-1]


class TestWatch:
    @pytest.fixture
    async def call(self, world: World) -> Call:
        await world.moderate("!watch Anker")
        return Call(world, "anker")

    async def test_each_call_gets_a_card_of_its_own(self, call: Call):
        cards: list[DeliveryKey] = []
        call.has()
        assert await call.passes(HOUR) == []
        for _ in range(2):
            call.has("Ada")
            (card,) = await call.passes(10 * MINUTE)
            assert card.edits is None
            assert "Anker: https://meet.example.org/Anker\n1 person is there" in card.outgoing.text
            cards.append(card.key)
            call.has()
            *_, over = await call.passes(10 * MINUTE)
            assert over.edits == f"posted:{card.key}"
            assert "Over after" in over.outgoing.text
        assert len(set(cards)) == 2

    async def test_who_follows_a_room_in_which_a_call_runs_gets_its_card_at_once(self, call: Call):
        call.has("Ada")
        await call.passes(10 * MINUTE)
        await call.world.ask("!watch Anker", chat="choir", role=ChatRole.MODERATOR)
        (card,) = await call.passes(MINUTE)
        assert card.chat.chat == "choir"

    async def test_a_card_that_is_open_already_is_the_card(self, call: Call):
        await call.world.ask("!meet in Anker")
        call.has("Ada")
        (edit,) = await call.passes(10 * MINUTE)
        assert edit.edits is not None

    async def test_a_restart_does_not_announce_a_call_twice(self, call: Call):
        call.has("Ada")
        await call.passes(MINUTE)
        call.world.restart()
        assert await call.passes(10 * MINUTE) == []

    async def test_it_is_undone_as_it_says(self, call: Call):
        answer = await call.world.moderate("!watch Anker")
        assert "follows Anker already" in answer
        assert "Undo: !watch off Anker" in answer
        assert "no longer" in await call.world.moderate("!watch off Anker")
        assert "does not follow" in await call.world.moderate("!beobachten Anker aus")
        call.has("Ada")
        assert await call.passes(HOUR) == []

    async def test_the_settings_list_what_is_followed(self, call: Call):
        assert "Followed rooms: Anker" in await call.world.moderate("!settings")

    async def test_only_a_moderator_decides(self, call: Call):
        assert "Only a moderator" in await call.world.ask("!watch off Anker")

    async def test_without_a_name_the_usage_is_told(self, world: World):
        assert "!watch Ankerplatz" in await world.moderate("!watch")


class TestNotify:
    async def test_once_and_in_private_when_so_many_are_there(self, call: Call):
        answer = await call.world.ask("!notify from 3", by="ben")
        assert "once, when 3 people are in Tea" in answer
        call.has("Ada", "Cleo")
        await call.passes(MINUTE)
        call.has("Ada", "Cleo", "Deniz")
        said = await call.passes(MINUTE)
        (private,) = [one for one in said if one.chat.chat == "ben"]
        assert private.outgoing.text.startswith("3 people are in Tea now.")
        call.has("Ada", "Cleo", "Deniz", "Eva")
        assert not [one for one in await call.passes(HOUR) if one.chat.chat == "ben"]

    @pytest.mark.parametrize("words", ["from -1", "from 99999", "Tea from lots", "ab vielen"])
    async def test_a_number_that_is_none_is_no_name_of_a_room(self, call: Call, words: str):
        puzzling = words.rsplit(maxsplit=1)[-1]
        assert f"I did not understand “{puzzling}”" in await call.world.ask(f"!notify {words}")

    async def test_the_number_may_be_a_word(self, call: Call):
        assert "once, when 3 people are in Tea" in await call.world.ask("!bescheid ab drei")
        assert "once, when 2 people are in Tea" in await call.world.ask("!notify Tea from two")

    async def test_who_asks_when_it_is_so_already_is_told_at_once(self, call: Call):
        call.has("Ada", "Cleo")
        assert "2 people are in Tea already" in await call.world.ask("!bescheid ab 2")
        async with call.world.store.begin() as work:
            assert await work.lookouts.unwish(ChatAddress(ACCOUNT, ChatId("ada"))) == []

    async def test_a_call_that_nobody_can_count_is_told_of_when_it_begins(self, call: Call):
        await call.world.ask("!notify Tea from 3", by="ben")
        call.runs()
        said = await call.passes(MINUTE)
        assert "Somebody is in Tea now." in "".join(texts(said))
        assert "How many, I cannot see." in await call.world.ask("!notify from 3", by="ben")

    async def test_what_the_chat_does_not_see_nobody_in_it_hears(self, call: Call):
        await call.world.ask("!notify from 2", by="ben")
        await call.world.moderate("!presence open")
        call.has("Ada", "Cleo")
        said = await call.passes(MINUTE)
        assert "Somebody is in Tea now." in "".join(texts(said))
        assert "2 people" not in "".join(texts(said))
        await call.world.moderate("!presence off")
        assert "2" not in await call.world.ask("!notify from 2")

    async def test_it_is_taken_back(self, call: Call):
        await call.world.ask("!notify", by="ben")
        assert "no longer write to you about Tea" in await call.world.ask("!notify off", by="ben")
        call.has("Ada")
        assert [one.chat.chat for one in await call.passes(HOUR)] == ["club"]
        assert "Nothing was changed" in await call.world.ask("!bescheid aus", by="ben")

    async def test_what_undoes_a_wish_leaves_others(self, call: Call):
        await call.world.ask("!notify Hall", by="ben")
        answer = await call.world.ask("!notify Tea", by="ben")
        undo = answer.partition("Undo: ")[2].splitlines()[0]
        assert undo == '!notify off "Tea"'
        assert "no longer write to you about Tea." in await call.world.ask(undo, by="ben")
        assert "about Hall" in await call.world.ask("!notify off", by="ben")

    async def test_a_wish_does_not_last_for_ever(self, call: Call):
        await call.world.ask("!notify", by="ben")
        call.has()
        await call.passes(8 * 24 * HOUR)
        call.has("Ada")
        assert await call.passes(HOUR) == []

    async def test_without_a_room_there_is_nothing_to_hear_of(self, world: World):
        assert "!meet" in await world.ask("!notify")

    @pytest.mark.parametrize(
        "words",
        [
            "!notify Tea from 3",
            "!notify me from 3 in Tea",
            "!notify from 3 Tea",
            "!notify from 3 in Tea",
            "!notify from 3 people in Tea",
            "!notify 3 people in Tea",
            "!notify in Tea from 3 people",
            "!bescheid ab drei Leuten in Tea",
            "!bescheid Tea ab 3 Personen",
            "!bescheid Tea 3",
        ],
    )
    async def test_the_room_stands_before_the_number_or_behind_it(self, call: Call, words: str):
        await call.world.ask("!meet Hall")
        assert "when 3 people are in Tea;" in await call.world.ask(words)

    async def test_a_name_in_quotes_counts_nobody(self, call: Call):
        answer = await call.world.ask('!notify "Tea for 2 people today"')
        assert "somebody is in Tea for 2 people today" in answer

    @pytest.mark.parametrize(
        "words",
        [
            "!notify from 0",
            "!notify from 9999",
            "!notify Tea ab 0",
            "!notify ab 1000000",
            "!notify from many",
        ],
    )
    async def test_a_number_nobody_waits_for_is_not_understood(self, call: Call, words: str):
        assert "!notify from 3" in await call.world.ask(words)


async def test_what_chats_of_another_copy_of_the_bot_want_is_left_to_it(call: Call):
    world = call.world
    await world.moderate("!watch Choir")
    await world.ask("!notify from 1")
    world.elsewhere.add(ACCOUNT)
    world.lookout.poke()
    call.has("Ada")
    looks = len(world.server.asked)
    assert await call.passes(HOUR) == []
    assert not world.server.asked[looks:]
    world.elsewhere.clear()
    world.lookout.poke()
    assert await call.passes(MINUTE)
