"""Whose a room is and which calls may run, over every store."""

from dataclasses import replace

from bot.domain.chat import PersonId
from bot.domain.shaping import OwnedRoom, Reservation, RoomKind
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, DAY, MINUTE, NOON, WEEKLY

ANKER = OwnedRoom(
    chat=BOARD,
    node="anker",
    kind=RoomKind.CLOSED,
    made_by=PersonId("@anna:example.org"),
    made_at=NOON,
    used_at=NOON + MINUTE,
    opened_at=NOON + 2 * MINUTE,
    lobby=True,
    password="mibon",
)
BARE = replace(ANKER, kind=RoomKind.OPEN, made_by=None, opened_at=None, lobby=False, password=None)
CALL = Reservation(
    id="r1", name="Anker", node="anker", starts_at=NOON, ends_at=NOON + DAY, lobby=True
)


async def test_a_room_comes_back_as_it_was_saved_last(store: Store) -> None:
    for room in (ANKER, BARE):
        async with store.begin() as work:
            await work.owned_rooms.save(room)
        async with store.begin() as work:
            assert await work.owned_rooms.get(BOARD, "anker") == room
            assert await work.owned_rooms.get(CHOIR, "anker") is None


async def test_who_had_a_room_first_comes_first(store: Store) -> None:
    later = replace(ANKER, chat=CHOIR, made_at=NOON + DAY)
    async with store.begin() as work:
        await work.owned_rooms.save(later)
        await work.owned_rooms.save(ANKER)
        await work.owned_rooms.save(replace(ANKER, node="other"))
        assert list(await work.owned_rooms.of_node("anker")) == [ANKER, later]


async def test_a_reservation_holds_until_it_ends_by_itself(store: Store) -> None:
    async with store.begin() as work:
        await work.reservations.save(CALL)
        assert await work.reservations.get("r1") == CALL
        assert await work.reservations.running("anker", now=NOON + DAY - MINUTE) == CALL
        assert await work.reservations.running("anker", now=NOON + DAY) is None
        assert await work.reservations.running("other", now=NOON) is None


async def test_a_room_has_one_reservation(store: Store) -> None:
    again = replace(CALL, id="r2", lobby=False, password="mibon")
    async with store.begin() as work:
        await work.reservations.save(CALL)
        await work.reservations.save(again)
        assert await work.reservations.get("r1") is None
        assert await work.reservations.running("anker", now=NOON) == again


async def test_a_reservation_ends_once(store: Store) -> None:
    async with store.begin() as work:
        await work.reservations.save(CALL)
        assert await work.reservations.end("r1") == CALL
        assert await work.reservations.end("r1") is None


async def test_what_is_past_is_erased_but_for_rooms_of_chats_that_meet_on(store: Store) -> None:
    elsewhere = replace(ANKER, chat=CHOIR)
    async with store.begin() as work:
        await work.programme.save(WEEKLY)
        for room in (ANKER, elsewhere):
            await work.owned_rooms.save(room)
        await work.reservations.save(CALL)
    async with store.begin() as work:
        await work.housekeeping.purge(before=NOON + 2 * DAY)
    async with store.begin() as work:
        kept = [room.chat for room in await work.owned_rooms.of_node("anker")]
        assert kept == [WEEKLY.owner]
        assert await work.reservations.get("r1") is None
