"""Takes in what the server's modules post, and knows from it which calls have changed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.discovery.report import Level
from bot.conferences.jitsi.events.call_log import LATE, CallLog
from bot.conferences.jitsi.events.posts import PostOrder, read_post
from bot.conferences.jitsi.signalling.occupants import opts_out
from bot.domain.attendance import Attendance, Liveness
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.clock import Clock

log = logging.getLogger(__name__)
_CALLS: Final = 5_000
"""More at once are not kept; news of them are passed on all the same."""
_BOOTS: Final = 4
_ASIDE_BELIEVED: Final = timedelta(hours=2)
"""Who went to a breakout room is taken to be there for as long."""
_BELIEVED: Final = timedelta(hours=6)
"""A call that nothing was heard of for longer is not spoken of any more."""


class EventLedger:
    """Where the posts come in, and the last of the sources: what is asked for is fresher.

    `domains` are those of the server as far as they are known; posts about other rooms, and all
    before they are known, do nothing. `heard` is called with the node of each room that changed.
    """

    name = "events"

    def __init__(
        self, domains: Callable[[], Domains | None], clock: Clock, *, heard: Callable[[str], None]
    ) -> None:
        self._domains = domains
        self._clock = clock
        self._heard = heard
        self._calls: dict[str, CallLog] = {}
        self._turns: dict[str, int] = {}
        self.heard_at: datetime | None = None
        """When the last believable post came."""
        self.level = Level.NOTHING

    def take(self, kind: str, body: Mapping[str, object]) -> None:
        post = read_post(kind, body)
        domains, now = self._domains(), self._clock.now()
        node = domains.node_at(post.room) if domains else None
        if domains is None or node is None or abs(now - post.at) > LATE:
            log.info(
                "A post about a room that is not ours, or about long ago, is ignored",
                extra={"what": post.what.value, "age_seconds": (now - post.at).total_seconds()},
            )
            return
        if post.turn and not self._is_next(post.turn):
            return
        self.heard_at = now
        # names without their place among all posts are never told: some may have got lost
        tells_names = post.turn is not None and post.name is not None
        self.level = max(self.level, Level.NAMES if tells_names else Level.COUNT)
        if opts_out(node):
            return
        call = self._known(node, now) or CallLog()
        if call.take(post, hidden_domain=domains.hidden):
            call.heard_at = now
            self._keep(node, call, now)
            self._heard(node)

    async def probe(self) -> None:
        if self.heard_at is None:
            raise TransientError("the server has posted nothing yet")

    async def look(self, room: ConferenceRoom, *, names: bool) -> Attendance | None:  # noqa: ARG002 -- the port
        call = self._recent(room.node)
        return call.attendance(self.name) if call else None

    def complete(self, node: str, seen: Attendance, *, asked_at: datetime) -> Attendance:
        """What was asked for at that time, with those who are in breakout rooms.

        To the sources they are gone, as they are from the main room. If nobody is there, and nobody
        in a breakout room, the call that was posted is over.
        """
        now = self._clock.now()
        call = self._known(node, now)
        if call is None or seen.source == self.name:
            return seen
        recent = now - call.heard_at <= _ASIDE_BELIEVED
        if recent and (aside := call.aside()):
            count = aside if seen.liveness is Liveness.EMPTY else (seen.count or 0) + aside
            told = seen.liveness is Liveness.EMPTY or seen.count is not None
            return replace(seen, liveness=Liveness.LIVE, count=count if told else None)
        if seen.liveness is Liveness.EMPTY and call.heard_at < asked_at:
            call.end(at=asked_at)
        return seen

    def _recent(self, node: str) -> CallLog | None:
        now = self._clock.now()
        call = self._known(node, now)
        return call if call and now - call.heard_at <= _BELIEVED else None

    def _known(self, node: str, now: datetime) -> CallLog | None:
        """None for a call heard of far ahead of now: that was before the clock was set back."""
        call = self._calls.get(node)
        return call if call and call.heard_at - now <= LATE else None

    def _is_next(self, turn: PostOrder) -> bool:
        """False for what was posted before. After a gap all known rooms are worth a look."""
        last = self._turns.pop(turn.boot, None)
        if last is None and len(self._turns) >= _BOOTS:
            del self._turns[next(iter(self._turns))]
        self._turns[turn.boot] = max(turn.number, last or 0)
        if last is not None and turn.number <= last:
            return False
        if turn.number != (last or 0) + 1:
            for node, call in self._calls.items():
                call.doubt()
                self._heard(node)
        return True

    def _keep(self, node: str, call: CallLog, now: datetime) -> None:
        if node not in self._calls and len(self._calls) >= _CALLS:
            self._calls = {
                known: log
                for known, log in self._calls.items()
                if not (log.is_over and now - log.heard_at > LATE)
            }
        if node in self._calls or len(self._calls) < _CALLS:
            self._calls[node] = call
