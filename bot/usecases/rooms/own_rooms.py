"""Whose a conference room is: only that chat decides about it, whoever else knows its name."""

from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, ChatRole, PersonId
from bot.domain.conference import ConferenceRoom
from bot.domain.line import Incoming
from bot.domain.series import dates
from bot.domain.shaping import CallTime, OwnedRoom, RoomKind
from bot.errors import UserError
from bot.usecases.ports.store import Work


async def note_room(
    work: Work,
    chat: ChatAddress,
    room: ConferenceRoom,
    *,
    by: PersonId | None,
    kind: RoomKind | None = None,
    opened: bool,
    now: datetime,
) -> None:
    """Keep that the chat uses the room now and, with `opened`, that it announced it as open.

    All else stays as it was, except for a `kind` that is given.
    """
    known = await work.owned_rooms.get(chat, room.node)
    if known is None:
        known = OwnedRoom(
            chat=chat, node=room.node, kind=RoomKind.OPEN, made_by=by, made_at=now, used_at=now
        )
    await work.owned_rooms.save(
        replace(
            known,
            kind=kind or known.kind,
            used_at=now,
            opened_at=now if opened else known.opened_at,
        )
    )


async def owner_of(work: Work, node: str) -> OwnedRoom | None:
    """The room as its owner has it: a chat with a series in it, else the chat that had it first."""
    known = await work.owned_rooms.of_node(node)
    for one in known:
        if any(series.room.node == node for series in await work.programme.of_chat(one.chat)):
            return one
    return known[0] if known else None


async def kind_of(work: Work, chat: ChatAddress, node: str) -> RoomKind:
    """What kind of room it is for that chat: as the chat made it, else closed if its owner did so.

    That people enter muted is part of the link, and so up to each chat that has one.
    """
    known = await work.owned_rooms.get(chat, node)
    if known and known.kind is not RoomKind.OPEN:
        return known.kind
    owner = await owner_of(work, node)
    return RoomKind.CLOSED if owner and owner.kind is RoomKind.CLOSED else RoomKind.OPEN


async def room_to_shape(work: Work, room: ConferenceRoom, *, by: Incoming) -> OwnedRoom:
    """The room, if the writer of the line may decide about it.

    Raises `UserError` for a room that no chat has or another chat has, and for those who neither
    made it nor moderate its chat. To moderate another chat, even a direct one, is not enough.
    """
    owned = await owner_of(work, room.node)
    if owned is None:
        raise UserError("room_unknown", {"name": room.title})
    if by.role is ChatRole.ADMIN:
        return owned
    if owned.chat != by.chat:
        raise UserError("room_of_another_chat", {"name": room.title})
    if by.role < ChatRole.MODERATOR and by.sender.id != owned.made_by:
        raise UserError("not_your_room", {"name": room.title})
    return owned


async def call_time(work: Work, owned: OwnedRoom, *, now: datetime) -> CallTime:
    """When the call that runs or comes next is planned; from now on where none is planned."""
    ahead = [
        CallTime(date.starts_at, date.ends_at)
        for series in await work.programme.of_chat(owned.chat)
        if series.room.node == owned.node
        for date in dates(series, after=now - series.duration, limit=1)
        if not date.is_off
    ]
    return min(ahead, key=lambda time: time.starts_at, default=CallTime.from_now(now))
