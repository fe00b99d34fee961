"""Joining the rooms that the bot is invited to, or declining."""

import asyncio
import contextlib
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

_JOIN_SECONDS: Final = 60.0
_AT_ONCE: Final = 5
"""Joins. Over federation one may take its whole time, and the others need not wait for it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who invites, on whom it hangs whether the bot joins; and whether it is into a direct chat.

    An inviter that the homeserver does not name is empty, and so allowed nowhere.
    """

    inviter: str = ""
    is_direct: bool = False


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
        self._news = asyncio.Event()
        self._tried = asyncio.Event()

    def restore(self, kept: str | None) -> None:
        """Take up what `kept` once returned."""
        open_then: object = json.loads(kept) if kept else None
        for chat, told in mapping_at(open_then).items():
            is_direct = at(told, "is_direct") is True
            self.add(ChatId(chat), Invitation(text_at(told, "inviter") or "", is_direct))

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
        self._open[chat] = invitation
        if invitation.is_direct and self._settings.allows(invitation.inviter):
            self._direct_chats.mark(chat, invitation.inviter)
        self._tried.clear()
        self._news.set()

    async def wait_tried(self) -> None:
        """Return once every open invitation was answered, or could not be at the first attempt."""
        if self._open:
            await self._tried.wait()

    async def run(self) -> None:
        """Answer what comes in, until cancelled."""
        waits = self._pauses()
        while True:
            self._news.clear()
            asked = await self._answer_all()
            if not self._news.is_set():
                self._tried.set()
            if not self._open:
                waits = self._pauses()
            wait = at_least(next(waits), asked) if self._open else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._news.wait()

    def _pauses(self) -> Iterator[float]:
        return pauses(self._patience.first_pause, self._patience.longest_pause)

    def _invitation(self, events: Iterable[object]) -> Invitation:
        for event in events:
            if isinstance(event, nio.InviteMemberEvent) and (
                event.state_key == self._client.user_id and event.membership == "invite"
            ):
                return Invitation(event.sender, at(content_of(event), "is_direct") is True)
        return Invitation()

    async def _answer_all(self) -> timedelta | None:
        """Try each once, and keep those that may work later. The longest pause asked for."""
        turns = asyncio.Semaphore(_AT_ONCE)

        async def answer(chat: ChatId, invitation: Invitation) -> timedelta | None:
            async with turns:
                return await self._try(chat, invitation)

        async with asyncio.TaskGroup() as tasks:
            # the newest first: older ones may be for servers that are gone
            newest_first = reversed(self._open.items())
            answers = [tasks.create_task(answer(*one)) for one in newest_first]
        return max(filter(None, (one.result() for one in answers)), default=None)

    async def _try(self, chat: ChatId, invitation: Invitation) -> timedelta | None:
        """The pause that the homeserver asks for, if it does."""
        try:
            await self._answer(chat, invitation)
        except TransientError as error:
            return error.retry_after
        except PermanentError as error:
            if isinstance(error, RefusedError) and error.token_is_gone:
                return None
            _log.info("An invitation fell through", extra={"chat": chat, "why": str(error)})
        if self._open.get(chat) is invitation:  # not if it was taken back and made anew meanwhile
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
                self._client, "POST", "join", chat, query=query, body={}, seconds=_JOIN_SECONDS
            )
            _log.info("Joined a chat", extra={"chat": chat})
            if invitation.is_direct:
                await self._direct_chats.write(chat, invitation.inviter)
        else:
            path = ("rooms", chat, "leave")
            await bare_call(self._client, "POST", *path, body={}, seconds=self._patience.request)
            _log.info("Declined an invitation", extra={"chat": chat})
