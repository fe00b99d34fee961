"""Which chats are encrypted."""

from datetime import timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId
from bot.networks.matrix.chats.reader import Reader
from bot.networks.matrix.homeserver.errors import RefusedError, settle
from bot.usecases.ports.clock import Clock

_STALE_AFTER: Final = timedelta(minutes=1)
"""Longer than a long poll lasts: whoever has not heard for so long knows nothing for sure."""


class EncryptedChats:
    """What sync has told, and where that is not enough, what the homeserver says when asked."""

    def __init__(
        self, client: nio.AsyncClient, reader: Reader, *, clock: Clock, request_seconds: float
    ) -> None:
        self._client = client
        self._reader = reader
        self._clock = clock
        self._request_seconds = request_seconds

    async def has(self, chat: ChatId) -> bool:
        """Whether the chat is encrypted. Raises what `settle` raises."""
        state = self._reader.state(chat)
        if state is not None and (state.encrypted or self._is_fresh()):
            return state.encrypted
        return await self._ask(chat)

    def _is_fresh(self) -> bool:
        heard = self._reader.heard_at
        return heard is not None and self._clock.now() - heard < _STALE_AFTER

    async def _ask(self, chat: ChatId) -> bool:
        try:
            await settle(
                self._client.room_get_state_event(chat, "m.room.encryption"),
                nio.RoomGetStateEventResponse,
                seconds=self._request_seconds / 4,
            )
        except RefusedError as error:
            if error.code == "M_NOT_FOUND":
                return False
            raise
        return True
