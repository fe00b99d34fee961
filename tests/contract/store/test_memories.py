"""Positions, chats, rooms and cards are found again, and erased when they are past."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId, ChatKind, DeliveryKey, LineId
from bot.domain.conference import Card
from bot.domain.language import GERMAN, Formality
from bot.domain.settings import Chat, Presence
from bot.storage.past import PURGED_AT_ONCE
from bot.usecases.ports.store import Store
from bot.usecases.upkeep.keep_house import keep_house
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    MATRIX,
    MINUTE,
    NOON,
    SECOND,
    XMPP,
    Desk,
    conference_room,
    line,
    saying,
)
from tests.unit.delivery.paper import StillClock


async def _close_lines(store: Store, number: int) -> None:
    async with store.begin() as work:
        for one in (line(f"{name}") for name in range(number)):
            await work.inbox.receive(one, now=NOON)
            await work.inbox.close(one, now=NOON)


async def test_a_position_is_the_last_that_was_saved_under_its_name(store: Store) -> None:
    async with store.begin() as work:
        assert await work.positions.load(MATRIX, "sync") is None
        for account, name, token in [
            (MATRIX, "sync", "s1"),
            (MATRIX, "archive", "a1"),
            (XMPP, "sync", "x1"),
            (MATRIX, "sync", "s2"),
        ]:
            await work.positions.save(account, name, token)
    async with store.begin() as work:
        assert await work.positions.load(MATRIX, "sync") == "s2"
        assert await work.positions.load(MATRIX, "archive") == "a1"
        assert await work.positions.load(XMPP, "sync") == "x1"


async def test_a_chat_is_known_with_what_it_chose_and_nothing_else(store: Store) -> None:
    modest = Chat(address=BOARD, kind=ChatKind.GROUP)
    choosy = Chat(
        address=ChatAddress(XMPP, BOARD.chat),
        kind=ChatKind.DIRECT,
        language=GERMAN,
        timezone="Europe/Berlin",
        presence=Presence.NAMES,
        leads=(DAY, MINUTE),
        formality=Formality.FORMAL,
        active=False,
    )
    async with store.begin() as work:
        assert await work.chats.get(BOARD) is None
        await work.chats.save(modest)
        await work.chats.save(choosy)
    async with store.begin() as work:
        assert await work.chats.get(modest.address) == modest
        assert await work.chats.get(choosy.address) == choosy


async def test_a_chat_that_is_saved_again_is_replaced(store: Store) -> None:
    chat = Chat(address=BOARD, kind=ChatKind.GROUP, presence=Presence.OFF, leads=(DAY,))
    changed = replace(
        chat, kind=ChatKind.DIRECT, presence=None, leads=(), language=GERMAN, active=False
    )
    async with store.begin() as work:
        await work.chats.save(chat)
        await work.chats.save(changed)
        assert await work.chats.get(BOARD) == changed


async def test_the_rooms_of_a_chat_come_latest_used_first(store: Store) -> None:
    first, second = conference_room("first"), conference_room("second", topic="Vorstand")
    async with store.begin() as work:
        assert list(await work.rooms.recent(BOARD)) == []
        for room in (first, second, first):
            await work.rooms.use(BOARD, room, now=NOON)
        await work.rooms.use(CHOIR, second, now=NOON)
    async with store.begin() as work:
        assert list(await work.rooms.recent(BOARD)) == [first, second]
        assert list(await work.rooms.recent(CHOIR)) == [second]


async def test_a_room_is_remembered_as_it_was_used_last(store: Store) -> None:
    async with store.begin() as work:
        await work.rooms.use(BOARD, conference_room("anker", topic="Chor"), now=NOON)
        await work.rooms.use(BOARD, conference_room("anker"), now=NOON)
        assert list(await work.rooms.recent(BOARD)) == [conference_room("anker")]


async def test_fifty_rooms_are_recent(store: Store) -> None:
    async with store.begin() as work:
        for number in range(60):
            await work.rooms.use(BOARD, conference_room(f"room{number}"), now=NOON)
        recent = await work.rooms.recent(BOARD)
    assert [room.node for room in recent] == [f"room{number}" for number in range(59, 9, -1)]


def card(key: str, node: str = "anker", chat: ChatAddress = BOARD) -> Card:
    return Card(
        key=DeliveryKey(key), chat=chat, room=conference_room(node, topic="Chor"), posted_at=NOON
    )


async def test_a_card_that_is_saved_again_is_replaced(store: Store) -> None:
    async with store.begin() as work:
        await work.cards.save(card("1"))
        await work.cards.save(card("2"))
        shown = {"last_shown": "live 2", "live_since": NOON, "edited_at": NOON + SECOND}
        changed = replace(card("2"), revision=3, editable=False, closed_at=NOON + MINUTE, **shown)
        await work.cards.save(changed)
        assert await work.cards.get(DeliveryKey("1")) == card("1")
        assert await work.cards.get(changed.key) == changed
        assert await work.cards.get(DeliveryKey("other")) is None


async def test_a_card_is_found_by_its_line_in_its_own_chat(desk: Desk) -> None:
    async with desk.store.begin() as work:
        for key, chat in (("1", BOARD), ("2", BOARD), ("3", CHOIR)):
            await work.cards.save(card(key, chat=chat))
            await work.outbox.add(saying(key, chat), now=NOON)
    while claimed := await desk.claim():
        for delivery in claimed:
            await desk.sent(delivery)
    async with desk.store.begin() as work:
        assert await work.cards.under(BOARD, LineId("$2")) == card("2")
        assert await work.cards.under(BOARD, LineId("$3")) is None
        assert await work.cards.under(BOARD, LineId("other")) is None


class TestPurge:
    async def test_closed_lines_are_forgotten_and_waiting_ones_kept(self, store: Store) -> None:
        async with store.begin() as work:
            for name in ("closed", "just closed", "waiting"):
                await work.inbox.receive(line(name), now=NOON)
            await work.inbox.close(line("closed"), now=NOON)
            await work.inbox.close(line("just closed"), now=NOON + SECOND)
        async with store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + SECOND) == 1
        async with store.begin() as work:
            assert await work.inbox.receive(line("closed"), now=NOON)
            assert not await work.inbox.receive(line("just closed"), now=NOON)
            assert not await work.inbox.receive(line("waiting"), now=NOON)

    async def test_finished_deliveries_are_forgotten_and_others_kept(self, desk: Desk) -> None:
        await desk.add(saying("sent"), saying("failed"), saying("waiting"))
        await desk.sent(await desk.claim_one())
        await desk.fail(await desk.claim_one())
        await desk.claim_one()
        async with desk.store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY) == 2
        assert await desk.add(saying("sent"), saying("failed"), saying("waiting")) == [
            True,
            True,
            False,
        ]

    async def test_what_there_is_much_of_is_forgotten_piece_by_piece(self, store: Store) -> None:
        await _close_lines(store, PURGED_AT_ONCE + 1)
        for erased in (PURGED_AT_ONCE, 1, 0):
            async with store.begin() as work:
                assert await work.housekeeping.purge(before=NOON + SECOND) == erased

    async def test_whoever_keeps_house_forgets_all_pieces(self, store: Store) -> None:
        await _close_lines(store, PURGED_AT_ONCE + 1)
        await keep_house(store, StillClock(NOON + 2 * DAY), retention=DAY)
        async with store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY) == 0

    async def test_finished_deliveries_are_forgotten_piece_by_piece_as_well(
        self, desk: Desk
    ) -> None:
        chats = [ChatAddress(MATRIX, ChatId(f"!{number}")) for number in range(PURGED_AT_ONCE + 1)]
        await desk.add(*(saying(chat.chat, chat) for chat in chats))
        sent = [(one, LineId(f"${one.key}")) for one in await desk.claim(limit=len(chats))]
        async with desk.store.begin() as work:
            assert all(await work.outbox.sent(sent, owner=desk.owner, now=NOON))
        for erased in (PURGED_AT_ONCE, 1, 0):
            async with desk.store.begin() as work:
                assert await work.housekeeping.purge(before=NOON + DAY) == erased

    async def test_an_edit_that_waits_outlives_its_original(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        await desk.add(saying("edit", edits="card"))
        async with desk.store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY) == 1
        assert (await desk.claim_one()).edits == "$card"

    async def test_a_card_lives_as_long_as_its_room_and_its_line_with_it(self, desk: Desk) -> None:
        await desk.add(saying("card"))
        await desk.sent(await desk.claim_one())
        async with desk.store.begin() as work:
            await work.rooms.use(BOARD, conference_room("anker"), now=NOON + DAY)
            await work.cards.save(card("card"))
        async with desk.store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY) == 0
            assert await work.cards.get(DeliveryKey("card")) == card("card")
            assert await work.outbox.posted(DeliveryKey("card")) == "$card"
        async with desk.store.begin() as work:
            assert await work.housekeeping.purge(before=NOON + DAY + SECOND) == 3
            assert list(await work.rooms.recent(BOARD)) == []
            assert await work.cards.get(DeliveryKey("card")) is None
            assert await work.outbox.posted(DeliveryKey("card")) is None

    async def test_chats_and_positions_stay(self, store: Store) -> None:
        chat = Chat(address=BOARD, kind=ChatKind.GROUP)
        async with store.begin() as work:
            await work.chats.save(chat)
            await work.positions.save(MATRIX, "sync", "s1")
            assert await work.housekeeping.purge(before=NOON + 1000 * DAY) == 0
            assert await work.chats.get(BOARD) == chat
            assert await work.positions.load(MATRIX, "sync") == "s1"
