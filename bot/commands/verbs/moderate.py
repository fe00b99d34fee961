"""`!moderate`, `!moderieren NAME`: a link that makes its reader a moderator, in private."""

from dataclasses import dataclass

from bot.commands.parts.blanks import room_form
from bot.commands.parts.house import House
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, room_meant
from bot.commands.parts.verb import Answer, Asked, Verb, told_alone
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import UserError
from bot.usecases.calls.moderate import moderator_link, to_them_alone
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True)
class ModeratorLinkSent(Reply):
    """All that the chat learns: somebody moderates that room."""

    room: ConferenceRoom


async def act(
    house: House, asked: Asked, _name: str | None, room: ConferenceRoom | None, work: Work
) -> Answer:
    if room is None:
        return Answer(NoRoomYet())
    links = house.start_conference.links
    if not links.can_moderate:  # first, lest somebody goes to the trouble of being reachable
        raise UserError("moderating_needs_tokens")
    private = to_them_alone(asked.line)
    link = await moderator_link(work, links, room, by=asked.line, now=asked.now)
    return told_alone(asked.line, private, link, meanwhile=ModeratorLinkSent(room))


VERB = Verb(
    key="moderate",
    words={ENGLISH: ("moderate",), GERMAN: ("moderieren",)},
    parse=name_of_room,
    look=room_meant,
    act=act,
    forms=(room_form("moderate"),),
)
