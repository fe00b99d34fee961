"""A website over a memory store, with a clock that stands still, as a visitor sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import aiohttp
import pytest

from bot.calendars.feed import CalendarFeed
from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.domain.attendance import Attendance
from bot.domain.chat import AccountId, ChatAddress, ChatId, LineId, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Delivery
from bot.domain.language import GERMAN
from bot.domain.line import Incoming
from bot.domain.recurrence import Recurrence
from bot.domain.series import Series, SeriesId
from bot.domain.settings import ChatSettings, Presence
from bot.domain.shaping import DialIn
from bot.rendering.catalogue import translations
from bot.storage.memory.store import MemoryStore
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.ports.conferences import SourceState
from bot.usecases.ports.networks import Door
from bot.usecases.ports.shaping import RoomLinks
from bot.usecases.programme.private_calendar import PrivateCalendar
from bot.usecases.programme.public_programme import PublicProgramme
from bot.usecases.upkeep.check_health import CheckHealth, Listening
from bot.usecases.upkeep.figures import Figures, Vitals
from bot.web import api, assets, doors, feeds, health, live, programme
from bot.web.answers import ShortMemory
from bot.web.pages import PageMaker
from bot.web.reader import key_of
from bot.web.server import WebServer
from bot.web.site import Site
from bot.web.wording import wording

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CLUB = ChatAddress(AccountId("matrix:@anker:example.org"), ChatId("!club:example.org"))
WORDING = wording(translations, prefix="!")
DEFAULTS = ChatSettings(
    language=GERMAN, timezone="Europe/Berlin", presence=Presence.COUNT, leads=(timedelta(days=1),)
)
SUNDAY = datetime(2026, 11, 29, 11)  # noqa: DTZ001 -- wall-clock time
CHOIR = Series(
    id=SeriesId("choir"),
    number=3,
    owner=CLUB,
    creator=PersonId("@anna:example.org"),
    title="Grüner Chor",
    room=ConferenceRoom(
        name="Anker", node="anker", link="https://meet.example.org/Anker", topic=None, fixed=True
    ),
    recurrence=Recurrence(start=SUNDAY, timezone="Europe/Berlin", rrule="FREQ=WEEKLY"),
    leads=(),
    public=True,
)
"""Every Sunday at 11 in Berlin, the next time in five days."""


def another(name: str, **different: object) -> Series:
    """A series like the choir, but for this."""
    return replace(CHOIR, id=SeriesId(name), title=name, number=7, **different)


class StandingClock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class QuietNetwork:
    """An account that is ready when the test says so, and says nothing."""

    account = CLUB.account

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.read_at: datetime | None = None

    async def wait_ready(self) -> None:
        await self.ready.wait()

    async def run(self, door: Door) -> None: ...

    async def send(self, delivery: Delivery) -> LineId:
        return LineId(delivery.key)

    async def file(self, line: Incoming) -> bytes: ...

    async def call_in(self, chat: ChatAddress) -> Attendance | None: ...

    async def close(self) -> None: ...


class Neighbourhood:
    """What there is to be seen, and how a visitor sees it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.clock = StandingClock()
        self.site = Site(
            title="Hafenverein", public_url="https://anker.example.org/kiez", language=GERMAN
        )
        self.programme = PublicProgramme(store=self.store, defaults=DEFAULTS)
        self.board = LiveBoard()
        self.wording = WORDING
        self.links: RoomLinks = JitsiLinks()
        self.phone: DialIn | None = None
        self.phone_asked = 0
        self.read = 0
        self.embed_from = ("https://verein.example.org", "https://chor.example.org:8443")
        self.kept_s = 0.0
        self.network = QuietNetwork()
        self.serves = True
        listening = Listening(
            self.network, lambda: self.network.read_at, serves=lambda _account: self.serves
        )
        self.check = CheckHealth(self.store, self.clock, [listening])
        self.figures = Figures(self.clock)
        self.vitals = Vitals(
            check=self.check,
            figures={CLUB.account: self.figures},
            deliveries={CLUB.account: {"Sent": 7, "Failed": 1}},
            reminders={"told": 5, "dropped": 2},
            sources=lambda: [
                SourceState(name="muc_census", shows=Presence.COUNT),
                SourceState(name="xmpp-disco", shows=Presence.OFF),
            ],
        )

    async def plan(self, *series: Series) -> None:
        async with self.store.begin() as work:
            for one in series:
                await work.programme.save(one)

    def _note_reader(self) -> None:
        self.read += 1

    async def _dial_in(self, _room: ConferenceRoom) -> DialIn | None:
        self.phone_asked += 1
        return self.phone

    @asynccontextmanager
    async def visited(self) -> AsyncIterator[aiohttp.ClientSession]:
        """A visitor with a browser; addresses begin with a slash."""
        pages = PageMaker(
            site=self.site,
            assets=assets.assets(self.site),
            wording=self.wording,
            live=self.board,
            clock=self.clock,
            doors=doors.Doors(links=self.links, site=self.site),
            read=self._note_reader,
        )
        telephone = doors.Telephone(self._dial_in, self.clock)
        memory = ShortMemory(self.kept_s, partial(key_of, otherwise=self.site.language))
        server = WebServer(
            host="127.0.0.1",
            port=0,
            base=self.site.base,
            routes=[
                *assets.routes(pages.assets),
                *programme.routes(self.programme, pages, telephone, memory),
                *doors.routes(self.programme, pages.doors, self.clock),
                *feeds.routes(
                    self.programme,
                    PrivateCalendar(self.store),
                    CalendarFeed(),
                    site=self.site,
                    clock=self.clock,
                    memory=memory,
                ),
                *api.routes(self.programme, pages, memory, embed_from=self.embed_from),
                *live.routes(self.programme, pages, self.board),
                *health.routes(self.vitals, version="1.2"),
            ],
            explain=pages.explain,
        )
        async with asyncio.timeout(60):
            task = asyncio.create_task(server.run())
            try:
                address = await server.wait_ready()
                assert address
                browser = {"Accept": "text/html"}
                async with aiohttp.ClientSession(base_url=address, headers=browser) as visitor:
                    yield visitor
            finally:
                task.cancel()
                await asyncio.wait([task])


@pytest.fixture
def kiez() -> Neighbourhood:
    return Neighbourhood()
