"""Saying things: one delivery to one event."""

import logging
from typing import Final

import nio

from bot.domain.chat import ChatId, LineId
from bot.domain.delivery import Delivery
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.encrypted_chats import EncryptedChats
from bot.networks.matrix.chats.personal_chats import PersonalChats, is_person
from bot.networks.matrix.chats.pictures import Pictures
from bot.networks.matrix.encryption.cipher import Cipher
from bot.networks.matrix.events.content import content, transaction_id
from bot.networks.matrix.homeserver.bare_call import bare_call, request_seconds
from bot.networks.matrix.homeserver.errors import RefusedError, guarded
from bot.networks.matrix.homeserver.loose import text_at

_PATIENCE: Final = 1.25
"""Times that for one request: what one delivery may take, with all that goes before the line."""

log = logging.getLogger(__name__)


class Speaker:
    """Sends what is to be said, and never plain text into an encrypted room."""

    def __init__(
        self,
        client: nio.AsyncClient,
        personal_chats: PersonalChats,
        encrypted_chats: EncryptedChats,
        cipher: Cipher | None,
    ) -> None:
        self._client = client
        self._personal_chats = personal_chats
        self._encrypted_chats = encrypted_chats
        self._cipher = cipher
        self._pictures = Pictures(client)
        self._refused: set[ChatId] = set()

    async def send(self, delivery: Delivery) -> LineId:
        """Fits `ChatNetwork.send`: a repeat gets the event id of the first time."""
        content(delivery)  # what cannot be said is not worth a room or an upload
        if not self._client.logged_in:
            raise TransientError("not logged in yet", whole_account=True)
        try:
            patience = request_seconds(self._client) * _PATIENCE
            return await guarded(self._say(delivery), seconds=patience)
        except RefusedError as error:
            if error.token_is_gone:
                # the sync loop gets the same answer, and logs in again or stops
                raise TransientError(str(error), whole_account=True) from error
            raise

    async def _say(self, delivery: Delivery) -> LineId:
        chat = delivery.chat.chat
        if is_person(chat):
            chat = await self._personal_chats.chat_for(delivery)
        encrypted = await self._encrypted_chats.has(chat)
        if encrypted:
            self._must_encrypt(chat)
        picture = delivery.outgoing.picture
        shared = await self._pictures.share(picture, encrypted=encrypted) if picture else None
        kind, body = "m.room.message", content(delivery, picture=shared)
        if encrypted and self._cipher is not None:
            kind, body = "m.room.encrypted", await self._cipher.sealed(chat, body)
        # not by nio, which sends plain text where it lacks the keys or has not heard of the room
        path = ("rooms", chat, "send", kind, transaction_id(delivery.key))
        sent = await bare_call(self._client, "PUT", *path, body=body)
        line = text_at(sent, "event_id")
        if line is None:
            raise TransientError("the homeserver does not name the line that it took")
        return LineId(line)

    def _must_encrypt(self, chat: ChatId) -> None:
        """Refuse where plain text has no place."""
        if self._cipher is not None:
            return
        if chat not in self._refused:
            self._refused.add(chat)
            log.warning("A chat is encrypted; nothing is said there", extra={"chat": chat})
        raise PermanentError("the room is encrypted, and encryption is switched off")
