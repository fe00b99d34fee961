"""What is known at the moment of a reminder: whether the server answers, and who is there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.attendance import Liveness
from bot.domain.settings import ChatSettings, Presence
from bot.usecases.ports.live import LiveRooms
from bot.usecases.telling.reminders import Reminder, Running


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """No server is asked, so that nothing gets late.

    `silent_at` tells when the Jitsi server was last tried in vain, None when it answers, and `live`
    what is known of calls at this moment.
    """

    silent_at: Callable[[], datetime | None]
    live: LiveRooms

    def told_with(self, said: Reminder, settings: ChatSettings, *, private: bool) -> Reminder:
        """The reminder with what its readers may know; in private nothing of the call."""
        running = None if private else self._running(said, settings.presence)
        return replace(said, silent_at=self.silent_at(), running=running)

    def _running(self, said: Reminder, shown: Presence) -> Running | None:
        state = self.live.state(said.date.series.room.node)
        if state is None or state.liveness is not Liveness.LIVE or shown is Presence.OFF:
            return None
        return Running(None if shown is Presence.OPEN else state.count)
