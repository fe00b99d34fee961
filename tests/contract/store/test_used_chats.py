"""In which chats the bot is used."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId, ChatKind
from bot.domain.settings import Chat
from bot.usecases.ports.announcements import Announcement, Standing
from bot.usecases.ports.chats import UsedChat
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, NOON, WEEKLY, conference_room, numbered

CLUB = ChatAddress(BOARD.account, ChatId("!club:example.org"))
ANNA = Chat(address=ChatAddress(BOARD.account, ChatId("@anna:example.org")), kind=ChatKind.DIRECT)
"""Stands for a direct chat."""
LEFT = Chat(address=CLUB, kind=ChatKind.GROUP, active=False)


async def used(store: Store) -> list[UsedChat]:
    async with store.begin() as work:
        return list(await work.chats.used())


async def test_nobody_used_the_bot_yet(store: Store) -> None:
    assert await used(store) == []


async def test_a_chat_is_used_that_chose_planned_or_met_something(store: Store) -> None:
    async with store.begin() as work:
        await work.chats.save(LEFT)
        await work.chats.save(ANNA)
        await work.programme.next_number(BOARD)
        await work.rooms.use(CHOIR, conference_room("anker"), now=NOON)
        await work.rooms.use(CHOIR, conference_room("other"), now=NOON)
    assert await used(store) == [
        UsedChat(address=BOARD, known=None, series=0),
        UsedChat(address=CHOIR, known=None, series=0),
        UsedChat(address=CLUB, known=LEFT, series=0),
    ]


async def test_series_that_are_on_are_counted_where_they_are_shown(store: Store) -> None:
    async with store.begin() as work:
        for chat in (BOARD, CHOIR):
            await work.programme.next_number(chat)
        for series in (WEEKLY, numbered(2), replace(numbered(3), is_over=True), numbered(8, CHOIR)):
            await work.programme.save(series)
        for there in (
            Announcement(series=WEEKLY.id, chat=CHOIR, number=1),
            Announcement(
                series=numbered(2).id, chat=CHOIR, number=2, standing=Standing.ENDED_THERE
            ),
            Announcement(series=numbered(3).id, chat=CHOIR, number=3),
        ):
            await work.announcements.save(there)
    assert [(one.address, one.series) for one in await used(store)] == [(BOARD, 2), (CHOIR, 2)]
