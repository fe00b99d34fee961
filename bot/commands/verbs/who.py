"""`!who`, `!who NAME`: who, or how many, are in the call right now."""

from dataclasses import dataclass, replace

from bot.commands.parts.blanks import room_form
from bot.commands.parts.house import House
from bot.commands.parts.phrases import is_word, room_named
from bot.commands.parts.replies import AttendanceOff, NoRoomYet
from bot.commands.parts.rooms import room_meant, room_replied_to
from bot.commands.parts.verb import Asked, Misunderstood, Verb, answer_as_seen
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.naming import clean_topic
from bot.domain.settings import Presence
from bot.domain.when.hints import is_please, is_preposition
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAnswer(Reply):
    """A snapshot, cut down to what the chat may see."""

    room: ConferenceRoom
    attendance: Attendance

    @property
    def unnamed(self) -> "WhoAnswer | None":
        if not self.attendance.occupants:
            return None
        return replace(self, attendance=replace(self.attendance, occupants=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsHere(Reply):
    """A call that the chat holds itself; `beside` is the room that would be meant otherwise."""

    attendance: Attendance
    beside: WhoAnswer | None

    @property
    def unnamed(self) -> "WhoIsHere | None":
        beside = self.beside and self.beside.unnamed
        if not self.attendance.occupants and beside is None:
            return None
        return replace(
            self,
            attendance=replace(self.attendance, occupants=None),
            beside=beside or self.beside,
        )


Seen = WhoAnswer | WhoIsHere | NoRoomYet | AttendanceOff


def parse(rest: str) -> str | None:
    """The name of the room: `!who is there?` has none, `in` and `is in` are not part of it.

    Raises `Misunderstood` for `!who comes on sunday?`.
    """
    name = "" if is_please(rest) else clean_topic(room_named(rest))
    first, _, more = name.partition(" ")
    asks = is_word(first, "is")
    if asks:
        first, _, more = (name := more).partition(" ")
    if is_word(first, "comes") or (asks and is_word(first, "coming")):
        raise Misunderstood(puzzling=rest)  # of a date, and this tells of calls
    if (is_word(first, "in") or (asks and is_preposition(first))) and more:
        return more
    return None if asks and not more else name or None


async def look(house: House, asked: Asked, name: str | None) -> Seen:
    presence = asked.settings.presence
    if presence is Presence.OFF:
        return AttendanceOff()
    is_named = name is not None or await room_replied_to(house, asked) is not None
    here = None if is_named else await house.who_is_in.in_chat(asked.chat.address, presence)
    room = await room_meant(house, asked, name)
    seen = room and WhoAnswer(room=room, attendance=await house.who_is_in(room, presence))
    if here:
        return WhoIsHere(attendance=here, beside=seen)
    return seen or NoRoomYet()


VERB = Verb(
    key="who",
    words={ENGLISH: ("who",), GERMAN: ("wer",)},
    parse=parse,
    look=look,
    act=answer_as_seen,
    forms=(room_form("who"),),
)
