"""Questions about rooms that sync does not answer."""

from collections.abc import Mapping
from typing import Final

import nio

from bot.domain.chat import ChatId, DeliveryKey, LineId
from bot.networks.matrix.events.content import transaction_id
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import items_at, text_at

_LOOKED_BACK: Final = 100
"""Lines. Between a line and its repeat little is said in a chat of two."""


class Lookup:
    """Asks the homeserver. Where it has no such room, or none for us, nothing is in it."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client

    async def memberships(self, chat: ChatId) -> Mapping[str, str]:
        """By user id: join, invite, leave or ban. Sync leaves out members who say nothing."""
        events = items_at(await self._look("rooms", chat, "members"), "chunk")
        return {
            text_at(event, "state_key") or "": text_at(event, "content", "membership") or ""
            for event in events
        }

    async def is_in(self, chat: ChatId, user_id: str) -> bool:
        """Whether they have joined, and not left or been put out."""
        member = await self._look("rooms", chat, "state", "m.room.member", user_id)
        return text_at(member, "membership") == "join"

    async def holds(self, chat: ChatId, line: LineId) -> bool:
        """Whether that line stands there."""
        return await self._look("rooms", chat, "event", line) is not None

    async def was_said(self, chat: ChatId, key: DeliveryKey) -> bool:
        """Whether this login said that there lately; its transaction ids are shown to it alone."""
        query = {"dir": "b", "limit": str(_LOOKED_BACK)}
        events = items_at(await self._look("rooms", chat, "messages", query=query), "chunk")
        said = (text_at(event, "unsigned", "transaction_id") for event in events)
        return transaction_id(key) in said

    async def _look(self, *path: str, query: Mapping[str, str] | None = None) -> object:
        try:
            return await bare_call(self._client, "GET", *path, query=query)
        except RefusedError as error:
            if error.token_is_gone:
                raise
            return None
