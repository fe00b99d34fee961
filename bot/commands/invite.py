"""`!invite`, `!einladung NAME`: lines to pass on to guests, in plain words."""

from dataclasses import dataclass

from bot.commands.blanks import (
    ROOM,
    page,
)
from bot.commands.house import House
from bot.commands.rooms import name_of_room, room_meant
from bot.commands.verb import (
    Answer,
    Asked,
    Form,
    Typed,
    Verb,
)
from bot.commands.who import NoRoomYet
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.shaping import DialIn
from bot.usecases.ports import Work
from bot.usecases.speech import Reply


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
        dial_in=await house.start_conference.server.dial_in(room),
    )


async def act(
    _house: House,
    _asked: Asked,
    _name: str | None,
    seen: GuestsInvited | NoRoomYet,
    _work: Work,
) -> Answer:
    return Answer(seen)


VERB = Verb(
    key="invite",
    words={ENGLISH: ("invite",), GERMAN: ("einladung",)},
    parse=name_of_room,
    look=look,
    act=act,
    replies=(GuestsInvited, NoRoomYet),
    forms=(
        Form(
            key="invite",
            lines=lambda filled: [Typed("invite", filled.one("room"))],
            pages=(page(ROOM),),
            quiet=True,
        ),
    ),
)
