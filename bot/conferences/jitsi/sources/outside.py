"""Asks the signalling, from outside of the call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.signalling import seen
from bot.conferences.jitsi.signalling.line import Line
from bot.conferences.jitsi.signalling.occupants import began, occupants_told
from bot.conferences.jitsi.signalling.shared import Signalling
from bot.conferences.jitsi.signalling.stream import ConditionError
from bot.conferences.jitsi.signalling.visit import look_inside
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

_DISCO_INFO: Final = "http://jabber.org/protocol/disco#info"
_ANSWER_S: Final = 5.0
_MUC_FEATURE: Final = "http://jabber.org/protocol/muc"
_NO_ROOM: Final = frozenset({"item-not-found", "gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FromOutside:
    """What a room's MUC says to somebody who is not in it; None is what it does not say."""

    is_live: bool
    people: int | None = None
    since: datetime | None = None


class SignallingSource:
    """Asks the rooms' MUC from outside (XEP-0030); to see names it may enter, for a moment.

    A room of a Jitsi server exists only while somebody is in it. Most servers hide a live one from
    outsiders: it is refused as forbidden, where an absent one is not found.
    """

    name = "xmpp-disco"

    def __init__(
        self, signalling: Signalling, clock: Clock, *, bot_name: str, enters: bool
    ) -> None:
        self._signalling = signalling
        self._clock = clock
        self._bot_name = bot_name
        self._enters = enters
        self.level = Level.NOTHING

    async def probe(self) -> None:
        await ask_service(await self._signalling.line())
        self._learned(Level.LIVENESS)

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:
        line = await self._signalling.line()
        jid = line.way.domains.jid(room.node)
        outside = await ask_outside(line, jid)
        if outside is None:
            return None
        self._learned(Level.LIVENESS)
        now = self._clock.now()
        if not outside.is_live:
            return seen.nobody(self.name, now)
        # entering a room that is not live would create it
        if names and self._enters and (inside := await self._from_inside(line, jid)):
            return inside
        if outside.people is None:
            return seen.somebody(self.name, now, since=outside.since)
        self._learned(Level.COUNT)
        return seen.number(self.name, now, outside.people, since=outside.since)

    def _learned(self, level: Level) -> None:
        self.level = max(self.level, Level.NAMES if self._enters else level)

    async def _from_inside(self, line: Line, jid: str) -> Attendance | None:
        seats = await look_inside(line.stream, jid, name=self._bot_name)
        if seats is None:
            return None
        hidden = line.way.domains.hidden
        return seen.people("xmpp-muc", self._clock.now(), seats, hidden_domain=hidden)


async def ask_service(line: Line) -> None:
    """Raises `TransientError`, with a line for the operator, if no room can be asked about."""
    service = line.way.domains.muc
    try:
        info = await line.stream.query(service, _DISCO_INFO, timeout=_ANSWER_S)
    except ConditionError as refused:
        raise TransientError(f"{service} answers {refused}: set jitsi.muc_domain") from refused
    if info.find(f"{{{_DISCO_INFO}}}feature[@var='{_MUC_FEATURE}']") is None:
        raise TransientError(f"{service} is not where rooms are: set jitsi.muc_domain")


async def ask_outside(line: Line, jid: str) -> FromOutside | None:
    """None when the answer can mean anything. May raise `TransientError`."""
    try:
        info = await line.stream.query(jid, _DISCO_INFO, timeout=_ANSWER_S)
    except ConditionError as refused:
        if refused.condition in _NO_ROOM:
            return FromOutside(is_live=False)
        return FromOutside(is_live=True) if refused.condition == "forbidden" else None
    told = occupants_told(info)
    if told is None or (told and line.has_focus is None):
        return FromOutside(is_live=True, since=began(info))
    people = max(told - bool(line.has_focus), 0)
    return FromOutside(is_live=people > 0, people=people, since=began(info))
