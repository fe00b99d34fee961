"""The ports to the Jitsi server.

As in `ports`: every aware datetime is in UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.domain.attendance import Attendance, Sight
from bot.domain.conference import ConferenceRoom
from bot.domain.settings import Presence
from bot.domain.shaping import DialIn


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One way to see who is in a call: what it shows at most, OFF where it does not answer."""

    name: str
    shows: Presence


class ConferenceServer(Protocol):
    """The Jitsi server: names, links and who is there."""

    def room(self, name: str, *, topic: str | None, fixed: bool) -> ConferenceRoom:
        """The room of that name, as the server itself would normalise it. Nothing is contacted.

        Raises `UserError` when nothing is left of the name after normalising.
        """
        ...

    async def attendance(self, room: ConferenceRoom, *, names: bool) -> Attendance:
        """Who is there, by the best source that answers; never raises, at worst UNKNOWN.

        With `names`, the bot may enter the room for a moment where the server shows names to
        nobody outside; where they cost nothing they are in the answer anyway. Returns within 5 s.
        """
        ...

    def sight(self) -> Sight:
        """The most that the server was seen to show so far. Nothing is contacted."""
        ...

    async def reachable(self) -> str:
        """Try the server: empty when it answers, else why not, in words for the operator.

        Returns within 15 s.
        """
        ...

    async def dial_in(self, room: ConferenceRoom) -> DialIn | None:
        """How to enter by telephone, None where nobody can; never raises. Within 5 s."""
        ...

    def on_news(self, heard: Callable[[str], None]) -> None:
        """Have `heard` called with the node of each room that the server says has changed.

        News only say that looking again is worthwhile: they may be late, doubled, out of order or
        lost, and a server may have none at all. Called at most once, before `run`.
        """
        ...

    def hear(self, node: str) -> None:
        """Take it as news that the room has changed: somebody else learned of it."""
        ...

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        ...


class ConferenceEvents(Protocol):
    """Where what a module on the Jitsi server posts about its rooms comes in."""

    def take(self, kind: str, body: Mapping[str, object]) -> None:
        """One post, already known to carry the right secret. `kind`: `occupant/joined`.

        Raises `ValueError`, with a reason fit for the sender, when the body is not what it sends.
        """
        ...
