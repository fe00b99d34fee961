"""What a command may leave out that replies to a line of the bot; it is Tuesday, 24 November."""

from datetime import datetime, timedelta

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole, DeliveryKey
from bot.domain.delivery import Delivery, NewDelivery, Outgoing
from bot.domain.subject import Subject
from tests.unit.commands.conftest import ACCOUNT, World

MODERATOR = ChatRole.MODERATOR
MONDAY = datetime(2026, 12, 7, 19, 30)  # noqa: DTZ001 -- local by intent


async def says(world: World, text: str) -> Delivery:
    await world.hand_in(world.line(text, role=MODERATOR))
    first, *_ = await world.out()
    return first


class Club:
    """A chat with two series, in which somebody replies to the card of one."""

    def __init__(self, world: World, choir: str, board: str) -> None:
        self.world = world
        self.cards = {"choir": choir, "board": board}

    async def reply(
        self, to: str, text: str, *, role: ChatRole = MODERATOR, chat: str = "club"
    ) -> str:
        return await self.world.ask(text, answers=self.cards.get(to, to), role=role, chat=chat)


@pytest.fixture
async def club(world: World) -> Club:
    choir = await says(world, "!meet every sunday 11:00 Choir in Church")
    board = await says(world, "!meet every monday 19:30 Board")
    return Club(world, f"posted:{choir.key}", f"posted:{board.key}")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!subscribe", "about Board"),
        ("!abo 10 Min", "Board: 10 minutes before"),
        ("!abo hier", "this chat about Board"),
        ("!unsubscribe", "not subscribed to Board"),
        ("!skip", "Board is off on Monday 30 November"),
        ("!skip 7.12.", "Board is off on Monday 7 December"),
        ("!move to 20:00", "Board, Monday 30 November, 19:30, is moved to Monday 30 November, 20"),
        ("!verschieben 7.12. auf 20 Uhr", "Board, Monday 7 December, 19:30, is moved to"),
        ("!edit 18:00", "Board: every Monday at 18:00"),
        ("!edit 18 Uhr", "Board: every Monday at 18:00"),
        ("!edit Council", "Council: every Monday"),
        ("!retitle Budget", "Budget"),
        ("!dabei", "Board: Monday 30 November"),
        ("!rsvp no", "Board: Monday 30 November"),
        ("!top Budget", "Board, Monday 30 November, 19:30: 1. Budget"),
        ("!cancel", "Board is called off"),
    ],
)
async def test_a_reply_to_a_card_names_its_series(club: Club, typed: str, says: str) -> None:
    assert says in await club.reply("board", typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [("!subscribe 10 min", "Board: 10 minutes"), ("!skip", "Board is off"), ("!qr", "to Board,")],
)
async def test_so_does_the_thread_under_it(club: Club, typed: str, says: str) -> None:
    told = await club.world.ask(typed, thread=club.cards["board"], role=MODERATOR)
    assert says in told


async def test_what_was_called_off_is_taken_up_again_by_a_reply(club: Club) -> None:
    await club.reply("board", "!cancel")
    assert "Board takes place after all" in await club.reply("board", "!cancel undo")


@pytest.mark.parametrize("typed", ["!subscribe 1", "!abo #1", "!abo Nummer 1 10 Min"])
async def test_a_number_that_is_typed_goes_first(club: Club, typed: str) -> None:
    assert "Choir" in await club.reply("board", typed)


async def test_a_reply_to_anything_else_names_nothing(club: Club) -> None:
    for line in ("somebody's", "choir-ish"):
        assert "There are several series here" in await club.reply(line, "!subscribe")
    assert "Garden: https://" in await club.reply("board", "!meet Garden")


async def test_a_card_of_another_chat_names_nothing(club: Club) -> None:
    answer = await club.reply("board", "!subscribe", chat="elsewhere")
    assert "Nothing is planned here yet" in answer


class TestOfOneDate:
    @pytest.fixture
    async def told(self, club: Club) -> str:
        """An answer about the second Sunday."""
        answer = await says(club.world, "!rsvp 1 6.12.")
        return f"posted:{answer.key}"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("!skip", "Choir is off on Sunday 6 December"),
            ("!cancel", "Choir is off on Sunday 6 December"),
            ("!rsvp no", "Choir: Sunday 6 December"),
            (
                "!move to 12:00",
                "Choir, Sunday 6 December, 11:00, is moved to Sunday 6 December, 1",
            ),
            ("!verschieben auf Montag", "Choir, Sunday 6 December, 11:00, is moved to Monday 7 De"),
            (
                "!verschieben vom 13.12. auf 14.12.",
                "Choir, Sunday 13 December, 11:00, is moved to Monday 14 December",
            ),
            ("!retitle Advent", "6 December"),
            ("!skip 13.12.", "Choir is off on Sunday 13 December"),
            ("!ausfall nächste Woche", "Choir is off on Sunday 6 December"),
            ("!subscribe 10 min", "Choir: 10 minutes before"),
        ],
    )
    async def test_a_reply_names_the_date_as_well(
        self, club: Club, told: str, typed: str, says: str
    ) -> None:
        assert says in await club.reply(told, typed)

    async def test_it_is_undone_by_a_reply(self, club: Club, told: str) -> None:
        await club.reply(told, "!skip")
        assert "takes place on Sunday 6 December" in await club.reply(told, "!skip undo")

    async def test_one_that_is_over_is_not_taken_for_the_next(self, club: Club, told: str) -> None:
        club.world.clock.time += timedelta(days=14)
        assert "That is past already" in await club.reply(told, "!skip")


class TestOfARoom:
    """A command about a room means that of the line, and not the one that was used last."""

    @pytest.fixture
    async def garden(self, club: Club) -> str:
        card = await says(club.world, "!meet Garden")
        await says(club.world, "!meet Yard")
        return f"posted:{card.key}"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("!who", "anyone is in {}:"),
            ("!wer", "anyone is in {}:"),
            ("!qr", "The link to {},"),
            ("!invite", "{}: https://meet.example.org/"),
            ("!notify from 3", "when 3 people are in {};"),
        ],
    )
    async def test_a_reply_to_a_card_or_a_date_names_its_room(
        self, club: Club, garden: str, typed: str, says: str
    ) -> None:
        assert says.format("Garden") in await club.reply(garden, typed)
        assert says.format("Board") in await club.reply("board", typed)
        assert says.format("Yard") in await club.reply("somebody's", typed)

    async def test_a_name_that_is_typed_goes_first(self, club: Club, garden: str) -> None:
        assert "anyone is in Yard:" in await club.reply(garden, "!who Yard")
        assert "anyone is in Church:" in await club.reply(garden, "!who 1")

    @pytest.mark.parametrize("typed", ["!watch 2", "!notify 2 from 3"])
    async def test_of_two_with_one_title_the_one_is_undone_that_was_meant(
        self, club: Club, typed: str
    ) -> None:
        await club.world.moderate("!meet every friday 19:00 Board")
        undo = (await club.world.moderate(typed)).partition("Undo: ")[2]
        assert "no longer" in await club.world.moderate(undo)

    async def test_a_card_of_another_chat_names_nothing(self, club: Club, garden: str) -> None:
        answer = await club.world.ask("!who", chat="elsewhere", answers=garden, role=MODERATOR)
        assert "Garden" not in answer


class TestInADirectChat:
    @pytest.fixture
    async def told(self, club: Club) -> World:
        """Ada was reminded of the second Monday of the board."""
        world = club.world
        await club.reply("board", "!subscribe")
        board = await world.series(2)
        assert board
        reminder = NewDelivery(
            key=DeliveryKey("soon"),
            chat=ChatAddress(ACCOUNT, ChatId("ada")),
            outgoing=Outgoing(text="Board begins soon."),
            about=Subject(series=board.id, slot=MONDAY, lead=timedelta(days=1)),
        )
        async with world.store.begin() as work:
            await work.outbox.add(reminder, now=world.clock.now())
        await world.out()
        return world

    async def says(self, world: World, text: str, *, answers: str | None = None) -> str:
        return await world.ask(
            text,
            chat="ada",
            kind=ChatKind.DIRECT,
            addressed=True,
            answers=answers,
            role=MODERATOR,
        )

    async def test_a_reminder_names_what_it_is_about(self, told: World) -> None:
        assert "Board: Monday 7 December" in await self.says(told, "dabei", answers="posted:soon")

    @pytest.mark.parametrize(
        "typed", ["cancel", "skip", "edit 12:00", "move to 12:00", "share", "rsvp", "agenda X"]
    )
    async def test_of_two_with_one_number_the_other_one_is_not_meant(
        self, told: World, typed: str
    ) -> None:
        await self.says(told, "meet every tuesday 19:00 Tea")
        await self.says(told, "meet every monday 19:30 Cake")
        before = await told.series(2, chat="ada")
        answer = await self.says(told, typed, answers="posted:soon")
        assert "have the number 2. Please say it in their chat." in answer
        assert await told.series(2, chat="ada") == before
        assert "Cake is off" in await self.says(told, "skip 2", answers="posted:soon")
