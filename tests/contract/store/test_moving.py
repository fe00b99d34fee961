"""A chat that goes on under another id takes along what it chose, planned and hears of."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId, ChatKind, DeliveryKey
from bot.domain.conference import Card
from bot.domain.fixture import PinnedProgramme
from bot.domain.language import Language
from bot.domain.settings import Chat, Presence
from bot.usecases.ports.announcements import Announcement
from bot.usecases.ports.live import Follow
from bot.usecases.ports.store import Store
from tests.contract.store.examples import (
    BOARD,
    CHOIR,
    DAY,
    NOON,
    WEEKLY,
    conference_room,
    numbered,
    subscription,
)

NEW = ChatAddress(BOARD.account, ChatId("!new"))
ROOM = conference_room("anker", topic="Chor")
CHOSEN = Chat(address=BOARD, kind=ChatKind.GROUP, language=Language("de"), active=False)


async def lead_a_life(store: Store) -> None:
    foreign = numbered(1, CHOIR)
    async with store.begin() as work:
        await work.chats.save(CHOSEN)
        number = await work.programme.next_number(BOARD)
        await work.programme.save(replace(WEEKLY, number=number))
        await work.programme.save(foreign)
        await work.subscriptions.add(subscription())
        await work.announcements.save(
            Announcement(
                series=foreign.id, chat=BOARD, number=await work.programme.next_number(BOARD)
            )
        )
        await work.rooms.use(BOARD, ROOM, now=NOON)
        await work.lookouts.follow(Follow(chat=BOARD, room=ROOM))
        card = Card(key=DeliveryKey("card"), chat=BOARD, room=ROOM, posted_at=NOON)
        await work.cards.save(card)
        programme = PinnedProgramme(chat=BOARD, key=DeliveryKey("programme"), shown="x")
        await work.fixtures.save_programme(programme)


async def test_all_goes_along_and_open_cards_are_closed(store: Store) -> None:
    await lead_a_life(store)
    async with store.begin() as work:
        assert await work.chats.move(BOARD, NEW.chat, now=NOON)
    async with store.begin() as work:
        assert await work.chats.get(NEW) == replace(CHOSEN, address=NEW, active=True)
        assert await work.chats.get(BOARD) is None
        series = next(s for s in await work.programme.of_chat(NEW) if s.id == WEEKLY.id)
        assert series.owner == NEW
        assert await work.programme.next_number(NEW) > series.number
        assert [one.target for one in await work.subscriptions.of_target(NEW)] == [NEW]
        (announced,) = await work.announcements.of_series(numbered(1, CHOIR).id)
        assert announced.chat == NEW
        assert list(await work.rooms.recent(NEW)) == [ROOM]
        assert list(await work.lookouts.followed_by(NEW)) == [ROOM]
        assert await work.lookouts.open_cards(otherwise=Presence.COUNT) == []
        programme = await work.fixtures.programme(NEW)
        assert programme is not None
        assert programme.shown == ""
        assert programme.key != "programme"
        assert not await work.chats.move(BOARD, NEW.chat, now=NOON)


async def test_two_lives_are_not_made_one(store: Store) -> None:
    await lead_a_life(store)
    async with store.begin() as work:
        await work.rooms.use(NEW, ROOM, now=NOON + DAY)
        assert not await work.chats.move(BOARD, NEW.chat, now=NOON)
        assert await work.chats.get(BOARD) == CHOSEN
