"""A programme in memory with its teller, a clock to turn, and what reaches people of it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.domain.allowance import Allowance
from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, LineId, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Delivery
from bot.domain.due import AT_THE_START
from bot.domain.language import ENGLISH
from bot.domain.preparation import NOTHING_PREPARED
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Series, SeriesId
from bot.domain.settings import Chat, ChatSettings, Presence
from bot.domain.shaping import RoomKind
from bot.storage.memory.store import MemoryStore, MemoryWork
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.ports.programme import Subscription
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.speech import Reply, Spoken, Voice
from bot.usecases.telling.circumstances import Circumstances
from bot.usecases.telling.reminders import (
    PersonUnreachable,
    RemindersDropped,
    Running,
    SeriesNews,
    SessionBegins,
    SessionEnded,
    SessionReminder,
)
from bot.usecases.telling.tell_due import TellDue

BERLIN = "Europe/Berlin"
ACCOUNT = AccountId("test:bot")
CLUB = ChatAddress(ACCOUNT, ChatId("club"))
ADA = ChatAddress(ACCOUNT, ChatId("ada"))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
GRACE = 10 * MINUTE
DEFAULTS = ChatSettings(
    language=ENGLISH, timezone=BERLIN, presence=Presence.COUNT, leads=(DAY, 10 * MINUTE)
)


def local(text: str) -> datetime:
    """A wall-clock time."""
    return datetime.fromisoformat(text)


def at(text: str, zone: str = BERLIN) -> datetime:
    """The instant of a wall-clock time."""
    return local(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


SUNDAY = local("2026-03-29T11:00")
"""The day on which the clocks of Berlin go forward."""


class Killed(BaseException):
    """What ends a process that nobody asked."""


class MortalStore(MemoryStore):
    """Dies in the middle of the transaction with that number, counted from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.dies_in: int | None = None
        self.begun = 0

    @asynccontextmanager
    async def begin(self, *, comes_again: bool = False) -> AsyncGenerator[MemoryWork]:
        self.begun += 1
        async with super().begin(comes_again=comes_again) as work:
            yield work
            if self.begun == self.dies_in:
                raise Killed


class PlainRenderer:
    """Says the facts of a reply in one line, and keeps how it was asked to speak.

    It cannot speak of a series whose title is `unspeakable`.
    """

    def __init__(self) -> None:
        self.voices: list[Voice] = []
        self.unspeakable: str | None = None

    def render(self, reply: Reply, voice: Voice) -> Spoken:
        self.voices.append(voice)
        text = self._text(reply, voice)
        if self.unspeakable and self.unspeakable in text:
            raise ValueError(text)
        return Spoken(text=text, html=text)

    def _text(self, reply: Reply, voice: Voice) -> str:
        match reply:
            case SessionReminder(date=date, moved_from=moved, private=private):
                until = (date.starts_at - voice.now) // MINUTE
                text = f"{date.series.title} in {until}m" + " (silent)" * bool(reply.silent_at)
                if reply.prepared != NOTHING_PREPARED:
                    said = reply.prepared
                    text += f" ({said.coming} come, {len(said.points)} points, {said.who})"
                text += " (moved)" * bool(moved) + " (private)" * private
                return text + _with(reply.running)
            case SessionBegins(date=date):
                text = f"{date.series.title} begins" + " (silent)" * bool(reply.silent_at)
                text += f" ({reply.kind})" * (reply.kind is not RoomKind.OPEN)
                return text + _with(reply.running)
            case SessionEnded(date=date):
                return f"{date.series.title} is over"
            case SeriesNews(series=series, turn=turn, dates=dates, was_told=was_told):
                days = " ".join(f"{date.starts_at:%d.%m.}" for date in dates)
                text = f"{series.title} {turn} {days}"
                return text + " (void)" * was_told + " (private)" * reply.private
            case PersonUnreachable(series=series, name=name):
                return f"{name} cannot be reached about {series.title}"
            case RemindersDropped(dropped):
                return "dropped " + ", ".join(f"{one.count} of {one.title}" for one in dropped)
            case _:
                raise AssertionError(reply)


def _with(running: Running | None) -> str:
    return f" (running with {running.count})" if running else ""


class NoServer:
    """Telling asks no conference server for anything."""

    def room(self, name: str, *, topic: str | None, fixed: bool) -> NoReturn:
        raise AssertionError(name, topic, fixed)

    async def attendance(self, room: ConferenceRoom, *, names: bool) -> NoReturn:
        raise AssertionError(room, names)

    def on_news(self, heard: Callable[[str], None]) -> None: ...

    async def run(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told, and when."""

    at: datetime
    chat: str
    text: str


class World:
    """The clock only goes where it is set; telling happens when asked for."""

    def __init__(self, *, grace: timedelta = GRACE, now: str = "2026-03-20T12:00") -> None:
        self.store = MortalStore()
        self.renderer = PlainRenderer()
        self.now = at(now)
        self.poked: list[AccountId] = []
        self.silent_at: datetime | None = None
        self.live = LiveBoard()
        self.edited: list[Told] = []
        self.allowances: dict[AccountId, Allowance] = {}
        self._grace = grace
        self.restart()

    def restart(self) -> None:
        """A new process on the same database."""
        self.tell_due = TellDue(
            own_store=self.store,
            store=self.store,
            herald=Herald(renderer=self.renderer, defaults=DEFAULTS, prefix="!"),
            start_conference=StartConference(NoServer(), lambda _topic: "unused", JitsiLinks()),
            late_grace=self._grace,
            circumstances=Circumstances(silent_at=lambda: self.silent_at, live=self.live),
            allowances=self.allowances,
            told=self.poked.append,
        )

    async def plan(
        self,
        name: str = "Choir",
        *,
        start: datetime = SUNDAY,
        rrule: str | None = "FREQ=WEEKLY",
        timezone: str = BERLIN,
        leads: Sequence[timedelta] = (DAY, 10 * MINUTE, AT_THE_START),
        target: ChatAddress = CLUB,
    ) -> Series:
        """A series of the club that `target` is told of."""
        async with self.store.begin() as work:
            series = Series(
                id=SeriesId(name.lower()),
                number=await work.programme.next_number(CLUB),
                owner=CLUB,
                creator=PersonId("ada"),
                title=name,
                room=ConferenceRoom(
                    name="Anker", node="anker", link="https://x/Anker", topic=None, fixed=True
                ),
                recurrence=Recurrence(start=start, timezone=timezone, rrule=rrule),
                leads=tuple(leads),
            )
            await work.programme.save(series)
            await rewind_alarm(work, series, now=self.now)
        await self.subscribe(series, target, *leads)
        return series

    async def subscribe(
        self, series: Series, target: ChatAddress, *leads: timedelta, person: bool = False
    ) -> None:
        who = PersonId(target.chat) if person else None
        async with self.store.begin() as work:
            for lead in leads:
                await work.subscriptions.add(
                    Subscription(series=series.id, target=target, lead=lead, person=who)
                )
            await rewind_alarm(work, series, now=self.now)

    async def crowd(self, size: int, *, lead: timedelta = AT_THE_START) -> Series:
        """A series that `size` people want to hear of, and nobody else."""
        series = await self.plan(leads=[])
        async with self.store.begin() as work:
            for number in range(size):
                target = ChatAddress(ACCOUNT, ChatId(f"{number:05}"))
                await work.subscriptions.add(
                    Subscription(series=series.id, target=target, lead=lead)
                )
            await rewind_alarm(work, series, now=self.now)
        return series

    async def unsubscribe(self, series: Series, target: ChatAddress) -> None:
        async with self.store.begin() as work:
            await work.subscriptions.remove(series.id, target)
            await rewind_alarm(work, series, now=self.now)

    async def change(self, series: Series, *changes: Change) -> Series:
        return await self.save(series.changed(*changes))

    async def save(self, series: Series) -> Series:
        async with self.store.begin() as work:
            await work.programme.save(series)
            await rewind_alarm(work, series, now=self.now)
        return series

    async def leave(self, chat: ChatAddress) -> None:
        async with self.store.begin() as work:
            await work.chats.save(Chat(address=chat, kind=ChatKind.GROUP, active=False))

    async def tell(self, now: str | datetime | None = None) -> list[Told]:
        """Set the clock, tell what is due, and return what went out to people by it."""
        if now:
            self.now = at(now) if isinstance(now, str) else now
        await self.tell_due(self.now)
        return await self.out()

    async def watch(self, until: str) -> list[Told]:
        """Through every moment at which something is due, as a running bot does it."""
        end, told = at(until), await self.tell()
        while (due_at := await self.tell_due(self.now)) and due_at <= end:
            told += await self.tell(due_at)
        self.now = end
        return told

    async def out(self) -> list[Told]:
        """Send what waits in the outbox. Edits are kept in `edited`."""
        deliveries = await self.deliveries()
        return [Told(self.now, one.chat.chat, one.outgoing.text) for one in deliveries]

    async def deliveries(self, account: AccountId = ACCOUNT) -> list[Delivery]:
        sent: list[Delivery] = []
        while True:
            async with self.store.begin() as work:
                claimed = await work.outbox.claim(
                    account,
                    owner="t",
                    now=self.now,
                    lease_until=self.now + MINUTE,
                    limit=100_000,
                )
                for one in claimed:
                    line = LineId(f"posted:{one.key}")
                    await work.outbox.sent([(one, line)], owner="t", now=self.now)
            if not claimed:
                return sent
            edits = [one for one in claimed if one.edits]
            self.edited += [Told(self.now, one.chat.chat, one.outgoing.text) for one in edits]
            sent += [one for one in claimed if not one.edits]


def at_local(told: Sequence[Told], zone: str = BERLIN) -> list[str]:
    """Weekday, day and time of day on the wall, and the words."""
    return [f"{one.at.astimezone(ZoneInfo(zone)):%a %d.%m. %H:%M} {one.text}" for one in told]
