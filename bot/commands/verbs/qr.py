"""`!qr`, `!qr NAME`: the link as a picture that a telephone's camera reads."""

from dataclasses import dataclass

from bot.commands.parts.house import House
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, room_meant
from bot.commands.parts.verb import Answer, Asked, Verb
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class LinkDrawn(Reply):
    """The link into that room."""

    room: ConferenceRoom

    @property
    def link(self) -> str:
        return self.room.link

    @property
    def drawn(self) -> str:
        return self.room.link


async def act(
    house: House, asked: Asked, _name: str | None, room: ConferenceRoom | None, _work: Work
) -> Answer:
    if room is None:
        return Answer(NoRoomYet())
    return Answer(LinkDrawn(house.start_conference.invitation_now(room, asked.now)))


VERB = Verb(
    key="qr",
    words={ENGLISH: ("qr",), GERMAN: ("qr",)},
    parse=name_of_room,
    look=room_meant,
    act=act,
)
