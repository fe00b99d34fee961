"""What is known of the rooms at this moment, for whoever wants to show it: fits `LiveRooms`."""

import asyncio
from collections.abc import AsyncGenerator, Mapping

from bot.domain.attendance import Liveness
from bot.usecases.ports.live import LiveState


class LiveBoard:
    """In memory only. Readers learn of each change; slow ones of the latest change of each room."""

    def __init__(self) -> None:
        self._states: dict[str, LiveState] = {}
        self._peaks: dict[str, int] = {}
        self._readers: set[_Reader] = set()

    def state(self, node: str) -> LiveState | None:
        return self._states.get(node)

    def running(self) -> int:
        """How many rooms have somebody in them."""
        return sum(state.liveness is Liveness.LIVE for state in self._states.values())

    def put(self, node: str, state: LiveState | None) -> None:
        """None for a room that is no longer looked at. A new age alone is no news."""
        before = self._states.pop(node, None)
        if state is not None:
            self._states[node] = state
            self._peaks |= _most(self._peaks, {node: state})
        if _essence(before) != _essence(state):
            for reader in self._readers:
                reader.tell(node)

    def take_peaks(self) -> Mapping[str, int]:
        """The highest count of each room since the last call of this, where there was a count."""
        peaks, self._peaks = self._peaks, _most({}, self._states)
        return peaks

    async def changes(self) -> AsyncGenerator[str, None]:
        reader = _Reader()
        self._readers.add(reader)
        try:
            while True:
                yield await reader.next()
        finally:
            self._readers.discard(reader)


class _Reader:
    def __init__(self) -> None:
        self._changed: dict[str, None] = {}
        self._news = asyncio.Event()

    def tell(self, node: str) -> None:
        self._changed[node] = None
        self._news.set()

    async def next(self) -> str:
        while not self._changed:
            self._news.clear()
            await self._news.wait()
        node = next(iter(self._changed))
        del self._changed[node]
        return node


def _essence(state: LiveState | None) -> object:
    return state and (state.liveness, state.count, state.since)


def _most(known: Mapping[str, int], states: Mapping[str, LiveState]) -> dict[str, int]:
    return {
        node: max(known.get(node, 0), state.count)
        for node, state in states.items()
        if state.count is not None
    }
