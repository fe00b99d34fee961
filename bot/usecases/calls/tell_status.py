"""Show with the presence of an account how many calls run: `2 conferences are on`."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain.settings import Presence
from bot.errors import PermanentError, TransientError
from bot.usecases.calls.live_board import LiveBoard
from bot.usecases.calls.live_replies import CallsRunning
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import ShowsStatus
from bot.usecases.speaking.herald import Herald

log = logging.getLogger(__name__)

PAUSE: Final = timedelta(seconds=30)
"""Servers pass a presence on to everybody who shares a chat with the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellStatus:
    """In the language of the configuration; nothing where chats see nothing of calls by default.

    `pause` is how long to wait between two changes.
    """

    board: LiveBoard
    herald: Herald
    clock: Clock
    pause: timedelta = PAUSE

    async def run(self, network: ShowsStatus) -> None:
        """Tell until cancelled. What could not be shown is tried again, as it is by then."""
        if self.herald.defaults.presence is Presence.OFF:
            return
        await network.wait_ready()
        said: str | None = None
        while True:
            text = self._words()
            if text != said:
                try:
                    await network.show_status(text)
                    said = text
                except (TransientError, PermanentError) as error:
                    log.info(
                        "A status cannot be shown",
                        extra={"account": network.account, "why": str(error)},
                    )
            await asyncio.sleep(self.pause.total_seconds())

    def _words(self) -> str:
        reply = CallsRunning(self.board.running())
        return self.herald.words(reply, self.herald.defaults, now=self.clock.now()).text
