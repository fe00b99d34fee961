"""How a Jitsi server can be asked who is in a call. There is one way so far."""

from typing import Final, Protocol

from bot.conferences.jitsi.line import Line
from bot.conferences.jitsi.occupants import is_person, named, occupants_told
from bot.conferences.jitsi.report import Level
from bot.conferences.jitsi.signalling import Signalling
from bot.conferences.jitsi.stream import Refused
from bot.conferences.jitsi.visit import look_inside
from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports import Clock

_DISCO_INFO: Final = "http://jabber.org/protocol/disco#info"
_ANSWER_SECONDS: Final = 5.0
_MUC_FEATURE: Final = "http://jabber.org/protocol/muc"
_DISCO, _MUC = "xmpp-disco", "xmpp-muc"
_NO_ROOM: Final = frozenset({"item-not-found", "gone"})


class AttendanceSource(Protocol):
    """One way to see who is in a call; the server asks its sources in order."""

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:
        """A snapshot, or None when this way cannot tell. May raise `TransientError`."""
        ...


class SignallingSource:
    """Asks the rooms' MUC from outside (XEP-0030); with `names` it enters for a moment.

    A room of a Jitsi server exists only while somebody is in it. Most servers hide a live one from
    outsiders: it is refused as forbidden, where an absent one is not found.
    """

    def __init__(self, signalling: Signalling, clock: Clock, *, bot_name: str) -> None:
        self._signalling = signalling
        self._clock = clock
        self._bot_name = bot_name
        self.level = Level.NOTHING

    async def probe(self) -> None:
        """Raises `TransientError`, with a line for the operator, if no room can be asked about."""
        line = await self._signalling.line()
        service = line.way.muc_domain
        try:
            info = await line.stream.query(service, _DISCO_INFO, timeout=_ANSWER_SECONDS)
        except Refused as refused:
            raise TransientError(f"{service} answers {refused}: set jitsi.muc_domain") from refused
        if info.find(f"{{{_DISCO_INFO}}}feature[@var='{_MUC_FEATURE}']") is None:
            raise TransientError(f"{service} is not where rooms are: set jitsi.muc_domain")
        self._learned(Level.LIVENESS)

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:
        line = await self._signalling.line()
        jid = f"{room.node}@{line.way.muc_domain}"
        outside = await self._from_outside(line, jid)
        # entering a room that is not live would create it
        if outside is None or outside.liveness is not Liveness.LIVE or not names:
            return outside
        return await self._from_inside(line, jid) or outside

    async def _from_outside(self, line: Line, jid: str) -> Attendance | None:
        try:
            info = await line.stream.query(jid, _DISCO_INFO, timeout=_ANSWER_SECONDS)
        except Refused as refused:
            return self._refused(refused.condition)
        told = occupants_told(info)
        if told is None or (told and line.has_focus is None):
            self._learned(Level.LIVENESS)
            return self._seen(_DISCO, Liveness.LIVE)
        self._learned(Level.COUNT)
        people = max(told - bool(line.has_focus), 0)
        return self._seen(_DISCO, Liveness.LIVE if people else Liveness.EMPTY, count=people)

    def _refused(self, condition: str) -> Attendance | None:
        if condition in _NO_ROOM:
            self._learned(Level.LIVENESS)
            return self._seen(_DISCO, Liveness.EMPTY, count=0)
        if condition == "forbidden":
            self._learned(Level.LIVENESS)
            return self._seen(_DISCO, Liveness.LIVE)
        return None

    def _learned(self, level: Level) -> None:
        if self.level is not Level.COUNT:
            self.level = level

    async def _from_inside(self, line: Line, jid: str) -> Attendance | None:
        seats = await look_inside(line.stream, jid, name=self._bot_name)
        if seats is None:
            return None
        hidden = line.way.hidden_domain
        people = [seat for seat in seats if is_person(seat, hidden_domain=hidden)]
        return self._seen(
            _MUC,
            Liveness.LIVE if people else Liveness.EMPTY,
            count=len(people),
            occupants=named(people),
        )

    def _seen(
        self,
        source: str,
        liveness: Liveness,
        *,
        count: int | None = None,
        occupants: tuple[Occupant, ...] | None = None,
    ) -> Attendance:
        return Attendance(
            liveness=liveness,
            seen_at=self._clock.now(),
            source=source,
            count=count,
            occupants=occupants,
        )
