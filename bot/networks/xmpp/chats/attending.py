"""Staying in a group chat: when to join again, and when to give up."""

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import NoReturn

from bot.errors import PermanentError, TransientError
from bot.networks.retrying import pauses
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.settings import Patience
from bot.networks.xmpp.stanzas.room_codes import GoneError, KickedError

log = logging.getLogger(__name__)


async def attend(room: GroupChat, patience: Patience) -> NoReturn:
    """Be in the room until that is over for good, which is a `PermanentError`."""
    retries = _Retries(patience)
    while True:
        begun = time.monotonic()
        try:
            await room.join()
            await room.stay()
        except TransientError as error:
            wait = retries.pause_after(error, begun=begun)
            facts = {"room": room.jid, "why": str(error), "seconds": round(wait, 1)}
            log.warning("Not in the room; trying again", extra=facts)
        finally:
            room.settled.set()
        await asyncio.sleep(wait)


class _Retries:
    """How often a room may kick the bot, and for how long be gone, before it is lost."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._waits = self._fresh_waits()
        self._kicks = 0
        self._gone_at: float | None = None

    def pause_after(self, error: TransientError, *, begun: float) -> float:
        """Seconds to wait after a try that began then (`time.monotonic`).

        Raises `PermanentError` when it was one too many.
        """
        now = time.monotonic()
        self._gone_at = (self._gone_at or now) if isinstance(error, GoneError) else None
        if self._gone_at is not None and now - self._gone_at >= self._patience.gone:
            raise PermanentError("the room is gone") from error
        if now - begun > self._patience.fresh_start:
            self._kicks, self._waits = 0, self._fresh_waits()
        wait = next(self._waits)
        if not isinstance(error, KickedError):
            return wait
        self._kicks += 1
        if self._kicks > self._patience.kicks:
            raise PermanentError("kicked again and again") from error
        return wait + self._kicks * self._patience.kicked

    def _fresh_waits(self) -> Iterator[float]:
        return pauses(self._patience.first_pause, self._patience.longest_pause)
