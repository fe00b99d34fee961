"""`!invite`, `!einladung NAME`: lines to pass on to guests, in plain words."""

from dataclasses import dataclass

from bot.commands.parts.blanks import room_form
from bot.commands.parts.house import House
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, room_meant
from bot.commands.parts.verb import Asked, Verb, answer_as_seen
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.shaping import DialIn
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestsInvited(Reply):
    """What guests need to know. `dial_in` is None where nobody can enter by telephone."""

    room: ConferenceRoom
    dial_in: DialIn | None

    @property
    def link(self) -> str:
        return self.room.link


async def look(house: House, asked: Asked, name: str | None) -> GuestsInvited | NoRoomYet:
    room = await room_meant(house, asked, name)
    if room is None:
        return NoRoomYet()
    return GuestsInvited(
        room=house.start_conference.invitation_now(room, asked.now),
        dial_in=await house.server.dial_in(room),
    )


VERB = Verb(
    key="invite",
    words={ENGLISH: ("invite",), GERMAN: ("einladung", "einladen")},
    parse=name_of_room,
    look=look,
    act=answer_as_seen,
    forms=(room_form("invite"),),
)
