"""Saying things: one delivery to one event."""

import logging
from typing import Final

import nio

from bot.domain.chat import ChatId, Delivery, LineId
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.content import content, transaction_id
from bot.networks.matrix.encrypted_chats import EncryptedChats
from bot.networks.matrix.errors import RefusedError, guarded, settle
from bot.networks.matrix.personal_chats import PersonalChats, is_person
from bot.networks.matrix.pictures import Pictures

_PATIENCE: Final = 1.25
"""Times that for one request: what one delivery may take, with all that goes before the line."""

_log = logging.getLogger(__name__)


class Speaker:
    """Sends what is to be said, and never plain text into an encrypted room."""

    def __init__(
        self,
        client: nio.AsyncClient,
        personal_chats: PersonalChats,
        encrypted_chats: EncryptedChats,
        *,
        request_seconds: float,
    ) -> None:
        self._client = client
        self._personal_chats = personal_chats
        self._encrypted_chats = encrypted_chats
        self._request_seconds = request_seconds
        self._pictures = Pictures(client, request_seconds=request_seconds)
        self._refused: set[ChatId] = set()

    async def send(self, delivery: Delivery) -> LineId:
        """Fits `ChatNetwork.send`: a repeat gets the event id of the first time."""
        content(delivery)  # what cannot be said is not worth a room or an upload
        if not self._client.logged_in:
            raise TransientError("not logged in yet", whole_account=True)
        try:
            return await guarded(self._say(delivery), seconds=self._request_seconds * _PATIENCE)
        except RefusedError as error:
            if error.token_is_gone:
                # the sync loop gets the same answer, and logs in again or stops
                raise TransientError(str(error), whole_account=True) from error
            raise

    async def _say(self, delivery: Delivery) -> LineId:
        chat = delivery.chat.chat
        if is_person(chat):
            chat = await self._personal_chats.chat_for(delivery)
        await self._must_be_plain(chat)
        picture = delivery.outgoing.picture
        shared = await self._pictures.share(picture, encrypted=False) if picture else None
        sent = await settle(
            self._client.room_send(
                chat,
                "m.room.message",
                content(delivery, picture=shared),
                tx_id=transaction_id(delivery.key),
            ),
            nio.RoomSendResponse,
            seconds=self._request_seconds,
        )
        return LineId(sent.event_id)

    async def _must_be_plain(self, chat: ChatId) -> None:
        """Refuse where plain text has no place: nio would send it without a word."""
        if not await self._encrypted_chats.has(chat):
            return
        if chat not in self._refused:
            self._refused.add(chat)
            _log.warning("A chat is encrypted; nothing is said there", extra={"chat": chat})
        raise PermanentError("the room is encrypted")
