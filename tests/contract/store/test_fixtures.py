"""What is to hang in which chat, and what the bot has put up."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.chat import ChatAddress, ChatKind, DeliveryKey
from bot.domain.conference import Card
from bot.domain.fixture import CallWidget, FixtureKind, Hanging, PinnedProgramme
from bot.domain.settings import Chat
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, DAY, NOON, Desk, conference_room, saying

ROOM, OTHER = conference_room("anker", topic="Chor"), conference_room("boje")
PROGRAMME = PinnedProgramme(chat=BOARD, key=DeliveryKey("programme"))
PIN = Hanging(chat=BOARD, kind=FixtureKind.PIN, name="$line")
WIDGET = Hanging(chat=BOARD, kind=FixtureKind.WIDGET, name="anker")


def chat(address: ChatAddress = BOARD, **changed: bool) -> Chat:
    return replace(Chat(address=address, kind=ChatKind.GROUP, widgets=True), **changed)


def live(key: str, address: ChatAddress = BOARD, **changed: object) -> Card:
    card = Card(key=DeliveryKey(key), chat=address, room=ROOM, posted_at=NOON, live_since=NOON)
    return replace(card, **changed)


async def test_a_chat_has_one_programme_and_it_is_dropped_once(store: Store) -> None:
    said = replace(PROGRAMME, key=DeliveryKey("newer"), shown="abc")
    async with store.begin() as work:
        for programme in (PROGRAMME, said, replace(PROGRAMME, chat=CHOIR)):
            await work.fixtures.save_programme(programme)
    async with store.begin() as work:
        assert await work.fixtures.programme(BOARD) == said
        assert await work.fixtures.drop_programme(CHOIR)
        assert not await work.fixtures.drop_programme(CHOIR)
        assert list(await work.fixtures.programmes()) == [said]


async def test_nothing_is_to_hang_where_the_bot_was_removed(store: Store) -> None:
    async with store.begin() as work:
        await work.fixtures.save_programme(PROGRAMME)
        await work.cards.save(live("1"))
        await work.chats.save(chat(active=False))
    async with store.begin() as work:
        assert list(await work.fixtures.programmes()) == []
        assert list(await work.fixtures.widgets()) == []


async def test_a_widget_is_to_hang_for_each_call_that_runs_in_chats_that_want_them(
    store: Store,
) -> None:
    newer = replace(ROOM, link=f"{ROOM.link}?new")
    async with store.begin() as work:
        await work.chats.save(chat())
        await work.chats.save(chat(CHOIR, widgets=False))
        for card in (
            live("1"),
            live("2", room=newer),
            live("3", CHOIR),
            live("4", room=OTHER, closed_at=NOON),
            live("5", room=OTHER, live_since=None),
        ):
            await work.cards.save(card)
    async with store.begin() as work:
        assert list(await work.fixtures.widgets()) == [CallWidget(BOARD, newer)]


async def test_what_hangs_is_known_until_it_is_removed(store: Store) -> None:
    sure = replace(WIDGET, sure=True)
    async with store.begin() as work:
        for hanging in (PIN, WIDGET, sure):
            await work.fixtures.save(hanging)
    async with store.begin() as work:
        assert list(await work.fixtures.hanging()) == [PIN, sure]
        await work.fixtures.remove(WIDGET)
        await work.fixtures.remove(WIDGET)
    async with store.begin() as work:
        assert list(await work.fixtures.hanging()) == [PIN]


async def test_a_pinned_line_can_be_edited_for_as_long_as_it_is_pinned(
    store: Store, desk: Desk
) -> None:
    await desk.add(saying("programme"))
    await desk.sent(await desk.claim_one())
    async with store.begin() as work:
        await work.fixtures.save_programme(PROGRAMME)
        await work.housekeeping.purge(before=NOON + 60 * DAY + timedelta(seconds=1))
        assert await work.outbox.posted(PROGRAMME.key) == "$programme"
        await work.fixtures.drop_programme(BOARD)
        await work.housekeeping.purge(before=NOON + 60 * DAY)
        assert await work.outbox.posted(PROGRAMME.key) is None
