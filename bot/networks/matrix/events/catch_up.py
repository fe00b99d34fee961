"""Reading what was said before the part of a timeline that sync brings."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import nio

from bot.networks.matrix.events.filters import PAGE
from bot.networks.matrix.events.mapping import moment
from bot.networks.matrix.homeserver.bare_call import request_seconds
from bot.networks.matrix.homeserver.errors import settle
from bot.networks.matrix.homeserver.loose import text_at

OLDEST_ANSWERED: Final = timedelta(minutes=15)
"""What was said longer ago is not answered any more, so it is not read either."""

_PAGE_SIZE: Final = 100


def split_at_arrival(
    events: Sequence[object], own_id: str
) -> tuple[Sequence[object], Sequence[object]]:
    """The events up to the bot's coming into the room, and those since; all since if not seen.

    Coming means being invited or, without an invitation, joining. What people write between
    inviting the bot and its joining is meant for it.
    """
    for index in range(len(events), 0, -1):
        if _is_arrival(events[index - 1], own_id):
            return events[:index], events[index:]
    return (), events


def has_joined(events: Sequence[object], own_id: str) -> bool:
    """Whether the bot came into the room with one of them."""
    return any(_is_arrival(event, own_id, "join") for event in events)


async def read_back(
    client: nio.AsyncClient,
    chat: str,
    *,
    start: str,
    end: str | None,
    not_before: datetime,
) -> Sequence[object]:
    """The events before the position `start` and after `end`, oldest first.

    Stops at the bot's arrival and at a page that is all older than `not_before` (aware, UTC);
    one old stamp alone does not end it, as bridges write such. Raises `TransientError`, and
    `PermanentError` when the homeserver does not let us read.
    """
    found: list[object] = []
    position: str | None = start
    while position is not None:
        page = await settle(
            client.room_messages(chat, position, end, limit=_PAGE_SIZE, message_filter=PAGE),
            nio.RoomMessagesResponse,
            seconds=request_seconds(client),
        )
        newest_first = [event.source for event in page.chunk]
        before, since = split_at_arrival(newest_first[::-1], client.user_id)
        found[:0] = since
        is_old = page.chunk and not any(is_recent(event, not_before) for event in since)
        is_last = before or is_old or page.end == position
        position = None if is_last else page.end
    return found


def is_recent(event: object, not_before: datetime) -> bool:
    """Whether an event is younger than that (aware, UTC)."""
    return (moment(event) or not_before) > not_before


def _is_arrival(event: object, own_id: str, *here: str) -> bool:
    here = here or ("invite", "join")
    return (
        text_at(event, "type") == "m.room.member"
        and text_at(event, "state_key") == own_id
        and text_at(event, "content", "membership") in here
        and text_at(event, "unsigned", "prev_content", "membership") not in here
    )
