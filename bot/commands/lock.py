"""`!lock`, `!sperren NAME`: its next call begins with a lobby, or else with a password."""

from dataclasses import dataclass, replace

from bot.commands.house import House
from bot.commands.rooms import name_of_room, room_meant
from bot.commands.verb import Answer, Asked, Verb
from bot.commands.who import NoRoomYet
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import UserError
from bot.usecases.own_rooms import room_to_shape
from bot.usecases.ports import Work
from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLocked(Reply):
    """`password` is what people have to type; None for a lobby."""

    room: ConferenceRoom
    password: str | None


async def act(
    house: House, asked: Asked, _name: str | None, room: ConferenceRoom | None, work: Work
) -> Answer:
    if room is None:
        return Answer(NoRoomYet())
    owned = await room_to_shape(work, room, by=asked.line)
    if not house.reserves:
        raise UserError("locking_needs_reservations")
    lobby = house.start_conference.links.can_moderate
    password = None if lobby else house.start_conference.draw_name(None)
    await work.owned_rooms.save(replace(owned, lobby=lobby, password=password))
    return Answer(RoomLocked(room=room, password=password))


VERB = Verb(
    key="lock",
    words={ENGLISH: ("lock",), GERMAN: ("sperren",)},
    parse=name_of_room,
    look=room_meant,
    act=act,
    replies=(RoomLocked, NoRoomYet),
)
