"""`!notify from 3`, `!bescheid ab 3`: hear once, in private, when that many are in the call."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.commands.parts.blanks import ROOM, one_line_form, page
from bot.commands.parts.house import House
from bot.commands.parts.means import unreachable_wish
from bot.commands.parts.phrases import at_either_end, is_word, number_in, unquoted
from bot.commands.parts.replies import AttendanceOff, NoRoomYet
from bot.commands.parts.rooms import name_of_room, room_meant, told_apart
from bot.commands.parts.verb import Answer, Asked, Filled, Misunderstood, Verb
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.naming import clean_topic
from bot.domain.settings import Presence
from bot.domain.when.hints import are_people, without_please
from bot.usecases.calls.tell_live import is_fulfilled
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.live import Wish
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import private_chat
from bot.usecases.speaking.speech import Reply

PATIENCE: Final = timedelta(days=7)
"""How long a wish is kept."""
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
MOST_PEOPLE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyWords:
    """A room by name, None for the latest, and how many have to be there; 0 ends the wish."""

    name: str | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyPromised(Reply):
    """They hear of it in private when so many are there, for `days` at most."""

    room: ConferenceRoom
    people: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyReached(Reply):
    """So many are there already; `count` is None where nobody can count them."""

    room: ConferenceRoom
    people: int
    count: int | None


@dataclass(frozen=True, slots=True)
class NotifyTakenBack(Reply):
    """What they will not hear of any more; nothing where they had no wish."""

    wishes: tuple[Wish, ...]


Seen = tuple[ConferenceRoom, ConferenceRoom, Attendance | None] | NoRoomYet | AttendanceOff | None


def parse(rest: str) -> NotifyWords:
    """`Ankerplatz from 3`, `from 3 people in Ankerplatz`.

    Raises `Misunderstood` for a number that nobody waits for.
    """
    rest, off = at_either_end(without_please(clean_topic(rest)), "off")
    if off:
        return NotifyWords(name=name_of_room(rest), people=0)
    words = rest.split()
    if words and is_word(words[0], "me"):
        return parse(" ".join(words[1:]))
    if words and (is_word(words[0], "when") or is_word(words[0], "if")):
        raise Misunderstood(puzzling=rest)  # "sobald jemand da ist" is no room
    is_name = unquoted(rest) != rest
    for at, word in enumerate(() if is_name else words):
        if (around := _around_number(words, at)) is not None:
            return _counting(bare(word), *around)
    return NotifyWords(name=name_of_room(rest), people=1)


def _around_number(words: list[str], at: int) -> tuple[list[str], list[str]] | None:
    """What stands before and behind `from 3`, `3 people`, or a `3` at the end, if that is there.

    As well around `from many`, so that it is no room.
    """
    before, word, behind = words[:at], bare(words[at]), words[at + 1 :]
    is_said = len(before) > 0 and is_word(before[-1], "at_least")
    are_counted = len(behind) > 0 and are_people(behind[0])
    if number_in(word) is None:
        is_number = is_said and not behind
    else:
        is_last = not behind and _NUMBER.fullmatch(word) is not None
        is_number = is_said or are_counted or is_last
    around = before[: at - is_said], behind[are_counted:]
    return around if is_number else None


def _counting(number: str, before: list[str], behind: list[str]) -> NotifyWords:
    people = number_in(number) or 0
    if not 1 <= people <= MOST_PEOPLE:
        raise Misunderstood(puzzling=number)
    if before and behind:
        raise Misunderstood(puzzling=" ".join(behind))
    return NotifyWords(name=name_of_room(" ".join(before or behind)), people=people)


async def look(house: House, asked: Asked, words: NotifyWords) -> Seen:
    """The room, and as it is called here; none where all wishes are taken back."""
    if words.people == 0 and words.name is None:
        return None
    presence = asked.settings.presence
    if presence is Presence.OFF and words.people:
        return AttendanceOff()
    room = await room_meant(house, asked, words.name)
    if room is None:
        return NoRoomYet()
    attendance = await house.who_is_in(room, presence) if words.people else None
    return room, await told_apart(house, asked, room), attendance


async def act(_house: House, asked: Asked, words: NotifyWords, seen: Seen, work: Work) -> Answer:
    if isinstance(seen, NoRoomYet | AttendanceOff):
        return Answer(seen)
    room, told, attendance = seen or (None, None, None)
    target = private_chat(asked.line)
    if target is None:
        raise unreachable_wish(asked, room)
    if room is None or told is None or attendance is None:
        taken = await work.lookouts.unwish(target, room and room.node)
        return Answer(NotifyTakenBack(tuple(taken)))
    wish = Wish(
        target=target,
        asked_in=asked.chat.address,
        room=room,
        people=words.people,
        until=asked.now + PATIENCE,
    )
    if is_fulfilled(wish, attendance):
        return Answer(NotifyReached(room=room, people=words.people, count=attendance.count))
    await work.lookouts.wish(wish)
    return Answer(NotifyPromised(room=told, people=words.people, days=PATIENCE.days))


def _typed(filled: Filled) -> str:
    return f"{filled.one('room')} from {filled.one('people')}"


FORM = one_line_form(
    "notify", _typed, page(ROOM, Blank(key="people", needed=True, value=("1",))), quiet=True
)


VERB = Verb(
    key="notify",
    words={ENGLISH: ("notify",), GERMAN: ("bescheid",)},
    parse=parse,
    look=look,
    act=act,
    forms=(FORM,),
)
