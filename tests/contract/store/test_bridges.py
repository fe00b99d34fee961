"""Which chat is heard in which other one, and the codes for that."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.chat import ChatAddress, ChatId, ChatKind
from bot.domain.settings import Chat
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, NOON

DAY = timedelta(days=1)


async def test_a_side_knows_its_main_chat_and_the_other_way_round(store: Store) -> None:
    side = Chat(address=CHOIR, kind=ChatKind.GROUP, main=BOARD)
    async with store.begin() as work:
        await work.chats.save(side)
    async with store.begin() as work:
        assert await work.chats.get(CHOIR) == side
        assert list(await work.chats.sides(BOARD)) == [side]
        assert list(await work.chats.sides(CHOIR)) == []
        await work.chats.save(replace(side, main=None))
        assert list(await work.chats.sides(BOARD)) == []


async def test_a_code_stands_for_a_chat_until_the_next_one_or_its_end(store: Store) -> None:
    async with store.begin() as work:
        await work.chats.offer("old", BOARD, until=NOON + DAY, now=NOON)
        await work.chats.offer("other", CHOIR, until=NOON + DAY, now=NOON)
        await work.chats.offer("new", BOARD, until=NOON + 2 * DAY, now=NOON)
        assert await work.chats.offered("old", now=NOON) is None
        assert await work.chats.offered("new", now=NOON + DAY) == BOARD
        assert await work.chats.offered("other", now=NOON) == CHOIR
        assert await work.chats.offered("other", now=NOON + DAY) is None


async def test_a_side_goes_along_when_its_main_chat_goes_on_under_another_id(store: Store) -> None:
    side = Chat(address=CHOIR, kind=ChatKind.GROUP, main=BOARD)
    moved = ChatAddress(BOARD.account, ChatId("moved"))
    async with store.begin() as work:
        await work.chats.save(Chat(address=BOARD, kind=ChatKind.GROUP))
        await work.chats.save(side)
        assert await work.chats.move(BOARD, moved.chat, now=NOON)
        assert list(await work.chats.sides(moved)) == [replace(side, main=moved)]
