"""Lines are kept from when they are read until they are answered, and known afterwards."""

from dataclasses import replace

from bot.domain.chat import ChatAddress, ChatId, LineId
from bot.domain.line import Reaction
from bot.usecases.ports.store import Store
from tests.contract.store.examples import BOARD, CHOIR, MATRIX, NOON, SECOND, XMPP, line


async def test_a_line_waits_as_it_was_written_until_it_is_closed(store: Store) -> None:
    written = line("$1", text='!meet "Süß"\n\0\ud800 \u202e🎺')
    async with store.begin() as work:
        assert await work.inbox.receive(written, now=NOON)
    async with store.begin() as work:
        assert await work.inbox.waiting(MATRIX) == [written]
        assert await work.inbox.close(written, now=NOON)
    async with store.begin() as work:
        assert await work.inbox.waiting(MATRIX) == []


async def test_reactions_and_lines_that_nobody_can_read_wait_as_such(store: Store) -> None:
    put = replace(line("$1", text=""), reaction=Reaction(to=LineId("$0"), emoji=("👍", "🔔")))
    taken = replace(put, line=LineId("$2"), reaction=Reaction(takes_back=LineId("$1")))
    sealed = replace(line("$3", text=""), is_unreadable=True)
    async with store.begin() as work:
        for one in (put, taken, sealed):
            assert await work.inbox.receive(one, now=NOON)
    async with store.begin() as work:
        assert await work.inbox.waiting(MATRIX) == [put, taken, sealed]


async def test_a_line_seen_twice_is_received_once(store: Store) -> None:
    async with store.begin() as work:
        assert await work.inbox.receive(line("$1"), now=NOON)
        assert not await work.inbox.receive(line("$1", text="other"), now=NOON)
        assert await work.inbox.waiting(MATRIX) == [line("$1")]


async def test_a_line_seen_again_after_it_was_closed_does_nothing(store: Store) -> None:
    async with store.begin() as work:
        await work.inbox.receive(line("$1"), now=NOON)
        await work.inbox.close(line("$1"), now=NOON)
        assert not await work.inbox.receive(line("$1"), now=NOON + SECOND)
        assert await work.inbox.waiting(MATRIX) == []


async def test_a_line_is_closed_once(store: Store) -> None:
    async with store.begin() as work:
        await work.inbox.receive(line("$1"), now=NOON)
        assert await work.inbox.close(line("$1"), now=NOON)
        assert not await work.inbox.close(line("$1"), now=NOON)


async def test_a_line_that_was_never_received_cannot_be_closed(store: Store) -> None:
    async with store.begin() as work:
        assert not await work.inbox.close(line("$1"), now=NOON)


async def test_chats_and_accounts_have_line_ids_of_their_own(store: Store) -> None:
    elsewhere = ChatAddress(XMPP, ChatId(BOARD.chat))
    async with store.begin() as work:
        for chat in (BOARD, CHOIR, elsewhere):
            assert await work.inbox.receive(line("$1", chat), now=NOON)
        assert await work.inbox.close(line("$1", CHOIR), now=NOON)
        assert await work.inbox.waiting(MATRIX) == [line("$1", BOARD)]
        assert await work.inbox.waiting(XMPP) == [line("$1", elsewhere)]


async def test_lines_wait_in_the_order_in_which_they_were_received(store: Store) -> None:
    names = ["$3", "$1", "$2"]
    async with store.begin() as work:
        for name in names:
            await work.inbox.receive(line(name), now=NOON)
    async with store.begin() as work:
        assert [waiting.line for waiting in await work.inbox.waiting(MATRIX)] == names
