"""How the copies of the bot wake each other (NOTIFY and LISTEN)."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from bot.errors import TransientError
from bot.storage.postgresql.opening import DriverConnection
from bot.storage.postgresql.store import PostgresStore
from bot.storage.statements import Statement

log = logging.getLogger(__name__)

CHANNEL: Final = "ankerplatz"
_RING: Final = f"SELECT pg_notify('{CHANNEL}', :duty)"
_PAUSE_S: Final = 1.0


class Bell:
    """Rings for a duty; whoever has it hears it, and so do all others.

    What rings while the database is away is rung again; what rings while another copy is not
    connected is lost on it.
    """

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self._rung: set[str] = set()
        self._wake = asyncio.Event()

    async def listen(self, connection: DriverConnection) -> None:
        """From now on, for as long as the connection lasts."""

        def heard(_connection: object, _pid: int, _channel: str, duty: str) -> None:
            self._heard(duty)

        await connection.add_listener(CHANNEL, heard)

    def ring(self, duty: str) -> None:
        """As soon as `run` comes to it; however often it was rung for until then, once."""
        self._rung.add(duty)
        self._wake.set()

    async def run(self, store: PostgresStore) -> None:
        """Until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            rung = sorted(self._rung)
            try:
                async with store.transaction() as transaction:
                    await transaction.run(*(Statement(_RING, {"duty": duty}) for duty in rung))
            except TransientError as error:
                log.info("Other copies cannot be woken; trying again", extra={"why": str(error)})
                await asyncio.sleep(_PAUSE_S)
                self._wake.set()
            else:
                self._rung.difference_update(rung)
