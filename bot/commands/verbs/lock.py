"""`!lock`, `!sperren NAME`: the call asks newcomers for a password, the next has a lobby."""

from dataclasses import dataclass, replace

from bot.commands.parts.blanks import ROOM, choice, page
from bot.commands.parts.house import House
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, own_room_meant, told_apart
from bot.commands.parts.verb import Answer, Asked, Filled, Form, Typed, Verb
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import TransientError, UserError
from bot.usecases.ports.shaping import Obedience
from bot.usecases.ports.store import Work
from bot.usecases.rooms.own_rooms import room_to_shape
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomLocked(Reply):
    """`running` is the password of the call that runs, `password` that of the next.

    Each is None where there is none; the next call may have a `lobby` instead.
    """

    room: ConferenceRoom
    running: str | None
    password: str | None
    lobby: bool


async def look(house: House, asked: Asked, name: str | None) -> RoomLocked | NoRoomYet:
    """This already locks the call that runs: the server may be slow."""
    room = await own_room_meant(house, asked, name)
    if room is None:
        return NoRoomYet()
    password = house.start_conference.draw_name(None)
    is_locked = await _lock(house, room, password)
    return RoomLocked(
        room=await told_apart(house, asked, room),
        running=password if is_locked else None,
        password=password if house.reserves and not house.has_lobby else None,
        lobby=house.has_lobby,
    )


async def _lock(house: House, room: ConferenceRoom, password: str) -> bool:
    """Whether a call runs and is locked. Raises `UserError` where no later one can be locked."""
    if house.locks is None and not house.reserves:
        raise UserError("locking_not_set_up")
    obedience = Obedience.NOTHING_RUNS
    try:
        if house.locks:
            obedience = await house.locks.lock(room, password)
    except TransientError as error:
        if not house.reserves:
            raise UserError("server_does_not_answer") from error
    if not house.reserves and obedience is Obedience.NOTHING_RUNS:
        raise UserError("nothing_to_lock", {"name": room.title})
    if not house.reserves and obedience is Obedience.REFUSED:
        raise UserError("locking_refused")
    return obedience is Obedience.DONE


async def act(
    house: House, asked: Asked, _name: str | None, said: RoomLocked | NoRoomYet, work: Work
) -> Answer:
    if isinstance(said, RoomLocked) and house.reserves:
        owned = await room_to_shape(work, said.room, by=asked.line)
        await work.owned_rooms.save(replace(owned, lobby=said.lobby, password=said.password))
    return Answer(said)


def _filled_in(filled: Filled) -> list[Typed]:
    verb = "unlock" if filled.one("locking") == "off" else "lock"
    return [Typed(verb, filled.one("room"))]


FORM = Form(key="lock", lines=_filled_in, pages=(page(ROOM, choice("locking", "on", "off")),))


VERB = Verb(
    key="lock",
    words={ENGLISH: ("lock",), GERMAN: ("sperren",)},
    parse=name_of_room,
    look=look,
    act=act,
    forms=(FORM,),
)
