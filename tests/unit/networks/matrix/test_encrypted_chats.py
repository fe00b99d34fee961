"""Whether a chat is encrypted is asked wherever sync may not have told it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import nio
import pytest

from bot.domain.chat import ChatId
from bot.errors import TransientError
from bot.networks.matrix.chats import encrypted_chats as module
from bot.networks.matrix.chats.encrypted_chats import EncryptedChats
from bot.networks.matrix.events.chat_state import ChatState
from bot.networks.matrix.homeserver.errors import RefusedError

ROOM = ChatId("!room")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = RefusedError("no such event", "M_NOT_FOUND")


class StandingClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Known:
    """A reader that has read so much."""

    told: ChatState | None = field(default_factory=ChatState)
    heard_at: datetime | None = NOW

    def state(self, chat: ChatId) -> ChatState | None:
        assert chat == ROOM
        return self.told


class Homeserver:
    def __init__(self, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.answers: list[Exception | None] = []
        client = nio.AsyncClient("https://example.org")
        self.chats = EncryptedChats(client, known, clock=StandingClock())  # type: ignore[arg-type] -- as much of it as is used
        monkeypatch.setattr(module, "bare_call", self._answer)

    async def _answer(self, *_: object, **_options: object) -> object:
        self.asked += 1
        await asyncio.sleep(0)
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer
        return {}

    async def has(self, *answers: Exception | None) -> bool:
        self.answers = list(answers)
        found = await self.chats.has(ROOM)
        assert not self.answers
        return found


async def test_what_sync_told_lately_is_believed(monkeypatch: pytest.MonkeyPatch):
    assert not await Homeserver(Known(), monkeypatch).has()
    assert await Homeserver(Known(ChatState(encrypted=True)), monkeypatch).has()


@pytest.mark.parametrize(
    "known",
    [Known(None), Known(heard_at=None), Known(heard_at=NOW - timedelta(minutes=2))],
    ids=["not seen yet", "no sync", "long ago"],
)
async def test_what_sync_may_not_have_told_is_asked(known: Known, monkeypatch: pytest.MonkeyPatch):
    homeserver = Homeserver(known, monkeypatch)
    assert not await homeserver.has(PLAIN)
    assert await homeserver.has(None)


async def test_after_a_gap_it_is_asked_until_there_is_an_answer(monkeypatch: pytest.MonkeyPatch):
    known = Known(ChatState(gap=object()))
    homeserver = Homeserver(known, monkeypatch)
    with pytest.raises(TransientError):
        await homeserver.has(TransientError("away"))
    assert not await homeserver.has(PLAIN)
    assert not await homeserver.has()
    known.told = ChatState(gap=object())
    assert await homeserver.has(None)
    assert await homeserver.has()


async def test_nobody_takes_a_chat_for_plain_while_it_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
):
    """As a reminder to a person, and an answer in the very chat with them."""
    homeserver = Homeserver(Known(ChatState(gap=object())), monkeypatch)
    homeserver.answers = [None, None]
    found = await asyncio.gather(homeserver.chats.has(ROOM), homeserver.chats.has(ROOM))
    assert found == [True, True]


async def test_a_gap_that_comes_while_one_is_asked_about_is_asked_about_as_well(
    monkeypatch: pytest.MonkeyPatch,
):
    state = ChatState(gap=object())
    homeserver = Homeserver(Known(state), monkeypatch)
    homeserver.answers = [PLAIN, None]
    asking = asyncio.create_task(homeserver.chats.has(ROOM))
    await asyncio.sleep(0)
    state.gap = object()
    assert not await asking
    assert await homeserver.has(None)
