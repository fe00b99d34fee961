"""Joining the rooms that the bot is invited to, or declining."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId
from bot.errors import TransientError
from bot.networks.matrix.bare_call import bare_call
from bot.networks.matrix.errors import RefusedError, settle
from bot.networks.matrix.loose import mapping_at
from bot.networks.matrix.pauses import pause
from bot.networks.matrix.settings import MatrixSettings, Patience, server_of
from bot.networks.matrix.sync_answer import rooms_of

_JOIN_SECONDS: Final = 60.0

_log = logging.getLogger(__name__)


class Invitations:
    """Answers invitations beside the sync loop: joining over federation can take a minute."""

    def __init__(
        self, settings: MatrixSettings, client: nio.AsyncClient, patience: Patience
    ) -> None:
        self._settings = settings
        self._client = client
        self._patience = patience
        self._open: dict[ChatId, str] = {}
        self._news = asyncio.Event()
        self._tried = asyncio.Event()

    def restore(self, kept: str | None) -> None:
        """Take up what `kept` once returned."""
        open_then: object = json.loads(kept) if kept else None
        for chat, inviter in mapping_at(open_then).items():
            self.add(ChatId(chat), str(inviter))

    def kept(self) -> str:
        """The open invitations in a form to be stored."""
        return json.dumps(self._open)

    def read(self, response: nio.SyncResponse) -> None:
        """Take up new invitations, and drop those withdrawn or taken up elsewhere."""
        rooms = rooms_of(response)
        for room_id in (*rooms.leave, *rooms.join):
            self._open.pop(ChatId(room_id), None)
        for room_id, invitation in rooms.invite.items():
            self.add(ChatId(room_id), self._inviter(invitation.invite_state))

    def add_replacement(self, chat: ChatId, sender: str) -> None:
        """Follow an upgraded room into the room that an allowed person named as its successor."""
        if self._settings.allows(sender) and chat not in self._client.rooms:
            self.add(chat, sender)

    def add(self, chat: ChatId, inviter: str) -> None:
        """`inviter` decides whether the bot joins or declines."""
        self._open[chat] = inviter
        self._tried.clear()
        self._news.set()

    async def wait_tried(self) -> None:
        """Return once every open invitation was answered, or could not be at the first attempt."""
        if self._open:
            await self._tried.wait()

    async def run(self) -> None:
        """Answer what comes in, until cancelled."""
        failures = 0
        while True:
            self._news.clear()
            asked = await self._answer_all()
            if not self._news.is_set():
                self._tried.set()
            failures = failures + 1 if self._open else 0
            wait = pause(failures, self._patience, asked=asked) if self._open else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._news.wait()

    def _inviter(self, events: Iterable[object]) -> str:
        """Empty, and so allowed nowhere, when the homeserver does not say."""
        for event in events:
            if isinstance(event, nio.InviteMemberEvent) and (
                event.state_key == self._client.user_id and event.membership == "invite"
            ):
                return event.sender
        return ""

    async def _answer_all(self) -> timedelta | None:
        """Try each once, and keep those that may work later. The longest pause asked for."""
        longest: timedelta | None = None
        for chat, inviter in tuple(self._open.items()):
            try:
                await self._answer(chat, inviter)
            except TransientError as error:
                longest = max(filter(None, (longest, error.retry_after)), default=None)
                continue
            except RefusedError as error:
                if error.token_is_gone:
                    continue
                _log.info("An invitation fell through", extra={"chat": chat, "code": error.code})
            self._open.pop(chat, None)
        return longest

    async def _answer(self, chat: ChatId, inviter: str) -> None:
        if self._settings.allows(inviter):
            # nio's own join names no server that is in the room; ids of rooms do not since room
            # version 12, and the successor of an upgraded room comes without an invitation
            via = server_of(inviter)
            # `server_name` is what servers before MSC4156 call it
            query = {"via": via, "server_name": via} if via else {}
            await bare_call(self._client, "POST", "join", chat, query=query, seconds=_JOIN_SECONDS)
            _log.info("Joined a chat", extra={"chat": chat})
        else:
            leave = self._client.room_leave(chat)
            await settle(leave, nio.RoomLeaveResponse, seconds=self._patience.request)
            _log.info("Declined an invitation", extra={"chat": chat})
