"""Hand somebody the link that makes them moderator of a call."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.conference import ConferenceRoom
from bot.domain.line import Incoming
from bot.errors import UserError
from bot.usecases.ports.shaping import RoomLinks
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import private_chat
from bot.usecases.rooms.own_rooms import call_time, room_to_shape
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorLink(Reply):
    """To one person alone. `address` opens the room as moderator for a call at that time."""

    room: ConferenceRoom
    address: str
    starts_at: datetime
    ends_at: datetime

    def __repr__(self) -> str:
        """Without the address, which no traceback may show: it makes anybody a moderator."""
        return f"ModeratorLink({self.room.node})"


async def moderator_link(
    work: Work, links: RoomLinks, room: ConferenceRoom, *, by: Incoming, now: datetime
) -> ModeratorLink:
    """For the writer of the line.

    Raises `UserError` for those who may not have it, and where the server knows no such links.
    """
    owned = await room_to_shape(work, room, by=by)
    when = await call_time(work, owned, now=now)
    address = links.for_moderator(room, when)
    if address is None:
        raise UserError("moderating_needs_tokens")
    return ModeratorLink(room=room, address=address, starts_at=when.starts_at, ends_at=when.ends_at)


def to_them_alone(line: Incoming) -> ChatAddress:
    """The chat that only the writer reads. Raises `UserError` where their address is hidden."""
    private = line.chat if line.kind is ChatKind.DIRECT else private_chat(line)
    if private is None:
        raise UserError("address_hidden")
    return private
