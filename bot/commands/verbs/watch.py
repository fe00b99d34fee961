"""`!watch Ankerplatz`: announce each call in that room here; `!watch off Ankerplatz` undoes."""

from dataclasses import dataclass

from bot.commands.parts.blanks import choice, one_line_form, page
from bot.commands.parts.house import House
from bot.commands.parts.phrases import at_either_end
from bot.commands.parts.replies import AttendanceOff
from bot.commands.parts.rooms import name_of_room, room_meant, told_apart
from bot.commands.parts.verb import Answer, Asked, Filled, Misunderstood, Verb
from bot.domain.chat import ChatRole
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.naming import clean_topic
from bot.domain.settings import Presence
from bot.errors import UserError
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.live import Follow
from bot.usecases.ports.store import Work
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWords:
    """The name of a room, and whether to stop following it."""

    name: str
    off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFollowed(Reply):
    """Each call in that room is announced from now on, or was before (`known`)."""

    room: ConferenceRoom
    known: bool


@dataclass(frozen=True, slots=True)
class RoomUnfollowed(Reply):
    """Calls in that room are no longer announced."""

    room: ConferenceRoom


Seen = tuple[ConferenceRoom, ConferenceRoom]


def parse(rest: str) -> WatchWords:
    """`off` stands before or behind the name. Raises `Misunderstood` where no name is."""
    words, off = at_either_end(clean_topic(rest), "off")
    name = name_of_room(words)
    if name is None:
        raise Misunderstood
    return WatchWords(name=name, off=off)


async def look(house: House, asked: Asked, words: WatchWords) -> Seen | None:
    """The room, and as it is called here.

    Raises `UserError` for a name that no room can have, or that wants no bot.
    """
    room = await room_meant(house, asked, words.name)
    if room and room.wants_no_bot and not words.off:
        raise UserError("room_wants_no_bot", {"name": room.title})
    return room and (room, await told_apart(house, asked, room))


async def act(
    _house: House, asked: Asked, words: WatchWords, seen: Seen | None, work: Work
) -> Answer:
    if seen is None:
        raise Misunderstood
    room, told = seen
    follow = Follow(chat=asked.chat.address, room=room)
    if words.off:
        if not await work.lookouts.unfollow(follow):
            raise UserError("room_not_followed", {"name": room.title})
        return Answer(RoomUnfollowed(told))
    if asked.settings.presence is Presence.OFF:
        return Answer(AttendanceOff())
    fresh = await work.lookouts.follow(follow)
    return Answer(RoomFollowed(room=told, known=not fresh))


def _typed(filled: Filled) -> str:
    return f"{'off' if filled.one('watching') == 'off' else ''} {filled.one('room_needed')}"


FORM = one_line_form(
    "watch", _typed, page(Blank(key="room_needed", needed=True), choice("watching", "on", "off"))
)


VERB = Verb(
    key="watch",
    words={ENGLISH: ("watch",), GERMAN: ("beobachten",)},
    parse=parse,
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
    forms=(FORM,),
)
