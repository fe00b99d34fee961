"""A whole inside: door, router, memory store, templates; a Jitsi server and clock to turn."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest

from bot.bootstrap.adapters import calendar_reader
from bot.commands.answering.desk import Desk
from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.door import FrontDoor
from bot.commands.answering.router import Router
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.commands.registry import VERBS
from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.domain.attendance import Attendance, Liveness, Sight
from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Delivery
from bot.domain.ignored import NOBODY
from bot.domain.language import ENGLISH
from bot.domain.line import Incoming
from bot.domain.series import Series, SeriesId
from bot.domain.settings import ChatSettings, Presence
from bot.domain.shaping import DialIn
from bot.errors import UserError
from bot.rendering.cities import zones_of
from bot.rendering.labels import label
from bot.rendering.renderer import TemplateRenderer
from bot.storage.memory.store import MemoryStore
from bot.usecases.calls.tell_live import TellLive
from bot.usecases.calls.watch_rooms import Lookout
from bot.usecases.calls.who_is_in import WhoIsIn
from bot.usecases.chats.dashboard import DashboardLinks
from bot.usecases.chats.fit_out import FitOut
from bot.usecases.ports.fixtures import Wall
from bot.usecases.ports.shaping import CallControl, CallLocks
from bot.usecases.programme.import_calendar import ImportCalendar
from bot.usecases.programme.plan_series import PlanSeries
from bot.usecases.programme.private_calendar import Feeds
from bot.usecases.programme.share import OfferSeries
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten
from bot.usecases.telling.circumstances import Circumstances

ACCOUNT = AccountId("test:bot")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class StandingClock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class FakeServer:
    """A Jitsi server that says what the test wants; `asked` is whether names were wanted."""

    def __init__(self, clock: StandingClock) -> None:
        self._clock = clock
        self.there: dict[str, Attendance] = {}
        self.asked: list[bool] = []
        self.breaks = False
        self.phone: DialIn | None = None
        self.sees = Sight(Presence.COUNT)
        self.problem = ""
        self.problems: list[str] = []
        self.tried = 0

    def room(self, name: str, *, topic: str | None, fixed: bool) -> ConferenceRoom:
        if name == "?":
            raise UserError("room_name_unusable")
        link = f"https://meet.example.org/{name}"
        return ConferenceRoom(name=name, node=name.lower(), link=link, topic=topic, fixed=fixed)

    async def attendance(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        self.asked.append(names)
        if self.breaks:
            raise RuntimeError("secret words from a library")
        unknown = Attendance(liveness=Liveness.UNKNOWN, seen_at=self._clock.now(), source="none")
        return self.there.get(room.node, unknown)

    async def dial_in(self, room: ConferenceRoom) -> DialIn | None:  # noqa: ARG002 -- the port
        return self.phone

    def on_news(self, heard: Callable[[str], None]) -> None: ...

    def hear(self, node: str) -> None: ...

    def sight(self) -> Sight:
        return self.sees

    async def reachable(self) -> str:
        self.tried += 1
        return self.problems.pop() if self.problems else self.problem

    async def run(self) -> None: ...


class World:
    """Hand lines in with `say`; `said` returns what came out since, in order."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.server = FakeServer(self.clock)
        self.store = MemoryStore()
        self.links = JitsiLinks()
        self.control: CallControl | None = None
        self.locks: CallLocks | None = None
        self.reserves = False
        self.ignored = NOBODY
        self.silent_at: datetime | None = None
        self.feeds: Feeds | None = Feeds("https://anker.example.org", self._draw_code)
        self.dashboard: DashboardLinks | None = DashboardLinks(
            "https://anker.example.org", secrets.token_urlsafe
        )
        self.walls: dict[AccountId, Wall] = {}
        self.without_reactions: set[str] = set()
        self.poked: list[AccountId] = []
        self.elsewhere: set[AccountId] = set()
        self.calendars: dict[str, bytes] = {}
        self.files: dict[LineId, bytes] = {}
        self.calls: dict[str, Attendance] = {}
        self.answered = asyncio.Event()
        self.drawn = 0
        self._lines = 0
        self.restart()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Self]:
        """Inside, what was handed in is answered."""
        task = asyncio.create_task(self.dispatcher.run())
        yield self
        task.cancel()
        await asyncio.wait([task])

    def restart(self) -> None:
        """A new process on the same database."""
        vocabulary = Vocabulary(VERBS)
        self.dispatcher = Dispatcher()
        self.unwritten = Unwritten()
        renderer = TemplateRenderer(VERBS)
        defaults = ChatSettings(
            language=ENGLISH,
            timezone="Europe/Berlin",
            presence=Presence.COUNT,
            leads=(timedelta(days=1), timedelta(minutes=10)),
        )
        start_conference = StartConference(self.server, self._draw, self.links)
        plan_series = PlanSeries(self._draw_id)
        has_lobby = self.reserves and self.links.can_moderate
        self.lookout = Lookout(
            store=self.store,
            server=self.server,
            clock=self.clock,
            tell=TellLive(
                herald=Herald(renderer=renderer, defaults=defaults, prefix="!"),
                unwritten=self.unwritten,
                invite=start_conference.invitation_now,
                has_lobby=has_lobby,
            ),
            told=self.poked.append,
            serves=lambda account: account not in self.elsewhere,
        )
        self.herald = Herald(renderer=renderer, defaults=defaults, prefix="!")
        self.house = House(
            store=self.store,
            server=self.server,
            start_conference=start_conference,
            plan_series=plan_series,
            import_calendar=ImportCalendar(
                start_conference=start_conference, plan_series=plan_series
            ),
            fetch_calendar=self._fetch,
            fetch_file=self._fetch_file,
            read_calendar=calendar_reader(),
            who_is_in=WhoIsIn(self.store, self.server, self.lookout.saw, self._call_in),
            circumstances=Circumstances(silent_at=lambda: self.silent_at, live=self.lookout.board),
            name="Ankerplatz",
            version="0",
            jitsi_url="https://meet.example.org",
            control=self.control,
            locks=self.locks,
            reserves=self.reserves,
            has_lobby=has_lobby,
            feeds=self.feeds,
            walls=self.walls,
            takes_reactions=lambda chat: chat.chat not in self.without_reactions,
            dashboard=self.dashboard,
            retention=timedelta(days=30),
            offer_series=OfferSeries(self._draw_code),
            draw_code=self._draw_code,
            verb_named=lambda word: (v := vocabulary.named(word)) and v.key,
            zones_of=zones_of,
        )
        router = Router(
            store=self.store,
            house=self.house,
            vocabulary=vocabulary,
            herald=Herald(renderer=renderer, defaults=defaults, prefix="!"),
            clock=self.clock,
            unwritten=self.unwritten,
            speaking=lambda _account: self.store.begin(),
            answered=self._note,
        )
        self.fit_out = FitOut(
            store=self.store,
            clock=self.clock,
            herald=Herald(renderer=renderer, defaults=defaults, prefix="!"),
            walls=self.walls,
            told=self.poked.append,
            serves=lambda account: account not in self.elsewhere,
        )
        self.desk = Desk(
            VERBS,
            router=router,
            dispatcher=self.dispatcher,
            store=self.store,
            clock=self.clock,
            herald=Herald(renderer=renderer, defaults=defaults, prefix="!"),
            labels=label,
            zones_of=zones_of,
        )
        self.door = FrontDoor(
            ACCOUNT,
            store=self.store,
            clock=self.clock,
            ignored=self.ignored,
            router=router,
            dispatcher=self.dispatcher,
            forms=self.desk,
        )

    def _note(self, account: AccountId) -> None:
        self.lookout.poke()
        self.poked.append(account)
        self.answered.set()

    async def _fetch(self, address: str) -> bytes:
        return self.calendars[address]

    async def _call_in(self, chat: ChatAddress) -> Attendance | None:
        return self.calls.get(chat.chat)

    async def _fetch_file(self, line: Incoming) -> bytes:
        if line.file_in not in self.files:
            raise UserError("calendar_no_file")
        return self.files[line.file_in]

    def _draw(self, topic: str | None) -> str:
        self.drawn += 1
        return f"{(topic or 'room').lower()}-{self.drawn}"

    def _draw_code(self) -> str:
        self.drawn += 1
        return f"mibon-{self.drawn}"

    def _draw_id(self) -> SeriesId:
        self.drawn += 1
        return SeriesId(f"series{self.drawn}")

    def line(
        self,
        text: str,
        *,
        chat: str = "club",
        by: str = "ada",
        role: ChatRole = ChatRole.MEMBER,
        kind: ChatKind = ChatKind.GROUP,
        addressed: bool = False,
        age: timedelta = timedelta(),
        thread: str | None = None,
        answers: str | None = None,
        file_in: str | None = None,
    ) -> Incoming:
        self._lines += 1
        return Incoming(
            line=LineId(f"line{self._lines}"),
            chat=ChatAddress(ACCOUNT, ChatId(chat)),
            kind=kind,
            sender=Person(PersonId(by), by),
            role=role,
            text=text,
            addressed=addressed,
            sent_at=self.clock.now() - age,
            thread=LineId(thread) if thread else None,
            answers=LineId(answers) if answers else None,
            file_in=LineId(file_in) if file_in else None,
        )

    async def hand_in(self, *lines: Incoming, positions: Sequence[tuple[str, str]] = ()) -> None:
        await self.door.receive(lines, positions=positions)
        await self.dispatcher.wait_idle()

    async def out(self) -> list[Delivery]:
        """Send what waits in the outbox, and return it."""
        sent: list[Delivery] = []
        now = self.clock.now()
        while True:
            async with self.store.begin() as work:
                claimed = await work.outbox.claim(
                    ACCOUNT, owner="t", now=now, lease_until=now + timedelta(minutes=1), limit=50
                )
                for delivery in claimed:
                    posted = LineId(f"posted:{delivery.key}")
                    await work.outbox.sent([(delivery, posted)], owner="t", now=now)
            claimed = [self.unwritten.whole(delivery) for delivery in claimed]
            if not claimed:
                return sent
            sent += claimed

    async def ask(self, text: str, **how: object) -> str:
        """The one answer to one line."""
        await self.hand_in(self.line(text, **how))
        first, *_edits = await self.out()
        return first.outgoing.text

    async def moderate(self, *lines: str) -> str:
        """What a moderator is answered to the last of these lines."""
        answers = [await self.ask(line, role=ChatRole.MODERATOR) for line in lines]
        return answers[-1]

    async def series(self, number: int, *, chat: str = "club") -> Series | None:
        async with self.store.begin() as work:
            return await work.programme.find(ChatAddress(ACCOUNT, ChatId(chat)), number)

    async def due_at(self, number: int) -> datetime | None:
        """When the series of that number next needs attention."""
        series = await self.series(number)
        async with self.store.begin() as work:
            alarm = await work.alarms.get(series.id) if series else None
        return alarm.due_at if alarm else None


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World().at_work() as world:
        yield world
