"""What is offered in a chat is what works there: private reminders, reactions, whole verbs."""

from dataclasses import replace
from datetime import timedelta

import pytest

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
from bot.domain.line import Incoming, Reaction
from tests.unit.commands.conftest import World

XMPP = AccountId("xmpp:anker@example.org")
ROOM = "choir@conference.example.org"
HIDDEN = f"Xr7/k+2@{ROOM}"
SHOWN = "ada@example.org"
RULE = "!meet every sunday 11:00 Choir"
MODERATOR = ChatRole.MODERATOR


class Room:
    """An XMPP group chat in which Ada writes, as it shows her."""

    def __init__(self, world: World, who: str) -> None:
        self.world = world
        self.who = who

    def line(self, text: str, role: ChatRole, who: str | None, *, direct: bool) -> Incoming:
        chat = f"{ROOM}/Ada" if direct else ROOM
        return replace(
            self.world.line(text, role=role),
            chat=ChatAddress(XMPP, ChatId(chat)),
            kind=ChatKind.DIRECT if direct else ChatKind.GROUP,
            sender=Person(PersonId(who or self.who), "Ada"),
            addressed=direct,
        )

    async def ask(
        self,
        text: str,
        *,
        role: ChatRole = ChatRole.MEMBER,
        who: str | None = None,
        direct: bool = False,
    ) -> str:
        await self.world.hand_in(self.line(text, role, who, direct=direct))
        return "\n".join(await self.out())

    async def put_bell(self) -> str:
        """Under the latest line of the bot, whose key it has on every network."""
        line = self.line("", ChatRole.MEMBER, None, direct=False)
        await self.world.hand_in(replace(line, reaction=Reaction(to=self.latest, emoji=("🔔",))))
        return "\n".join(await self.out())

    async def out(self) -> list[str]:
        now, said = self.world.clock.now(), list[str]()
        async with self.world.store.begin() as work:
            claimed = await work.outbox.claim(
                XMPP, owner="t", now=now, lease_until=now + timedelta(minutes=1), limit=50
            )
            for delivery in claimed:
                self.latest = LineId(f"posted:{delivery.key}")
                await work.outbox.sent([(delivery, self.latest)], owner="t", now=now)
                said.append(delivery.outgoing.text)
        return said


@pytest.fixture
async def hidden(world: World) -> Room:
    return Room(world, HIDDEN)


@pytest.fixture
async def shown(world: World) -> Room:
    return Room(world, SHOWN)


@pytest.fixture(params=["", "!sprache de"])
async def either(hidden: Room, request: pytest.FixtureRequest) -> Room:
    """The same in both languages."""
    if request.param:
        await hidden.ask(request.param, role=MODERATOR)
    return hidden


async def test_where_addresses_are_shown_a_card_offers_the_bell(shown: Room) -> None:
    card = await shown.ask(RULE, role=MODERATOR)
    assert "For you: reminders by 🔔 or !subscribe 1, coming by 👍 or !rsvp 1" in card


async def test_where_addresses_are_hidden_no_card_offers_reminders_in_private(
    either: Room,
) -> None:
    card = await either.ask(RULE, role=MODERATOR)
    assert "🔔" not in card
    assert "!subscribe" not in card
    assert "!abo" not in card
    assert "👍" in card


async def test_where_nobody_can_react_a_card_offers_words_alone(shown: Room) -> None:
    shown.world.without_reactions.add(ROOM)
    card = await shown.ask(RULE, role=MODERATOR)
    assert "For you: reminders by !subscribe 1, coming by !rsvp 1" in card
    hidden = await shown.ask(RULE, role=MODERATOR, who=HIDDEN)
    assert "For you: coming by !rsvp 2" in hidden


async def test_who_plans_with_the_bot_alone_is_offered_no_second_reminder(world: World) -> None:
    card = await world.ask("meet tomorrow 19:30 Board", kind=ChatKind.DIRECT, addressed=True)
    assert "For you: coming by 👍 or !rsvp 1" in card


async def test_what_was_announced_elsewhere_is_not_offered_to_who_cannot_be_reached(
    hidden: Room,
) -> None:
    await hidden.world.ask(RULE, role=MODERATOR)
    code = (await hidden.world.moderate("!share 1")).split("!announce ")[1].split()[0]
    told = await hidden.ask(f"!announce {code}", role=MODERATOR)
    assert "It comes from another chat, which alone can change it.\n" in told
    assert "!subscribe" not in told
    assert "Those in the other chat" not in await hidden.ask("!share 1", role=MODERATOR)


class TestRefusal:
    async def test_it_says_that_the_chat_is_told_and_offers_a_member_nothing(
        self, either: Room
    ) -> None:
        await either.ask(RULE, role=MODERATOR, who=f"ben@{ROOM}@{ROOM}")
        answer = await either.ask("!subscribe 1")
        assert "Choir: " in answer
        assert "!" not in answer

    async def test_what_it_offers_to_a_moderator_works(self, hidden: Room) -> None:
        await hidden.ask(RULE, role=MODERATOR)
        answer = await hidden.ask("!subscribe 1", role=MODERATOR)
        assert "The whole chat is told about Choir: 1 day, 10 minutes before" in answer
        offered = answer.partition("At another time: ")[2]
        assert offered == "!subscribe 1 2 hours here"
        assert "I will tell this chat about Choir: 2 hours" in await hidden.ask(
            offered, role=MODERATOR
        )

    async def test_what_it_offers_works_in_german(self, hidden: Room) -> None:
        await hidden.ask("!sprache de", role=MODERATOR)
        await hidden.ask("!meet jeden sonntag 11:00 Chor", role=MODERATOR)
        answer = await hidden.ask("!abo 1", role=MODERATOR)
        offered = answer.partition("Zu einer anderen Zeit: ")[2]
        assert "2 Stunden" in await hidden.ask(offered, role=MODERATOR)

    async def test_who_made_a_series_may_have_the_chat_told_and_is_offered_it(
        self, hidden: Room
    ) -> None:
        await hidden.ask("!meet tomorrow 19:30 Board")
        assert "At another time: !subscribe 1" in await hidden.ask("!subscribe 1")

    async def test_where_the_chat_is_not_told_a_moderator_can_change_that(
        self, hidden: Room
    ) -> None:
        await hidden.ask(RULE, role=MODERATOR, who=f"ben@{ROOM}@{ROOM}")
        await hidden.ask("!unsubscribe 1 here", role=MODERATOR)
        answer = await hidden.ask("!subscribe 1")
        assert answer.endswith("A moderator can let me tell the whole chat: !subscribe 1 here")
        answer = await hidden.ask("!subscribe 1", role=MODERATOR)
        offered = answer.partition("For the whole chat: ")[2]
        assert "I will tell this chat" in await hidden.ask(offered, role=MODERATOR)

    async def test_who_wants_to_hear_no_more_is_not_offered_to_hear_more(
        self, hidden: Room
    ) -> None:
        await hidden.ask(RULE, role=MODERATOR, who=f"ben@{ROOM}@{ROOM}")
        assert "!" not in await hidden.ask("!unsubscribe 1")
        answer = await hidden.ask("!unsubscribe 1", role=MODERATOR)
        offered = answer.partition("To end that: ")[2]
        assert "I no longer tell this chat" in await hidden.ask(offered, role=MODERATOR)
        assert (await hidden.ask("!unsubscribe 1", role=MODERATOR)).count("\n") == 0

    async def test_a_bell_is_answered_in_the_same_way(self, hidden: Room) -> None:
        await hidden.ask(RULE, role=MODERATOR, who=f"ben@{ROOM}@{ROOM}")
        answer = await hidden.put_bell()
        assert "hides your address" in answer
        assert "!" not in answer

    async def test_where_it_sends_people_works(self, hidden: Room) -> None:
        await hidden.ask("!meet in Anker")
        answer = await hidden.ask("!notify from 3")
        assert "In a direct chat with anker@example.org I can: " in answer
        offered = answer.partition("I can: ")[2]
        line = replace(
            hidden.line(offered, ChatRole.MODERATOR, SHOWN, direct=True),
            chat=ChatAddress(XMPP, ChatId(SHOWN)),
        )
        await hidden.world.hand_in(line)
        assert "I write to you in private, once" in "".join(await hidden.out())

    async def test_a_private_message_of_the_chat_is_no_way_round_it(self, hidden: Room) -> None:
        assert "An owner of the chat can make me its moderator" in await hidden.ask(
            "!dashboard", role=MODERATOR
        )
        assert "direct chat with anker@example.org" in await hidden.ask("notify Anker", direct=True)


async def test_nothing_is_planned_where_nothing_could_be_told_later(shown: Room) -> None:
    for time in ("tomorrow 19:30", "every sunday 11:00"):
        answer = await shown.ask(f"meet {time} Board", direct=True)
        assert "or a direct chat with anker@example.org." in answer
    assert "http" in await shown.ask("meet Board", direct=True)


class TestHelp:
    async def test_it_leaves_out_what_the_chat_cannot_do(self, either: Room) -> None:
        told = await either.ask("!help")
        for word in ("!notify", "!bescheid", "!pin", "!anheften", "!widget", "!dashboard"):
            assert word not in told
        assert "!rsvp" in told or "!dabei" in told

    async def test_it_tells_of_reminders_as_they_work_there(
        self, hidden: Room, shown: Room
    ) -> None:
        told = await hidden.ask("!help")
        assert (
            "!subscribe NUMBER [1 day, 10 min] here \u2013 reminders here for the whole chat"
            in told
        )
        assert "!unsubscribe NUMBER here" in await hidden.ask("!help unsubscribe")
        assert "reminders for you in private" in await shown.ask("!help")

    async def test_about_a_verb_that_can_do_nothing_there_it_says_why(self, hidden: Room) -> None:
        assert "Nothing can be pinned on this network" in await hidden.ask("!help pin")
        assert "hides your address" in await hidden.ask("!help notify")

    async def test_every_verb_that_it_leaves_out_would_have_been_refused(
        self, hidden: Room
    ) -> None:
        await hidden.ask("!meet in Anker")
        left_out = ("pin", "widget", "end", "lock", "moderate", "notify", "dashboard")
        for key in left_out:
            refusal = await hidden.ask(f"!{key}", role=MODERATOR)
            assert await hidden.ask(f"!help {key}", role=MODERATOR) == refusal.replace(
                '"Anker"', "Ankerplatz"
            )


async def test_no_undo_is_offered_where_the_server_lets_nobody_lock(shown: Room) -> None:
    await shown.ask("!meet in Anker [closed]")
    assert "!lock" not in await shown.ask("!unlock Anker")


class TestCalendar:
    async def test_who_has_none_in_a_chat_that_hides_them_is_told_so(self, hidden: Room) -> None:
        for direct in (False, True):
            answer = await hidden.ask("!ics off", direct=direct)
            assert answer == "You have no calendar of your own."
        assert "direct chat" not in await hidden.ask("!ics")

    async def test_who_ends_theirs_in_a_group_is_told_where_it_works(self, world: World) -> None:
        answer = await world.ask("!ics off")
        assert answer == "That is for you alone. Ask me in a direct chat: !ics off"
