"""The rooms of public series are looked at for the website, also where no chat has a card."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.attendance import Attendance, Liveness
from bot.domain.chat import ChatKind
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series
from bot.domain.settings import Chat, Presence
from bot.rendering.renderer import TemplateRenderer
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.watch_rooms import READ_FOR, Lookout
from bot.usecases.ports.programme import Alarm
from bot.usecases.programme.programme_rooms import ProgrammeRooms
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from tests.unit.commands.conftest import FakeServer
from tests.unit.web.conftest import CHOIR, CLUB, DEFAULTS, SUNDAY, Neighbourhood

MINUTE = timedelta(minutes=1)
TEN = datetime.fromisoformat("2026-11-29T10:00:00Z")
"""When the choir begins on Sunday."""


class Watch:
    """A neighbourhood whose rooms are looked at, with four people in each of them."""

    def __init__(self) -> None:
        self.kiez = Neighbourhood()
        self.server = FakeServer(self.kiez.clock)
        herald = Herald(renderer=TemplateRenderer([]), defaults=DEFAULTS, prefix="!")
        self.lookout = Lookout(
            store=self.kiez.store,
            server=self.server,
            clock=self.kiez.clock,
            tell=TellLive(herald=herald, unwritten=Unwritten(), invite=lambda room, _now: room),
            told=lambda _account: None,
            programme=ProgrammeRooms(defaults=DEFAULTS, on_web=True),
        )

    async def sees(self, at: datetime) -> int | None:
        """How many are seen in the choir's room at that time."""
        self.kiez.clock.time = at
        self.server.there["anker"] = Attendance(
            liveness=Liveness.LIVE, count=4, seen_at=at, source="x"
        )
        await self.lookout.settle()
        state = self.lookout.board.state("anker")
        return state and state.count


@pytest.fixture
async def watch() -> Watch:
    watch = Watch()
    await watch.kiez.plan(CHOIR)
    return watch


async def test_the_room_of_a_public_date_is_looked_at_shortly_before_and_while_it_runs(
    watch: Watch,
) -> None:
    assert await watch.sees(TEN - 31 * MINUTE) is None
    assert await watch.sees(TEN - 30 * MINUTE) == 4
    assert await watch.sees(TEN + CHOIR.duration - MINUTE) == 4
    assert await watch.sees(TEN + CHOIR.duration + MINUTE) is None


async def test_while_somebody_reads_the_pages_every_public_room_is_looked_at(watch: Watch) -> None:
    begin = TEN - timedelta(days=3)
    assert await watch.sees(begin) is None
    watch.lookout.read()
    assert await watch.sees(begin) == 4
    watch.kiez.clock.time = begin + MINUTE
    watch.lookout.read()
    assert await watch.sees(begin + READ_FOR + MINUTE / 2) == 4
    assert await watch.sees(begin + READ_FOR + 2 * MINUTE) is None


async def test_a_look_for_the_website_alone_says_nothing_in_any_chat(watch: Watch) -> None:
    assert await watch.sees(TEN) == 4
    assert set(watch.server.asked) == {False}, "and wants no names"
    async with watch.kiez.store.begin() as work:
        assert await work.lookouts.open_cards(otherwise=Presence.COUNT) == []


@pytest.mark.parametrize(
    "series",
    [
        replace(CHOIR, public=False),
        CHOIR.called_off(),
        CHOIR.changed(Change(slot=SUNDAY, starts=None)),
        replace(CHOIR, recurrence=Recurrence(start=SUNDAY, timezone="Asia/Tokyo", rrule=None)),
    ],
    ids=["private", "called off", "cancelled", "at another time"],
)
async def test_where_no_public_date_is_near_nothing_is_looked_at(
    watch: Watch, series: Series
) -> None:
    await watch.kiez.plan(series)
    assert await watch.sees(TEN) is None
    assert watch.server.asked == []


@pytest.mark.parametrize(
    "chat",
    [
        Chat(address=CLUB, kind=ChatKind.GROUP, presence=Presence.OFF),
        Chat(address=CLUB, kind=ChatKind.GROUP, active=False),
    ],
    ids=["shows nothing", "removed the bot"],
)
async def test_a_chat_that_shows_nothing_of_calls_is_not_looked_at(
    watch: Watch, chat: Chat
) -> None:
    async with watch.kiez.store.begin() as work:
        await work.chats.save(chat)
    watch.lookout.read()
    assert await watch.sees(TEN) is None
    assert watch.server.asked == []


async def test_the_room_of_any_series_is_looked_at_before_something_is_told_of_it(
    watch: Watch,
) -> None:
    private = replace(CHOIR, public=False)
    await watch.kiez.plan(private)
    assert await watch.sees(TEN - 31 * MINUTE) is None
    async with watch.kiez.store.begin() as work:
        await work.alarms.save(
            Alarm(series=private.id, told_until=TEN - 40 * MINUTE, due_at=TEN - 10 * MINUTE)
        )
    watch.lookout.poke()
    assert await watch.sees(TEN - 16 * MINUTE) is None
    assert await watch.sees(TEN - 14 * MINUTE) == 4
