"""`!unlock`, `!entsperren NAME`: its next call begins open again."""

from dataclasses import dataclass, replace

from bot.commands.house import House
from bot.commands.rooms import name_of_room, room_meant
from bot.commands.verb import Answer, Asked, Verb
from bot.commands.who import NoRoomYet
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.shaping import RoomKind
from bot.usecases.own_rooms import room_to_shape
from bot.usecases.ports import Work
from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True)
class RoomUnlocked(Reply):
    """Neither lobby nor password."""

    room: ConferenceRoom


async def act(
    _house: House, asked: Asked, _name: str | None, room: ConferenceRoom | None, work: Work
) -> Answer:
    if room is None:
        return Answer(NoRoomYet())
    owned = await room_to_shape(work, room, by=asked.line)
    kind = RoomKind.OPEN if owned.kind is RoomKind.CLOSED else owned.kind
    await work.owned_rooms.save(replace(owned, kind=kind, lobby=False, password=None))
    return Answer(RoomUnlocked(room))


VERB = Verb(
    key="unlock",
    words={ENGLISH: ("unlock", "lock off"), GERMAN: ("entsperren", "sperren aus")},
    parse=name_of_room,
    look=room_meant,
    act=act,
    replies=(RoomUnlocked, NoRoomYet),
)
