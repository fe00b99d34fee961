"""What is said to a person, not into a chat: finding the direct chat with them, or opening it.

Nothing but `m.direct` and the rooms themselves remember which chat that is, so it is found again
after a crash at any point.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Final
from weakref import WeakValueDictionary

import nio

from bot.domain.chat import ChatId
from bot.domain.delivery import Delivery
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.chats.encrypted_chats import EncryptedChats
from bot.networks.matrix.chats.lookup import Lookup
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.encryption.cipher import Cipher
from bot.networks.matrix.events.chat_state import OPENED_FOR
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import text_at

_HERE: Final = ("invite", "join")
_TIMES_ASKED_IN: Final = 2
"""Who left or declined once may have done so by mistake; who does it again means it."""

_ENCRYPTION: Final = {"algorithm": "m.megolm.v1.aes-sha2"}

log = logging.getLogger(__name__)


def is_person(chat: ChatId) -> bool:
    """Whether the address is a user id, and so means the direct chat with that person."""
    return chat.startswith("@")


class PersonalChats:
    """Chooses the room in which a person is told something, the same one every time.

    That is the first direct chat in which there are the account and the person, joined or invited,
    and nobody else; where encryption is switched off, one that is not encrypted. A second room is
    opened for a person only after they left the first, or brought others into it, and no third
    after they left that as well: then they have to open one. One that is encrypted stays theirs,
    for a homeserver that encrypts all new rooms would make every line open another.
    """

    def __init__(
        self,
        client: nio.AsyncClient,
        reader: SyncReader,
        direct_chats: DirectChats,
        encrypted_chats: EncryptedChats,
        cipher: Cipher | None,
    ) -> None:
        self._client = client
        self._reader = reader
        self._direct_chats = direct_chats
        self._encrypted_chats = encrypted_chats
        self._cipher = cipher
        self._lookup = Lookup(client)
        self._just_opened: dict[str, ChatId] = {}
        self._turns = WeakValueDictionary[str, asyncio.Lock]()

    async def chat_for(self, delivery: Delivery) -> ChatId:
        """The room for a delivery whose address is a person.

        Raises `TransientError`, never for the whole account: Synapse lets an account open rooms
        and invite far more seldom than speak. Raises `PermanentError` when the person does not want
        to be told, when the homeserver does not let them be invited, or when the line to edit is
        gone.
        """
        if self._reader.heard_at is None:
            raise TransientError("the direct chats are not known yet")
        try:
            return await self._choose(delivery)
        except TransientError as error:
            raise TransientError(str(error), retry_after=error.retry_after) from error

    async def _choose(self, delivery: Delivery) -> ChatId:
        person = delivery.chat.chat
        if delivery.edits is not None:
            for chat in self._known(person):
                if await self._lookup.holds(chat, delivery.edits):
                    return chat
            raise PermanentError("no chat with the person holds the line to edit")
        if delivery.attempt > 1:
            # where it was said the first time its repeat does nothing, whatever happened since
            for chat in self._known(person):
                if await self._lookup.was_said(chat, delivery.key):
                    return chat
        async with self._turns.setdefault(person, asyncio.Lock()):
            return await self._find(person) or await self._open(person)

    def _known(self, person: str) -> Sequence[ChatId]:
        noted = self._direct_chats.with_person(person)
        here = (ChatId(chat) for chat in noted if self._reader.state(ChatId(chat)) is not None)
        return tuple(dict.fromkeys((*here, *self._opened(person))))

    def _opened(self, person: str) -> Sequence[ChatId]:
        """What the bot itself opened for them, also where it died before it could note that."""
        told = self._reader.opened_for(person)
        just_opened = self._just_opened.get(person)
        return told if just_opened is None else (*told, just_opened)

    async def _find(self, person: str) -> ChatId | None:
        encrypted: ChatId | None = None
        left = 0
        for chat in self._known(person):
            memberships = await self._memberships(chat)
            if chat in self._opened(person):
                left += memberships.get(person) == "leave"
            if not await self._is_theirs_alone(chat, person, memberships):
                continue
            if self._cipher is not None or not await self._encrypted_chats.has(chat):
                await self._note(chat, person)
                return chat
            if chat in self._opened(person):
                encrypted = chat
        if encrypted is None and left >= _TIMES_ASKED_IN:
            raise PermanentError("the person left each chat that was opened for them")
        return encrypted  # where nothing will be said

    async def _memberships(self, chat: ChatId) -> Mapping[str, str]:
        """Nobody is there, as far as we are concerned, when people have moved on."""
        state = self._reader.state(chat)
        if state is not None and state.replaced:
            return {}
        return await self._lookup.memberships(chat)

    async def _is_theirs_alone(
        self, chat: ChatId, person: str, memberships: Mapping[str, str]
    ) -> bool:
        own_id = self._client.user_id
        if memberships.get(own_id) != "join":
            return False
        if chat in self._opened(person) and person not in memberships:
            await self._invite(chat, person)  # which fell through when the room was made
            return True
        present = {name for name, membership in memberships.items() if membership in _HERE}
        return present == {own_id, person}

    async def _invite(self, chat: ChatId, person: str) -> None:
        # not by /invite, which cannot say that it is into a direct chat
        path = ("rooms", chat, "state", "m.room.member", person)
        await self._do("PUT", *path, body={"membership": "invite", "is_direct": True})

    async def _open(self, person: str) -> ChatId:
        made = await self._do(
            "POST",
            "createRoom",
            body={
                "preset": "trusted_private_chat",
                "is_direct": True,
                "invite": [person],
                "creation_content": {OPENED_FOR: person},
                "initial_state": await self._initial_state(person),
            },
        )
        room_id = text_at(made, "room_id")
        if room_id is None:
            raise TransientError("the homeserver does not name the room that it made")
        chat = self._just_opened[person] = ChatId(room_id)
        log.info("Opened a direct chat", extra={"chat": chat})
        self._direct_chats.mark(chat, person)
        await self._note(chat, person)
        return chat

    async def _initial_state(self, person: str) -> Sequence[object]:
        """Encrypted, unless that would keep the person from reading it."""
        if self._cipher is None or not await self._cipher.can_read(person):
            return ()
        return ({"type": "m.room.encryption", "state_key": "", "content": _ENCRYPTION},)

    async def _do(self, method: str, *path: str, body: Mapping[str, object]) -> object:
        return await bare_call(self._client, method, *path, body=body)

    async def _note(self, chat: ChatId, person: str) -> None:
        """See to it that the account data name it, if they can: it is found without as well."""
        if self._direct_chats.is_noted(chat, person):
            return
        try:
            await self._direct_chats.write(chat, person)
        except PermanentError as error:
            if isinstance(error, RefusedError) and error.token_is_gone:
                raise
            log.warning("A direct chat is not noted", extra={"chat": chat, "why": str(error)})
