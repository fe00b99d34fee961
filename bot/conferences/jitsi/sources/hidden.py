"""Sits in calls unseen: an account on the domain that Jitsi's clients do not show (XEP-0045)."""

import asyncio
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.line import Line
from bot.conferences.jitsi.signalling.occupants import Seat, is_person
from bot.conferences.jitsi.signalling.shared import Signalling
from bot.conferences.jitsi.signalling.stream import SignallingStream
from bot.conferences.jitsi.signalling.visit import Visit, own_nick
from bot.conferences.jitsi.sources.outside import ask_outside, ask_service
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

_UNASKED_S: Final = 180.0
"""A call that nobody asks about any more is left."""


class HiddenSource:
    """Enters a live room when asked about it, and stays: a room that has nobody else is left.

    To Jicofo, which closes empty rooms, the bot counts like anybody; so it must not be the last.
    `heard` is called with the node of a room when somebody comes, goes or changes their name.
    """

    name = "hidden-account"

    def __init__(
        self, signalling: Signalling, clock: Clock, *, bot_name: str, heard: Callable[[str], None]
    ) -> None:
        self._signalling = signalling
        self._clock = clock
        self._bot_name = bot_name
        self._heard = heard
        self._stream: SignallingStream | None = None
        self._perches: dict[str, _Perch] = {}
        self._unwelcome: set[str] = set()
        """Calls that put the bot out: it comes back to none of them."""
        self.level = Level.NOTHING

    async def probe(self) -> None:
        await ask_service(await self._line())
        self.level = Level.NAMES

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:  # noqa: ARG002 -- it is inside anyway
        line = await self._line()
        self.level = Level.NAMES
        self._attend(line.stream)
        self._leave_unasked()
        jid = line.way.domains.jid(room.node)
        perch = self._perches.get(jid)
        if perch is None:
            outside = await ask_outside(line, jid)
            if outside is None:
                return None
            # entering a room that is not live would create it
            if not outside.is_live:
                self._unwelcome.discard(jid)
                return seen.nobody(self.name, self._clock.now())
            if jid in self._unwelcome:
                return None
            perch = self._perches.get(jid) or self._enter(line, jid, room.node)
        seats = await perch.seats()
        if seats is None:
            self._leave(jid)
            return None
        perch.asked()
        if not perch.has_people:
            self._leave(jid)
        hidden = line.way.domains.hidden
        return seen.people(self.name, self._clock.now(), seats, hidden_domain=hidden)

    async def _line(self) -> Line:
        """Raises `TransientError` also when people would see the account in a call."""
        line = await self._signalling.line()
        hidden = line.way.domains.hidden
        if line.stream.boundjid.domain != hidden:
            raise TransientError(
                f"people would see the account in a call: hiddenDomain of config.js is {hidden}"
            )
        return line

    def _attend(self, stream: SignallingStream) -> None:
        """After a new login no seat of the old one is left."""
        if stream is not self._stream:
            self._stream = stream
            self._perches.clear()
            self._unwelcome.clear()
            stream.hear_presences(self._hear)

    def _enter(self, line: Line, jid: str, node: str) -> "_Perch":
        perch = _Perch(line, jid, node=node, bot_name=self._bot_name)
        self._perches[jid] = perch
        return perch

    def _hear(self, presence: Element) -> None:
        jid = presence.get("from", "").partition("/")[0]
        perch = self._perches.get(jid)
        if perch is None or not perch.hears_change(presence):
            return
        if perch.is_over:
            del self._perches[jid]
            self._unwelcome.add(jid)
        elif not perch.has_people:
            self._leave(jid)
        self._heard(perch.node)

    def _leave_unasked(self) -> None:
        for jid in [jid for jid, perch in self._perches.items() if perch.is_unasked]:
            self._leave(jid)

    def _leave(self, jid: str) -> None:
        if perch := self._perches.pop(jid, None):
            perch.leave()


class _Perch:
    """The bot's seat in one room."""

    def __init__(self, line: Line, jid: str, *, node: str, bot_name: str) -> None:
        self.node = node
        self._stream = line.stream
        self._hidden_domain = line.way.domains.hidden
        self._visit = Visit(jid, own_nick(line.stream.boundjid.user))
        self._visit.entering(line.stream, bot_name).send()
        self.asked()

    def asked(self) -> None:
        self._asked_at = asyncio.get_running_loop().time()

    @property
    def is_unasked(self) -> bool:
        return asyncio.get_running_loop().time() - self._asked_at > _UNASKED_S

    @property
    def has_people(self) -> bool:
        return bool(self._people)

    @property
    def _people(self) -> list[Seat]:
        seats = self._visit.taken
        return [seat for seat in seats if is_person(seat, hidden_domain=self._hidden_domain)]

    async def seats(self) -> list[Seat] | None:
        """None when the room does not let the bot in in time."""
        return self._visit.taken if await self._visit.wait_complete() else None

    def hears_change(self, presence: Element) -> bool:
        """Whether, with this, there are other people than before, or other names."""
        before = self._people
        was_complete = self._visit.is_complete
        self._visit.hear(presence)
        return was_complete and (self.is_over or self._people != before)

    @property
    def is_over(self) -> bool:
        return self._visit.is_over

    def leave(self) -> None:
        self._visit.say_goodbye(self._stream)
