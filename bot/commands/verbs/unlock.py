"""`!unlock`, `!entsperren NAME`: the call is open again, and so is the next."""

from dataclasses import dataclass, replace

from bot.commands.parts.house import House
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, own_room_meant, told_apart
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.shaping import RoomKind
from bot.errors import TransientError, UserError
from bot.usecases.ports.shaping import Obedience
from bot.usecases.ports.store import Work
from bot.usecases.rooms.own_rooms import room_to_shape
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomUnlocked(Reply):
    """No lobby and no password any more; `running`: also in the call that runs.

    `lockable`: the server lets the bot lock it again.
    """

    room: ConferenceRoom
    running: bool
    lockable: bool = True


async def look(house: House, asked: Asked, name: str | None) -> RoomUnlocked | NoRoomYet:
    """This already opens the call that runs: the server may be slow."""
    room = await own_room_meant(house, asked, name)
    if room is None:
        return NoRoomYet()
    told = await told_apart(house, asked, room)
    if house.locks is None:
        return RoomUnlocked(room=told, running=False, lockable=house.reserves)
    try:
        obedience = await house.locks.lock(room, None)
    except TransientError as error:
        raise UserError("server_does_not_answer") from error
    return RoomUnlocked(room=told, running=obedience is Obedience.DONE)


async def act(
    _house: House, asked: Asked, _name: str | None, said: RoomUnlocked | NoRoomYet, work: Work
) -> Answer:
    if isinstance(said, RoomUnlocked):
        owned = await room_to_shape(work, said.room, by=asked.line)
        kind = RoomKind.OPEN if owned.kind is RoomKind.CLOSED else owned.kind
        await work.owned_rooms.save(replace(owned, kind=kind, lobby=False, password=None))
    return Answer(said)


VERB = Verb(
    key="unlock",
    words={ENGLISH: ("unlock", "lock off"), GERMAN: ("entsperren", "sperren aus")},
    parse=name_of_room,
    look=look,
    act=act,
)
