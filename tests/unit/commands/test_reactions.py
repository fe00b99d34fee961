"""🔔, 👍 and 👎 under what the bot said, on networks that tell them in two ways."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.attendance import Liveness
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
from bot.domain.delivery import Delivery, NewDelivery, Outgoing
from bot.domain.line import Incoming, Reaction
from bot.domain.series import Series, dates
from bot.domain.subject import Subject
from bot.usecases.ports.live import LiveState
from bot.usecases.programme.prepare import preparation_of
from bot.usecases.telling.reminders import DeliveryKey
from tests.unit.commands.conftest import ACCOUNT, World

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Reader:
    """Somebody who reads along in a group chat of one network, and reacts."""

    world: World
    account: AccountId
    chat: str = "club"
    who: str = "ada"
    stand: dict[LineId, list[str]] = field(default_factory=dict[LineId, list[str]])
    put: dict[tuple[str, LineId], LineId] = field(default_factory=dict[tuple[str, LineId], LineId])

    def line(self, text: str = "", *, reaction: Reaction | None = None) -> Incoming:
        return replace(
            self.world.line(text),
            chat=ChatAddress(self.account, ChatId(self.chat)),
            sender=Person(PersonId(self.who), self.who),
            role=ChatRole.MEMBER,
            reaction=reaction,
        )

    async def says(self, text: str, *, role: ChatRole = ChatRole.MEMBER) -> list[Delivery]:
        await self.world.hand_in(replace(self.line(text), role=role))
        return await self.out()

    async def puts(self, emoji: str, to: LineId) -> list[Delivery]:
        """Add one emoji. What came out."""
        if self.account.startswith("xmpp:"):
            standing = self.stand.setdefault(to, [])
            standing.append(emoji)
            reaction = Reaction(to=to, emoji=tuple(standing))
        else:
            reaction = Reaction(to=to, emoji=(emoji,))
        line = self.line(reaction=reaction)
        self.put[emoji, to] = line.line
        await self.world.hand_in(line)
        return await self.out()

    async def takes_back(self, emoji: str, to: LineId) -> list[Delivery]:
        if self.account.startswith("xmpp:"):
            self.stand[to].remove(emoji)
            reaction = Reaction(to=to, emoji=tuple(self.stand[to]))
        else:
            reaction = Reaction(takes_back=self.put[emoji, to])
        await self.world.hand_in(self.line(reaction=reaction))
        return await self.out()

    async def claims(self) -> Delivery:
        """Take the next line to send, as a worker does before the network has it."""
        now = self.world.clock.now()
        async with self.world.store.begin() as work:
            (claimed,) = await work.outbox.claim(
                self.account, owner="t", now=now, lease_until=now + MINUTE, limit=1
            )
        return claimed

    async def out(self) -> list[Delivery]:
        now, sent = self.world.clock.now(), list[Delivery]()
        while True:
            async with self.world.store.begin() as work:
                claimed = await work.outbox.claim(
                    self.account, owner="t", now=now, lease_until=now + MINUTE, limit=50
                )
                for one in claimed:
                    line = LineId(f"posted:{one.key}")
                    await work.outbox.sent([(one, line)], owner="t", now=now)
            if not claimed:
                return sent
            sent += claimed

    async def series(self) -> Series:
        async with self.world.store.begin() as work:
            found = await work.programme.find(ChatAddress(self.account, ChatId(self.chat)), 1)
        assert found
        return found

    async def leads(self) -> list[timedelta]:
        """How long before they are told in private."""
        target = ChatAddress(self.account, ChatId(self.who))
        async with self.world.store.begin() as work:
            return [one.lead for one in await work.subscriptions.of_target(target)]

    async def count(self) -> tuple[int, int]:
        """Who comes to the next date, and who does not."""
        date = dates(await self.series(), after=self.world.clock.now(), limit=1)[0]
        async with self.world.store.begin() as work:
            found = await preparation_of(work, date)
        return found.coming, found.absent

    def other(self, who: str) -> "Reader":
        return replace(self, who=who, stand={}, put={})


MATRIX, XMPP = AccountId("matrix:@bot:x"), AccountId("xmpp:bot@x")


@pytest.fixture(params=[MATRIX, XMPP])
def ada(world: World, request: pytest.FixtureRequest) -> Reader:
    return Reader(world, request.param, who="@ada:x" if request.param == MATRIX else "ada@x")


@pytest.fixture
async def planned(ada: Reader) -> LineId:
    """The line that announces a series, every Sunday at 11."""
    said = await ada.says("!meet every sunday 11:00 Choir in Anker", role=ChatRole.MODERATOR)
    return LineId(f"posted:{said[0].key}")


async def reminded(ada: Reader, lead: timedelta, *, to: ChatAddress | None = None) -> LineId:
    """A reminder of the next date that was sent."""
    series = await ada.series()
    date = dates(series, after=ada.world.clock.now(), limit=1)[0]
    delivery = NewDelivery(
        key=DeliveryKey(f"reminder:{lead}"),
        chat=to or series.owner,
        outgoing=Outgoing(text="Choir begins"),
        about=Subject(series=series.id, slot=date.slot, lead=lead),
    )
    async with ada.world.store.begin() as work:
        await work.outbox.add(delivery, now=ada.world.clock.now())
    (sent,) = await ada.out()
    return LineId(f"posted:{sent.key}")


async def test_a_thumb_that_is_quicker_than_the_record_of_its_line_counts(ada: Reader) -> None:
    world, now = ada.world, ada.world.clock.now()
    line = replace(ada.line("!meet tomorrow 19:30 Choir"), role=ChatRole.MODERATOR)
    await world.hand_in(line)
    under_way = await ada.claims()
    posted = LineId(f"posted:{under_way.key}")
    thumb = Reaction(to=posted, emoji=("👍",))
    await world.door.receive([ada.line(reaction=thumb)])
    async with world.store.begin() as work:
        await work.outbox.sent([(under_way, posted)], owner="t", now=now)
    await world.dispatcher.wait_idle()
    assert await ada.count() == (1, 0)


async def test_a_thumb_under_what_others_said_meanwhile_is_forgotten(ada: Reader) -> None:
    world = ada.world
    line = replace(ada.line("!meet tomorrow 19:30 Choir"), role=ChatRole.MODERATOR)
    await world.hand_in(line)
    under_way = await ada.claims()
    await world.door.receive([ada.line(reaction=Reaction(to=LineId("x"), emoji=("👍",)))])
    async with world.store.begin() as work:
        mine = [(under_way, LineId("posted"))]
        await work.outbox.sent(mine, owner="t", now=world.clock.now())
    await world.dispatcher.wait_idle()
    assert await ada.count() == (0, 0)


class TestBell:
    async def test_it_subscribes_and_says_so_in_private_with_the_way_back(
        self, ada: Reader, planned: LineId
    ) -> None:
        (said,) = await ada.puts("🔔", planned)
        assert said.chat == ChatAddress(ada.account, ChatId(ada.who))
        assert "in private about Choir: 1 day, 10 minutes before" in said.outgoing.text
        assert "take the 🔔 away, or !unsubscribe 1" in said.outgoing.text
        assert await ada.leads() == [DAY, 10 * MINUTE]

    async def test_taking_it_away_unsubscribes(self, ada: Reader, planned: LineId) -> None:
        await ada.puts("🔔", planned)
        (said,) = await ada.takes_back("🔔", planned)
        assert said.chat.chat == ada.who
        assert "I no longer write to you" in said.outgoing.text
        assert await ada.leads() == []

    async def test_what_was_subscribed_by_words_is_not_touched(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.says("!subscribe 1 2h")
        (said,) = await ada.puts("🔔", planned)
        assert "2 hours before" in said.outgoing.text
        assert await ada.takes_back("🔔", planned) == []
        assert await ada.leads() == [120 * MINUTE]

    async def test_as_long_as_one_of_two_stands_it_holds(
        self, ada: Reader, planned: LineId
    ) -> None:
        reminder = await reminded(ada, DAY)
        await ada.puts("🔔", planned)
        await ada.puts("🔔", reminder)
        await ada.takes_back("🔔", planned)
        assert await ada.leads() == [DAY, 10 * MINUTE]
        await ada.takes_back("🔔", reminder)
        assert await ada.leads() == []

    async def test_under_a_series_that_was_called_off_it_means_nothing(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.says("!cancel 1", role=ChatRole.MODERATOR)
        assert await ada.puts("🔔", planned) == []
        assert await ada.leads() == []

    async def test_the_chat_hears_only_that_somebody_cannot_be_written_to(
        self, world: World
    ) -> None:
        hidden = Reader(world, XMPP, who="club@muc.x/ada")
        said = await hidden.says("!meet every sunday 11:00 Choir", role=ChatRole.MODERATOR)
        planned = LineId(f"posted:{said[0].key}")
        (answer,) = await hidden.puts("🔔", planned)
        assert answer.chat.chat == "club"
        assert answer.outgoing.answers == planned
        assert "hides your address" in answer.outgoing.text


class TestThumbs:
    async def test_they_count_in_the_line_itself_and_nothing_else_is_said(
        self, ada: Reader, planned: LineId
    ) -> None:
        (edit,) = await ada.puts("👍", planned)
        assert edit.edits == planned
        assert "Choir: every Sunday at 11:00" in edit.outgoing.text
        assert "Sunday 29 November, 11:00 \u2013 Coming: 1" in edit.outgoing.text
        (edit,) = await ada.other("eve").puts("👎", planned)
        assert "Coming: 1 · not coming: 1" in edit.outgoing.text
        assert await ada.count() == (1, 1)

    async def test_taking_one_away_counts_back(self, ada: Reader, planned: LineId) -> None:
        await ada.puts("👍", planned)
        (edit,) = await ada.takes_back("👍", planned)
        assert "Coming" not in edit.outgoing.text
        assert await ada.count() == (0, 0)

    @pytest.mark.usefixtures("planned")
    async def test_a_reminder_is_told_again_as_it_was_told(self, ada: Reader) -> None:
        ada.world.clock.time += (
            4 * DAY + 3 * 60 * MINUTE - 5 * 60 * MINUTE
        )  # Saturday, 11 in Berlin
        reminder = await reminded(ada, DAY)
        ada.world.clock.time += 180 * MINUTE
        (edit,) = await ada.puts("👍", reminder)
        assert "Choir begins in 1 day: Sunday 29 November, 11:00" in edit.outgoing.text
        assert "Coming: 1" in edit.outgoing.text
        assert not edit.outgoing.notice

    @pytest.mark.usefixtures("planned")
    async def test_a_reminder_goes_on_to_tell_of_the_server_and_of_the_call(
        self, ada: Reader
    ) -> None:
        reminder = await reminded(ada, DAY)
        now = ada.world.clock.time
        ada.world.silent_at = now
        live = LiveState(liveness=Liveness.LIVE, count=3, since=now, seen_at=now)
        ada.world.lookout.board.put("anker", live)
        (edit,) = await ada.puts("👍", reminder)
        assert "The Jitsi server does not answer at the moment" in edit.outgoing.text
        assert "3 people are there already" in edit.outgoing.text

    @pytest.mark.usefixtures("planned")
    async def test_an_answer_becomes_a_count(self, ada: Reader) -> None:
        (said,) = await ada.says("!rsvp 1")
        (edit,) = await ada.other("eve").puts("👍", LineId(f"posted:{said.key}"))
        assert "Coming: 2" in edit.outgoing.text
        assert "!rsvp 1" in edit.outgoing.text

    async def test_what_was_said_in_words_is_not_taken_back_by_a_thumb(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.says("!rsvp 1")
        await ada.puts("👍", planned)
        await ada.takes_back("👍", planned)
        assert await ada.count() == (1, 0)

    async def test_words_that_came_later_hold(self, ada: Reader, planned: LineId) -> None:
        await ada.puts("👍", planned)
        await ada.says("!rsvp no 1")
        await ada.takes_back("👍", planned)
        assert await ada.count() == (0, 1)

    async def test_the_last_of_two_thumbs_counts_and_the_other_when_it_is_gone(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.puts("👍", planned)
        await ada.puts("👎", planned)
        assert await ada.count() == (0, 1)
        await ada.takes_back("👎", planned)
        assert await ada.count() == (1, 0)

    @pytest.mark.usefixtures("planned")
    async def test_a_date_that_is_over_counts_nobody(self, ada: Reader) -> None:
        reminder = await reminded(ada, 10 * MINUTE)
        ada.world.clock.time += 6 * DAY
        assert await ada.puts("👍", reminder) == []
        assert await ada.count() == (0, 0)

    async def test_on_xmpp_one_may_give_way_to_the_other_at_once(self, world: World) -> None:
        ada = Reader(world, XMPP, who="ada@x")
        said = await ada.says("!meet every sunday 11:00 Choir", role=ChatRole.MODERATOR)
        planned = LineId(f"posted:{said[0].key}")
        await ada.puts("👍", planned)
        ada.stand[planned] = ["👎"]
        line = ada.line(reaction=Reaction(to=planned, emoji=("👎",)))
        await world.hand_in(line)
        (edit,) = await ada.out()
        assert "Coming: 0 · not coming: 1" in edit.outgoing.text
        await world.hand_in(ada.line(reaction=Reaction(to=planned, emoji=("😀",))))
        assert await ada.count() == (0, 0)

    async def test_on_matrix_names_are_in_the_count_where_the_chat_shows_them(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.says("!presence names", role=ChatRole.MODERATOR)
        (edit,) = await ada.puts("👍", planned)
        assert (ada.who in edit.outgoing.text) is (ada.account == MATRIX)


class TestPrivateReminders:
    async def test_a_thumb_there_counts_and_changes_it_there(
        self, ada: Reader, planned: LineId
    ) -> None:
        await ada.puts("🔔", planned)
        direct = ChatAddress(ada.account, ChatId(ada.who))
        reminder = await reminded(ada, DAY, to=direct)
        chat = ChatId("!direct" if ada.account == MATRIX else ada.who)
        reaction = Reaction(to=reminder, emoji=("👍",))
        line = replace(ada.line(reaction=reaction), kind=ChatKind.DIRECT)
        await ada.world.hand_in(replace(line, chat=ChatAddress(ada.account, chat)))
        (edit,) = await ada.out()
        assert edit.chat == direct
        assert "No more of these" in edit.outgoing.text
        assert await ada.count() == (1, 0)

    @pytest.mark.usefixtures("planned")
    async def test_nobody_else_can_react_to_it(self, ada: Reader) -> None:
        reminder = await reminded(ada, DAY, to=ChatAddress(ada.account, ChatId(ada.who)))
        assert await ada.other("eve").puts("👍", reminder) == []
        assert await ada.count() == (0, 0)


class TestTheDoor:
    @pytest.mark.parametrize("emoji", ["🔔\ufe0f", "🔔", "👍🏽", "👍\ufe0f", "👎🏿", "👎\ufe0e"])
    async def test_shape_and_colour_do_not_matter(
        self, ada: Reader, planned: LineId, emoji: str
    ) -> None:
        assert len(await ada.puts(emoji, planned)) == 1

    @pytest.mark.parametrize("emoji", ["😀", "❤️", "🔕", "👍👍", "", "yes"])
    async def test_other_emoji_mean_nothing(self, ada: Reader, planned: LineId, emoji: str) -> None:
        assert await ada.puts(emoji, planned) == []
        assert (await ada.count(), await ada.leads()) == ((0, 0), [])

    @pytest.mark.usefixtures("planned")
    async def test_reactions_to_lines_of_others_are_not_even_kept(self, ada: Reader) -> None:
        foreign = LineId("somebody else's")
        assert await ada.puts("👍", foreign) == []
        assert await ada.takes_back("👍", foreign) == []
        async with ada.world.store.begin() as work:
            assert await work.inbox.waiting(ada.account) == []
            seen = replace(ada.line(), line=LineId("line2"))
            assert await work.inbox.receive(seen, now=ada.world.clock.now())

    async def test_a_line_id_that_another_chat_claims_is_not_believed(
        self, ada: Reader, planned: LineId
    ) -> None:
        elsewhere = replace(ada, chat="evil", stand={}, put={})
        await ada.world.hand_in(elsewhere.line(reaction=Reaction(to=planned, emoji=("👍", "🔔"))))
        assert await ada.out() == []
        assert (await ada.count(), await ada.leads()) == ((0, 0), [])

    async def test_a_reaction_seen_twice_counts_once(self, ada: Reader, planned: LineId) -> None:
        line = ada.line(reaction=Reaction(to=planned, emoji=("👍",)))
        await ada.world.hand_in(line, line)
        await ada.says("!rsvp no 1")
        await ada.world.hand_in(line)
        assert await ada.count() == (0, 1)

    async def test_one_that_is_taken_back_before_it_was_read_is_both(
        self, ada: Reader, planned: LineId
    ) -> None:
        if ada.account == XMPP:
            first = ada.line(reaction=Reaction(to=planned, emoji=("👍",)))
            then = ada.line(reaction=Reaction(to=planned, emoji=()))
        else:
            first = ada.line(reaction=Reaction(to=planned, emoji=("👍",)))
            then = ada.line(reaction=Reaction(takes_back=first.line))
        await ada.world.hand_in(first, then)
        assert await ada.count() == (0, 0)

    async def test_it_is_answered_after_a_crash(self, world: World) -> None:
        ada = Reader(world, ACCOUNT)
        (said,) = await ada.says("!meet every sunday 11:00 Choir", role=ChatRole.MODERATOR)
        reaction = Reaction(to=LineId(f"posted:{said.key}"), emoji=("👍",))
        async with world.store.begin() as work:
            await work.inbox.receive(ada.line(reaction=reaction), now=world.clock.now())
        await world.door.resume()
        await world.dispatcher.wait_idle()
        assert await ada.count() == (1, 0)

    async def test_a_flood_of_them_is_answered_once_and_then_not(
        self, ada: Reader, planned: LineId
    ) -> None:
        lines = [
            ada.line(reaction=Reaction(to=planned, emoji=(("👍", "👎")[n % 2],))) for n in range(60)
        ]
        await ada.world.hand_in(*lines)
        said = [one.outgoing.text for one in await ada.out() if one.edits is None]
        assert len([text for text in said if "more than I can read" in text]) == 1
