"""Which chats are encrypted."""

from datetime import timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.events.chat_state import ChatState
from bot.networks.matrix.homeserver.bare_call import bare_call, request_seconds
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.usecases.ports.clock import Clock

_STALE_AFTER: Final = timedelta(minutes=1)
"""Longer than a long poll lasts: whoever has not heard for so long knows nothing for sure."""


class EncryptedChats:
    """What sync has told, and where that is not enough, what the homeserver says when asked."""

    def __init__(self, client: nio.AsyncClient, reader: SyncReader, *, clock: Clock) -> None:
        self._client = client
        self._reader = reader
        self._clock = clock

    async def has(self, chat: ChatId) -> bool:
        """Whether the chat is encrypted. Raises what `bare_call` raises."""
        state = self._reader.state(chat)
        if state is None:
            return await self._ask(chat)
        if not state.encrypted and (state.gap or not self._is_fresh()):
            await self._look(chat, state)
        return state.encrypted

    async def _look(self, chat: ChatId, state: ChatState) -> None:
        gap = state.gap
        if await self._ask(chat):
            state.encrypted = True
        if state.gap is gap:  # else the next one came meanwhile
            state.gap = None

    def _is_fresh(self) -> bool:
        heard = self._reader.heard_at
        return heard is not None and self._clock.now() - heard < _STALE_AFTER

    async def _ask(self, chat: ChatId) -> bool:
        try:
            # not by nio, which takes every refusal but "not found" for what it asked for
            await bare_call(
                self._client,
                "GET",
                *("rooms", chat, "state", "m.room.encryption"),
                seconds=request_seconds(self._client) / 4,
            )
        except RefusedError as error:
            if error.code == "M_NOT_FOUND":
                return False
            raise
        return True
