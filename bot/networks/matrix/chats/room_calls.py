"""Who is in the call that a room holds itself, such as an Element Call (MatrixRTC)."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import nio

from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.chat import ChatId
from bot.domain.naming import shown_name
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.loose import mapping_at, text_at
from bot.networks.matrix.homeserver.server_clock import ServerClock
from bot.networks.matrix.settings import localpart

SOURCE: Final = "matrix-rtc"

_PATIENCE_S: Final = 4.0
_POLL: Final = timedelta(minutes=1)
"""Longer than a long poll lasts; sync tells within it of whatever has changed."""

log = logging.getLogger(__name__)


class RoomCalls:
    """By what sync has told of the participants, and what the homeserver says of its members."""

    def __init__(self, client: nio.AsyncClient, reader: SyncReader, *, clock: ServerClock) -> None:
        self._client = client
        self._reader = reader
        self._clock = clock

    async def call_in(self, chat: ChatId) -> Attendance | None:
        """Fits `ChatNetwork.call_in`. Whoever has left the room is not in its call any more."""
        state, heard_at = self._reader.state(chat), self._reader.heard_at
        if state is None or heard_at is None:
            return None
        now = self._clock.now()
        there = dict(state.call.there(now=now))
        there.pop(self._client.user_id, None)
        if not there:
            return None
        names = await self._members(chat)
        if names is not None:
            there = {person: since for person, since in there.items() if person in names}
        if not there:
            return None
        first_come = sorted(there, key=lambda person: (there[person], person))
        return Attendance(
            liveness=Liveness.LIVE,
            seen_at=self._clock.in_ours(now if now - heard_at < _POLL else heard_at),
            source=SOURCE,
            count=len(there),
            occupants=tuple(
                Occupant((names or {}).get(person) or localpart(person)) for person in first_come
            ),
            since=self._clock.in_ours(there[first_come[0]]),
        )

    async def _members(self, chat: ChatId) -> Mapping[str, str] | None:
        """The names of all members by user id, which sync does not bring; None without an answer.

        A name is empty where the room has none that can be shown.
        """
        path = ("rooms", chat, "joined_members")
        try:
            told = await bare_call(self._client, "GET", *path, seconds=_PATIENCE_S)
        except (TransientError, PermanentError) as error:
            log.info("The members are not told", extra={"chat": chat, "why": str(error)})
            return None
        joined = mapping_at(told, "joined")
        return {
            person: shown_name(text_at(joined, person, "display_name") or "") for person in joined
        }
