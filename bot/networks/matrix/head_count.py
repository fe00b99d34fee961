"""How many members a room has, where sync did not say."""

import nio

from bot.networks.matrix.bare_call import bare_call
from bot.networks.matrix.loose import items_at, mapping_at

A_PAIR = 2


def is_counted(room: nio.MatrixRoom) -> bool:
    """Whether sync has told the numbers, or enough members that the room is a group anyway."""
    told = room.summary
    has_numbers = (
        told is not None
        and told.joined_member_count is not None
        and told.invited_member_count is not None
    )
    return has_numbers or len(room.users) > A_PAIR


async def count(client: nio.AsyncClient, room: nio.MatrixRoom, *, seconds: float) -> None:
    """Ask for the numbers, and give them to nio, which keeps them up to date from then on.

    Synapse tells them in a first sync and when they change, but not when the whole state is asked
    for from a position; and members themselves are not sent in advance (lazy loading).
    """
    answer = await bare_call(
        client, "GET", "rooms", room.room_id, "joined_members", seconds=seconds
    )
    joined, invited = len(mapping_at(answer, "joined")), 0
    if joined <= A_PAIR:
        answer = await bare_call(
            client,
            "GET",
            "rooms",
            room.room_id,
            "members",
            query={"membership": "invite"},
            seconds=seconds,
        )
        invited = len(items_at(answer, "chunk"))
    room.update_summary(nio.RoomSummary(invited, joined))
