"""`!end`, `!beenden NAME`: end a call for everybody, where the server lets the bot."""

from dataclasses import dataclass

from bot.commands.parts.blanks import ROOM, SURE, one_line_form, page
from bot.commands.parts.house import House
from bot.commands.parts.phrases import ending
from bot.commands.parts.replies import NoRoomYet
from bot.commands.parts.rooms import name_of_room, own_room_meant
from bot.commands.parts.verb import Asked, Filled, Verb, answer_as_seen
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.errors import TransientError, UserError
from bot.usecases.ports.shaping import CallControl, Obedience
from bot.usecases.speaking.speech import AsksBack, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWords:
    """`sure`: the question was answered."""

    name: str | None
    sure: bool


@dataclass(frozen=True, slots=True)
class EndQuestion(AsksBack):
    """People would be cut off, so it has to be said twice."""

    room: ConferenceRoom


@dataclass(frozen=True, slots=True)
class CallEnded(Reply):
    """Everybody was put out."""

    room: ConferenceRoom


@dataclass(frozen=True, slots=True)
class NothingRuns(AsksBack):
    """There was no call to end."""

    room: ConferenceRoom


EndAnswer = EndQuestion | CallEnded | NothingRuns | NoRoomYet


def parse(rest: str) -> EndWords:
    name, sure = ending(rest, "yes")
    return EndWords(name=name_of_room(name), sure=sure)


async def look(house: House, asked: Asked, words: EndWords) -> EndAnswer:
    """This already ends the call: the server may be slow, and a repeat does no more harm."""
    if house.control is None:
        raise UserError("ending_not_set_up")
    room = await own_room_meant(house, asked, words.name)
    if room is None:
        return NoRoomYet()
    if not words.sure:
        return EndQuestion(room)
    return await _end(house.control, room)


async def _end(control: CallControl, room: ConferenceRoom) -> EndAnswer:
    try:
        obedience = await control.end(room)
    except TransientError as error:
        raise UserError("server_does_not_answer") from error
    match obedience:
        case Obedience.DONE:
            return CallEnded(room)
        case Obedience.NOTHING_RUNS:
            return NothingRuns(room)
        case Obedience.REFUSED:
            raise UserError("ending_refused")


def _typed(filled: Filled) -> str:
    return f"{filled.one('room')} {'yes' if filled.yes('sure') else ''}"


FORM = one_line_form("end", _typed, page(ROOM, SURE))


VERB = Verb(
    key="end",
    words={ENGLISH: ("end",), GERMAN: ("beenden",)},
    parse=parse,
    look=look,
    act=answer_as_seen,
    forms=(FORM,),
)
