"""The homeserver's clock: what people write is stamped by it, and ours may be hours off."""

import logging
from datetime import datetime, timedelta
from typing import Final

import nio

from bot.networks.matrix.homeserver.http_dates import date_at
from bot.usecases.ports.clock import Clock

log = logging.getLogger(__name__)

_UNSEEN: Final = timedelta(minutes=1)
"""A smaller difference may be the way of the answer, which names whole seconds."""


class ServerClock:
    """The same as ours until an answer of the homeserver tells otherwise."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta(0)

    def hear(self, response: nio.Response) -> None:
        """Go by the `Date` of an answer that has just come (RFC 9110, section 6.6.1)."""
        date = date_at(getattr(response.transport_response, "headers", None), "Date")
        if date is None:
            return
        ahead = self._clock.now() - date
        if abs(ahead) < _UNSEEN:
            ahead = timedelta(0)
        if abs(ahead - self._ahead) >= _UNSEEN:
            log.warning(
                "The clock of this machine and that of the homeserver differ, or agree again",
                extra={"action": "clocks_differ", "ahead_s": round(ahead.total_seconds())},
            )
        self._ahead = ahead

    def now(self) -> datetime:
        """As the homeserver has it (aware, UTC)."""
        return self._clock.now() - self._ahead

    def in_ours(self, moment: datetime) -> datetime:
        """A moment by the homeserver's clock, as ours has it; one that no calendar has stays."""
        try:
            return moment + self._ahead
        except OverflowError:
            return moment
