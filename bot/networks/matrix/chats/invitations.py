"""Joining the rooms that the bot is invited to, or declining."""

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.events.sync_answer import content_of, rooms_of
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import at, mapping_at, text_at
from bot.networks.matrix.settings import MatrixSettings, Patience, server_of
from bot.networks.retrying import at_least, pauses

_JOIN_S: Final = 60.0
_AT_ONCE: Final = 5
"""Joins of new invitations, and as many of old ones, which may be for servers that are gone: over
federation a join may take its whole time, and the others need not wait for it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who invites, on whom it hangs whether the bot joins; and whether it is into a direct chat.

    An inviter that the homeserver does not name is empty, and so allowed nowhere.
    """

    inviter: str = ""
    is_direct: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Pursuit:
    """An invitation that is to be answered, and with which others it takes turns at first."""

    chat: ChatId
    invitation: Invitation
    turns: asyncio.Semaphore


class Invitations:
    """Answers invitations beside the sync loop: joining over federation can take a minute."""

    def __init__(
        self,
        settings: MatrixSettings,
        client: nio.AsyncClient,
        direct_chats: DirectChats,
        patience: Patience,
    ) -> None:
        self._settings = settings
        self._client = client
        self._direct_chats = direct_chats
        self._patience = patience
        self._open: dict[ChatId, Invitation] = {}
        # the newest first: older ones may be for servers that are gone
        self._waiting: asyncio.LifoQueue[_Pursuit] = asyncio.LifoQueue()
        self._untried: set[_Pursuit] = set()
        self._tried = asyncio.Event()
        self._first_turns = asyncio.Semaphore(_AT_ONCE)
        self._later_turns = asyncio.Semaphore(_AT_ONCE)

    def restore(self, kept: str | None) -> None:
        """Take up what `kept` once returned."""
        open_then: object = json.loads(kept) if kept else None
        for chat, told in mapping_at(open_then).items():
            is_direct = at(told, "is_direct") is True
            invitation = Invitation(text_at(told, "inviter") or "", is_direct)
            self._add(ChatId(chat), invitation, self._later_turns)

    def kept(self) -> str:
        """The open invitations in a form to be stored."""
        return json.dumps({chat: asdict(told) for chat, told in self._open.items()})

    def read(self, response: nio.SyncResponse) -> None:
        """Take up new invitations, and drop those withdrawn or taken up, here or elsewhere.

        One into a direct chat stays until sync has told that the account data know it as such.
        """
        rooms = rooms_of(response)
        for room_id in rooms.leave:
            self._direct_chats.forget(room_id)
        for room_id in (*rooms.leave, *rooms.join):
            if not self._direct_chats.is_only_marked(room_id):
                self._open.pop(ChatId(room_id), None)
        for room_id, invitation in rooms.invite.items():
            self.add(ChatId(room_id), self._invitation(invitation.invite_state))

    def add_replacement(self, chat: ChatId, sender: str) -> None:
        """Follow an upgraded room into the room that an allowed person named as its successor."""
        if self._settings.allows(sender) and chat not in self._client.rooms:
            self.add(chat, Invitation(sender))

    def add(self, chat: ChatId, invitation: Invitation) -> None:
        """Have it answered. What is said in a direct chat will be read as such from now on."""
        self._add(chat, invitation, self._first_turns)

    def _add(self, chat: ChatId, invitation: Invitation, turns: asyncio.Semaphore) -> None:
        self._open[chat] = invitation
        if invitation.is_direct and self._settings.allows(invitation.inviter):
            self._direct_chats.mark(chat, invitation.inviter)
        wanted = _Pursuit(chat, invitation, turns)
        self._untried.add(wanted)
        self._tried.clear()
        self._waiting.put_nowait(wanted)

    async def wait_tried(self) -> None:
        """Return once every open invitation was answered, or could not be at the first attempt."""
        if self._untried:
            await self._tried.wait()

    async def run(self) -> None:
        """Answer what comes in, each by itself, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                tasks.create_task(self._pursue(await self._waiting.get()))

    async def _pursue(self, wanted: _Pursuit) -> None:
        """Try until it is answered, withdrawn, or made anew."""
        waits, turns = self._pauses(), wanted.turns
        while True:
            async with turns:
                asked = await self._try(wanted) if self._is_open(wanted) else None
            self._untried.discard(wanted)
            if not self._untried:
                self._tried.set()
            if not self._is_open(wanted):
                return
            turns = self._later_turns
            await asyncio.sleep(at_least(next(waits), asked))

    def _is_open(self, wanted: _Pursuit) -> bool:
        return self._open.get(wanted.chat) is wanted.invitation

    def _pauses(self) -> Iterator[float]:
        return pauses(self._patience.first_pause, self._patience.longest_pause)

    def _invitation(self, events: Iterable[object]) -> Invitation:
        for event in events:
            if isinstance(event, nio.InviteMemberEvent) and (
                event.state_key == self._client.user_id and event.membership == "invite"
            ):
                return Invitation(event.sender, at(content_of(event), "is_direct") is True)
        return Invitation()

    async def _try(self, wanted: _Pursuit) -> timedelta | None:
        """The pause that the homeserver asks for, if it does."""
        chat = wanted.chat
        try:
            await self._answer(chat, wanted.invitation)
        except TransientError as error:
            return error.retry_after
        except PermanentError as error:
            if isinstance(error, RefusedError) and error.token_is_gone:
                return None
            log.info("An invitation fell through", extra={"chat": chat, "why": str(error)})
        if self._is_open(wanted):  # not if it was taken back and made anew meanwhile
            del self._open[chat]
        return None

    async def _answer(self, chat: ChatId, invitation: Invitation) -> None:
        """May be repeated: joining a room that the account is in does nothing."""
        if self._settings.allows(invitation.inviter):
            # nio's own join names no server that is in the room; ids of rooms do not since room
            # version 12, and the successor of an upgraded room comes without an invitation
            via = server_of(invitation.inviter)
            # `server_name` is what servers before MSC4156 call it
            query = {"via": via, "server_name": via} if via else {}
            await bare_call(
                self._client, "POST", "join", chat, query=query, body={}, seconds=_JOIN_S
            )
            log.info("Joined a chat", extra={"chat": chat})
            if invitation.is_direct:
                await self._direct_chats.write(chat, invitation.inviter)
        else:
            path = ("rooms", chat, "leave")
            await bare_call(self._client, "POST", *path, body={})
            log.info("Declined an invitation", extra={"chat": chat})
