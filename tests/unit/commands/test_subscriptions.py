"""Who hears of a series, how long before, and how they get rid of it."""

from datetime import timedelta

import pytest

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, ChatRole, PersonId
from bot.domain.due import AT_THE_START
from bot.usecases.ports.programme import Subscription
from bot.usecases.programme.subscribe import private_chat
from tests.unit.commands.conftest import ACCOUNT, World

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ADA = ChatAddress(ACCOUNT, ChatId("ada"))
CLUB = ChatAddress(ACCOUNT, ChatId("club"))
MODERATOR = ChatRole.MODERATOR


async def heard_by(world: World, target: ChatAddress) -> list[timedelta]:
    """How long before they are told, of whatever series."""
    return [one.lead for one in await subscriptions(world, target)]


async def subscriptions(world: World, target: ChatAddress) -> list[Subscription]:
    async with world.store.begin() as work:
        return list(await work.subscriptions.of_target(target))


@pytest.fixture
async def choir(world: World) -> World:
    """Number 1 of the club, told of a day and ten minutes before; it is Tuesday noon in UTC."""
    await world.ask("!meet every sunday 11:00 Choir in Anker", role=MODERATOR)
    return world


async def test_a_person_hears_as_long_before_as_the_chat_unless_they_say_otherwise(
    choir: World,
) -> None:
    text = await choir.ask("!subscribe 1")
    assert "in private" in text
    assert "1 day, 10 minutes before" in text
    assert "!unsubscribe 1" in text
    assert await heard_by(choir, ADA) == [DAY, 10 * MINUTE]
    assert "2 hours before" in await choir.ask("!subscribe 1 2h")
    assert await heard_by(choir, ADA) == [2 * HOUR]
    assert await heard_by(choir, CLUB) == [DAY, 10 * MINUTE, AT_THE_START]


@pytest.mark.parametrize(
    "line", ["!abo 1 30m", "!meet abo #1 30 min", "!abonnieren 1 half an hour", "!Subscribe 1 30m"]
)
async def test_it_can_be_said_in_both_languages(choir: World, line: str) -> None:
    await choir.ask(line)
    assert await heard_by(choir, ADA) == [30 * MINUTE]


@pytest.mark.parametrize(
    "line", ["!unsubscribe 1", "!abo aus 1", "!meet abo aus 1", "!ABO AUS 1", "!abbestellen 1"]
)
async def test_who_has_enough_says_so_and_is_told_how_to_undo_it(choir: World, line: str) -> None:
    await choir.ask("!subscribe 1 2h, 5m")
    text = await choir.ask(line)
    assert await heard_by(choir, ADA) == []
    assert "!subscribe 1 2 hours, 5 minutes" in text
    assert "nothing has changed" in await choir.ask(line)


async def test_what_a_reply_says_to_undo_it_with_undoes_it(choir: World) -> None:
    await choir.ask("!subscribe 1 2h")
    text = await choir.ask("!subscribe 1 3h")
    _, _, undo = text.rpartition("Undo: ")
    await choir.ask(undo)
    assert await heard_by(choir, ADA) == [2 * HOUR]
    text = await choir.ask("!subscribe 1 here 3h", role=MODERATOR)
    _, _, undo = text.rpartition("Undo: ")
    await choir.ask(undo, role=MODERATOR)
    assert await heard_by(choir, CLUB) == [DAY, 10 * MINUTE, AT_THE_START]
    text = await choir.ask("!unsubscribe 1 here", role=MODERATOR)
    assert await heard_by(choir, CLUB) == []
    _, _, undo = text.rpartition("Undo: ")
    await choir.ask(undo, role=MODERATOR)
    assert await heard_by(choir, CLUB) == [DAY, 10 * MINUTE, AT_THE_START]


async def test_moderators_and_whoever_made_it_subscribe_the_chat(choir: World) -> None:
    assert "moderator" in await choir.ask("!subscribe 1 here 3h", by="eve")
    assert await heard_by(choir, CLUB) == [DAY, 10 * MINUTE, AT_THE_START]
    for line in ("!subscribe 1 3h here", "!abo 1 hier 3h", "!abo 1 3h, hier."):
        text = await choir.ask(line, by="eve", role=MODERATOR)
        assert "this chat" in text
        assert await heard_by(choir, CLUB) == [3 * HOUR, AT_THE_START]
    await choir.ask("!abo 1 hier 2h")
    assert await heard_by(choir, CLUB) == [2 * HOUR, AT_THE_START]
    async with choir.store.begin() as work:
        series = await work.programme.find(CLUB, 1)
    assert series
    assert series.leads == (2 * HOUR,)


async def test_the_alarm_follows_who_wants_to_hear(choir: World) -> None:
    async def due_in() -> timedelta | None:
        async with choir.store.begin() as work:
            due_at = await work.alarms.next_due(after=choir.clock.now())
        return due_at and due_at - choir.clock.now()

    saturday = timedelta(days=3, hours=22)  # Saturday 11:00 in Berlin
    assert await due_in() == saturday
    await choir.ask("!subscribe 1 2 days")
    assert await due_in() == saturday - DAY
    await choir.ask("!unsubscribe 1")
    await choir.ask("!unsubscribe 1 here", role=MODERATOR)
    assert await due_in() is None


async def test_in_the_direct_chat_reminders_can_be_stopped_by_the_number_they_name(
    choir: World,
) -> None:
    await choir.ask("!subscribe 1")
    direct = {"chat": "ada", "kind": ChatKind.DIRECT, "addressed": True}
    assert "5 minutes before" in await choir.ask("abo 1 5m", **direct)
    answer = await choir.ask("abo aus 1", **direct)
    assert "Choir. Undo, in the chat that planned it: !subscribe 1 5 minutes" in answer
    assert await heard_by(choir, ADA) == []
    assert "no number 1" in await choir.ask("abo aus 1", **direct)


async def test_in_the_direct_chat_a_number_of_two_series_is_not_guessed(choir: World) -> None:
    await choir.ask("!meet every monday 11:00 Board", chat="board", role=MODERATOR)
    await choir.ask("!subscribe 1")
    await choir.ask("!subscribe 1", chat="board")
    text = await choir.ask("abo aus 1", chat="ada", kind=ChatKind.DIRECT, addressed=True)
    assert "Several series" in text
    assert len(await heard_by(choir, ADA)) == 4


async def test_in_a_direct_chat_its_own_series_is_heard_of_there(world: World) -> None:
    direct = {"chat": "!ada", "kind": ChatKind.DIRECT, "addressed": True, "role": MODERATOR}
    await world.ask("meet every sunday 11:00 Practice", **direct)
    await world.ask("subscribe 1 2h", **direct)
    assert await heard_by(world, ADA) == []
    own = ChatAddress(ACCOUNT, ChatId("!ada"))
    assert await heard_by(world, own) == [2 * HOUR, AT_THE_START]


@pytest.mark.parametrize("line", ["!subscribe 7", "!unsubscribe 7", "!subscribe 1 here"])
async def test_a_number_that_there_is_not_is_said_to_be_none(world: World, line: str) -> None:
    assert "There is no number" in await world.ask(line, role=MODERATOR)


async def test_a_series_that_was_called_off_is_not_subscribed_to(choir: World) -> None:
    await choir.ask("!cancel 1", role=MODERATOR)
    assert "called off" in await choir.ask("!subscribe 1")
    assert await heard_by(choir, ADA) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("!subscribe", "!subscribe 1 (Choir)"),
        ("!subscribe Theatre", "It goes like this: !subscribe NUMBER"),
        ("!subscribe 1 soonish", "I did not understand “soonish”"),
        ("!subscribe 1 10m soonish", "soonish"),
        ("!subscribe 1 tomorrow", "It goes like this: !subscribe NUMBER"),
        ("!unsubscribe", "!unsubscribe 1 (Choir)"),
        ("!unsubscribe 1 there", "I did not understand “there”"),
        ("!subscribe 1 200 days", "at most 60 days"),
        ("!subscribe 1 " + ", ".join(f"{n} min" for n in range(1, 13)), "at most 5 times"),
    ],
)
async def test_what_is_not_understood_changes_nothing(choir: World, line: str, says: str) -> None:
    assert says in await choir.ask(line)
    assert await heard_by(choir, ADA) == []


async def test_lengths_that_may_be_one_or_two_are_asked_about(choir: World) -> None:
    text = await choir.ask("!subscribe 1 1 day 10 minutes")
    assert "!subscribe 1 1 day, 10 minutes" in text
    assert await heard_by(choir, ADA) == []


async def test_who_hides_behind_a_nick_cannot_be_written_to_and_is_told_so(choir: World) -> None:
    xmpp = AccountId("xmpp:anker@example.org")
    line = choir.line("!subscribe 1")
    seen = {
        "ada@example.org": True,
        "Xr7/k+2@choir@conference.example.org": False,
        "choir@conference.example.org/Ada": False,
    }
    for person, reachable in seen.items():
        sender = type(line.sender)(PersonId(person), "Ada")
        asks = type(line)(
            line=line.line, chat=ChatAddress(xmpp, ChatId("choir@conference.example.org")),
            kind=line.kind, sender=sender, role=line.role, text=line.text, addressed=False,
            sent_at=line.sent_at,
        )  # fmt: skip
        found = private_chat(asks)
        assert found == (ChatAddress(xmpp, ChatId(person)) if reachable else None)


async def test_the_default_leads_of_a_chat_are_shown_and_chosen_by_moderators(
    world: World,
) -> None:
    assert "Only a moderator" in await world.ask("!remind 2h")
    assert "1 day, 10 minutes before" in await world.ask("!remind", role=MODERATOR)
    text = await world.ask("!erinnern 2 Stunden", role=MODERATOR)
    assert "2 hours before" in text
    assert text.endswith("Undo: !remind 1 day, 10 minutes")
    await world.ask("!meet every sunday 11:00 Choir", role=MODERATOR)
    assert await heard_by(world, CLUB) == [2 * HOUR, AT_THE_START]
    assert "2 hours" in await world.ask("!settings", role=MODERATOR)
    text = await world.ask("!remind off", role=MODERATOR)
    assert text.endswith("Undo: !remind 2 hours")
    assert "only when it begins" in await world.ask("!remind", role=MODERATOR)
    assert "!remind off" in await world.ask("!remind 5m", role=MODERATOR)
    assert "It goes like this" in await world.ask("!remind sometimes", role=MODERATOR)
    assert "!remind 1 day, 10 minutes" in await world.ask("!remind 1 day 10 min", role=MODERATOR)


async def test_what_is_offered_in_the_place_of_a_reminder_too_late_works(world: World) -> None:
    await world.ask("!meet in 3 minutes Board")
    offered = (await world.ask("!subscribe 1 10 min")).rpartition(": ")[2]
    assert "I will write to you in private about Board" in await world.ask(offered)


async def test_nobody_is_promised_a_reminder_for_a_time_that_is_past(world: World) -> None:
    await world.ask("!meet today 15:00 Board")
    answer = await world.ask("!subscribe 1")
    assert "I will write to you in private about Board: 10 minutes before." in answer
    answer = await world.ask("!subscribe 1 1 day")
    assert "Number 1 begins before that. Nothing was changed." in answer
    assert answer.endswith("As early as it still can be: !subscribe 1")
    assert await heard_by(world, ADA) == [DAY, 10 * MINUTE], "it may still be moved"


async def test_who_asks_shortly_before_is_told_when_it_begins(world: World) -> None:
    await world.ask("!meet in 5 min Board")
    answer = await world.ask("!subscribe 1")
    assert "I will write to you in private about Board: when it begins." in answer


@pytest.mark.parametrize("typed", ["!subscribe 1 at 8", "!abo 1 um 8", "!remind um 8"])
async def test_a_time_of_day_is_no_lead_and_is_not_offered_as_one(choir: World, typed: str) -> None:
    answer = await choir.ask(typed, role=MODERATOR)
    assert "It goes like this" in answer
