"""The words beside the presence of an account."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.commands.registry import VERBS
from bot.domain.attendance import Liveness
from bot.domain.chat import AccountId
from bot.domain.language import GERMAN
from bot.domain.settings import ChatSettings, Presence
from bot.errors import TransientError
from bot.rendering.renderer import TemplateRenderer
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.calls.tell_status import TellStatus
from bot.usecases.ports.live import LiveState
from bot.usecases.speaking.herald import Herald

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIVE = LiveState(liveness=Liveness.LIVE, count=2, since=NOON, seen_at=NOON)
SETTINGS = ChatSettings(
    language=GERMAN, timezone="Europe/Berlin", presence=Presence.COUNT, leads=()
)


class StandingClock:
    def now(self) -> datetime:
        return NOON


@dataclass
class Doorplate:
    """A network that remembers what it was to show; `breaks` is how often it cannot."""

    account = AccountId("test:bot")
    shown: list[str] = field(default_factory=list)
    breaks: int = 0

    async def wait_ready(self) -> None: ...

    async def show_status(self, text: str) -> None:
        if self.breaks:
            self.breaks -= 1
            raise TransientError("away")
        self.shown.append(text)

    async def until(self, *shown: str) -> None:
        async with asyncio.timeout(30):
            while self.shown != [*shown]:  # noqa: ASYNC110 -- a test of what comes by itself
                await asyncio.sleep(0)


@asynccontextmanager
async def telling(board: LiveBoard, plate: Doorplate, presence: Presence = Presence.COUNT):
    herald = Herald(
        renderer=TemplateRenderer(VERBS),
        defaults=replace(SETTINGS, presence=presence),
        prefix="!",
    )
    tell = TellStatus(board=board, herald=herald, clock=StandingClock(), pause=timedelta(0))
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(tell.run(plate))
        yield task
        task.cancel()


async def test_the_number_of_calls_is_shown_as_it_changes_and_nothing_where_none_runs():
    board, plate = LiveBoard(), Doorplate()
    async with telling(board, plate):
        await plate.until("")
        board.put("tea", LIVE)
        await plate.until("", "1 Konferenz läuft")
        board.put("tea", replace(LIVE, count=3))  # which is no news
        board.put("board", LIVE)
        await plate.until("", "1 Konferenz läuft", "2 Konferenzen laufen")
        board.put("tea", None)
        board.put("board", replace(LIVE, liveness=Liveness.EMPTY))
        await plate.until("", "1 Konferenz läuft", "2 Konferenzen laufen", "")


async def test_what_could_not_be_shown_is_shown_later():
    board, plate = LiveBoard(), Doorplate(breaks=3)
    board.put("tea", LIVE)
    async with telling(board, plate):
        await plate.until("1 Konferenz läuft")


async def test_nothing_is_told_where_chats_see_nothing_of_calls():
    board, plate = LiveBoard(), Doorplate()
    board.put("tea", LIVE)
    async with telling(board, plate, Presence.OFF) as task:
        await asyncio.wait_for(task, 30)
    assert plate.shown == []
