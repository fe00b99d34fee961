"""Saying things: one delivery to one event."""

import logging
from datetime import timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId, Delivery, LineId
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.content import content, transaction_id
from bot.networks.matrix.errors import RefusedError, settle
from bot.networks.matrix.reader import Reader
from bot.usecases.ports import Clock

_STALE_AFTER: Final = timedelta(minutes=1)
"""Longer than a long poll lasts: whoever has not heard for so long knows nothing for sure."""

_log = logging.getLogger(__name__)


class Speaker:
    """Sends what is to be said, and never plain text into an encrypted room."""

    def __init__(
        self, client: nio.AsyncClient, reader: Reader, *, clock: Clock, request_seconds: float
    ) -> None:
        self._client = client
        self._reader = reader
        self._clock = clock
        self._request_seconds = request_seconds
        self._refused: set[ChatId] = set()

    async def send(self, delivery: Delivery) -> LineId:
        """Fits `ChatNetwork.send`: a repeat gets the event id of the first time."""
        said = content(delivery)
        chat = delivery.chat.chat
        if not self._client.logged_in:
            raise TransientError("not logged in yet", whole_account=True)
        try:
            await self._must_be_plain(chat)
            sent = await settle(
                self._client.room_send(
                    chat, "m.room.message", said, tx_id=transaction_id(delivery.key)
                ),
                nio.RoomSendResponse,
                seconds=self._request_seconds,
            )
        except RefusedError as error:
            if error.token_is_gone:
                # the sync loop gets the same answer, and logs in again or stops
                raise TransientError(str(error), whole_account=True) from error
            raise
        return LineId(sent.event_id)

    async def _must_be_plain(self, chat: ChatId) -> None:
        """Refuse where plain text has no place: nio would send it without a word."""
        state = self._reader.state(chat)
        if state is not None and (state.encrypted or self._is_fresh()):
            encrypted = state.encrypted
        else:
            encrypted = await self._ask_whether_encrypted(chat)
        if not encrypted:
            return
        if chat not in self._refused:
            self._refused.add(chat)
            _log.warning("A chat is encrypted; nothing is said there", extra={"chat": chat})
        raise PermanentError("the room is encrypted")

    def _is_fresh(self) -> bool:
        heard = self._reader.heard_at
        return heard is not None and self._clock.now() - heard < _STALE_AFTER

    async def _ask_whether_encrypted(self, chat: ChatId) -> bool:
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
