"""Which occupants are bots, by what their programs say of themselves (XEP-0030, XEP-0115)."""

import asyncio
from contextlib import suppress
from typing import Final, NoReturn
from xml.etree.ElementTree import Element

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.stanzas.caps import is_robot, program_of, verification
from bot.networks.xmpp.stanzas.elements import DISCO_INFO, element
from bot.networks.xmpp.transport.disco import Asking

_AT_ONCE: Final = 4
_MOST_WAITING: Final = 100
_MOST_KNOWN: Final = 1000


class Robots:
    """Each program is asked about once, however many use it.

    What is not answered as it was announced counts for nothing: somebody could claim that
    everybody else's program is a bot.
    """

    def __init__(self, stream: Asking) -> None:
        self._stream = stream
        self._known: dict[str, bool] = {}
        self._waiting: asyncio.Queue[tuple[str, str, str]] = asyncio.Queue(_MOST_WAITING)

    def __contains__(self, version: object) -> bool:
        """Whether that verification string is known to be a bot's."""
        return isinstance(version, str) and self._known.get(version, False)

    def note(self, presence: Element) -> None:
        """Take in what an occupant announces."""
        program = program_of(presence)
        if program and program[1] not in self._known and len(self._known) < _MOST_KNOWN:
            with suppress(asyncio.QueueFull):  # who comes later brings the same programs
                self._waiting.put_nowait((presence.get("from", ""), *program))

    async def run(self) -> None:
        """Ask about what was announced, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(_AT_ONCE):  # some programs never answer
                tasks.create_task(self._work())

    async def _work(self) -> NoReturn:
        while True:
            occupant, node, version = await self._waiting.get()
            if version not in self._known:
                with suppress(TransientError, PermanentError):
                    await self._ask(occupant, node, version)

    async def _ask(self, occupant: str, node: str, version: str) -> None:
        query = element(f"{DISCO_INFO}query", node=f"{node}#{version}")
        info = (await self._stream.ask(query, to=occupant)).find(f"{DISCO_INFO}query")
        if info is not None and verification(info) == version:
            self._known[version] = is_robot(info)
