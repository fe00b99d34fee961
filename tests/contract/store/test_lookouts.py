"""Open cards, followed rooms and wishes, and which chats want nothing looked at."""

from dataclasses import replace

import pytest

from bot.domain.chat import ChatAddress, ChatKind, DeliveryKey
from bot.domain.conference import Card
from bot.domain.settings import Chat, Presence
from bot.usecases.ports.live import Follow, Wish
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, DAY, NOON, SECOND, conference_room

COUNT = Presence.COUNT
ROOM, OTHER = conference_room("anker", topic="Chor"), conference_room("boje")
FOLLOW = Follow(chat=BOARD, room=ROOM)
WISH = Wish(target=CHOIR, asked_in=BOARD, room=ROOM, people=3, until=NOON + DAY)


def card(key: str, chat: ChatAddress = BOARD) -> Card:
    return Card(key=DeliveryKey(key), chat=chat, room=ROOM, posted_at=NOON)


async def test_cards_are_open_until_they_are_closed(store: Store) -> None:
    async with store.begin() as work:
        for each in (card("1"), replace(card("2"), closed_at=NOON), card("3", CHOIR)):
            await work.cards.save(each)
    async with store.begin() as work:
        assert await work.lookouts.open_cards(otherwise=COUNT) == [
            (card("1"), COUNT),
            (card("3", CHOIR), COUNT),
        ]
        await work.cards.save(replace(card("1"), closed_at=NOON))
        assert await work.lookouts.open_cards(otherwise=COUNT) == [(card("3", CHOIR), COUNT)]


async def test_a_room_is_followed_once_and_until_that_is_undone(store: Store) -> None:
    async with store.begin() as work:
        assert await work.lookouts.follow(FOLLOW)
        assert not await work.lookouts.follow(FOLLOW)
        assert await work.lookouts.follow(Follow(chat=BOARD, room=OTHER))
        assert await work.lookouts.follow(Follow(chat=CHOIR, room=ROOM))
    async with store.begin() as work:
        assert list(await work.lookouts.followed_by(BOARD)) == [ROOM, OTHER]
        assert len(await work.lookouts.follows(otherwise=COUNT)) == 3
        assert await work.lookouts.unfollow(FOLLOW)
        assert not await work.lookouts.unfollow(FOLLOW)
        assert list(await work.lookouts.followed_by(BOARD)) == [OTHER]


async def test_a_wish_is_one_for_each_room_and_the_newest_counts(store: Store) -> None:
    changed = replace(WISH, people=5, asked_in=CHOIR)
    other = replace(WISH, room=OTHER)
    async with store.begin() as work:
        for wish in (WISH, other, changed):
            await work.lookouts.wish(wish)
    async with store.begin() as work:
        wishes = await work.lookouts.wishes(otherwise=COUNT, now=NOON)
        assert sorted(wishes, key=lambda wish: wish.people) == [other, changed]
        assert list(await work.lookouts.unwish(BOARD)) == []
        assert list(await work.lookouts.unwish(CHOIR, ROOM.node)) == [changed]
        assert list(await work.lookouts.unwish(CHOIR)) == [other]
        assert list(await work.lookouts.wishes(otherwise=COUNT, now=NOON)) == []


async def test_a_wish_ends_at_its_time_and_is_forgotten(store: Store) -> None:
    async with store.begin() as work:
        await work.lookouts.wish(WISH)
        before = NOON + DAY - SECOND
        assert list(await work.lookouts.wishes(otherwise=COUNT, now=before)) == [WISH]
        assert list(await work.lookouts.wishes(otherwise=COUNT, now=NOON + DAY)) == []
        assert list(await work.lookouts.unwish(CHOIR)) == []


@pytest.mark.parametrize(
    ("chosen", "active", "otherwise", "wanted"),
    [
        (None, True, COUNT, True),
        (None, True, Presence.OFF, False),
        (COUNT, True, Presence.OFF, True),
        (Presence.OFF, True, COUNT, False),
        (COUNT, False, COUNT, False),
    ],
)
async def test_a_chat_that_shows_nothing_or_is_left_wants_nothing_looked_at(
    store: Store, chosen: Presence | None, active: bool, otherwise: Presence, wanted: bool
) -> None:
    async with store.begin() as work:
        await work.chats.save(
            Chat(address=BOARD, kind=ChatKind.GROUP, presence=chosen, active=active)
        )
        await work.cards.save(card("1"))
        await work.lookouts.follow(FOLLOW)
        await work.lookouts.wish(WISH)
    async with store.begin() as work:
        lookouts = work.lookouts
        assert len(await lookouts.open_cards(otherwise=otherwise)) == wanted
        assert len(await lookouts.follows(otherwise=otherwise)) == wanted
        assert len(await lookouts.wishes(otherwise=otherwise, now=NOON)) == wanted
        assert list(await lookouts.followed_by(BOARD)) == [ROOM]
