"""`!meet`, `!meet TOPIC`, `!meet in NAME`: a room and its link."""

from dataclasses import dataclass

from bot.commands.house import House
from bot.commands.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.domain.attendance import Attendance
from bot.domain.conference import ConferenceRoom
from bot.domain.language import ENGLISH, GERMAN, fold
from bot.domain.naming import clean_topic
from bot.errors import UserError
from bot.usecases.ports import Work
from bot.usecases.speech import Reply
from bot.usecases.start_conference import FixedRoom, NewRoom

MAX_TOPIC = 100
"""Characters; a longer topic is a pasted text and would fill everybody's screen."""

_QUOTES = {'"': '"', "'": "'", "„": "“”", "“": "”", "»": "«", "«": "»"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened(Reply):
    """The card of a room. `attendance` is the newest snapshot, None before the first."""

    room: ConferenceRoom
    attendance: Attendance | None = None

    @property
    def link(self) -> str:
        return self.room.link


def parse(rest: str) -> NewRoom | FixedRoom:
    first, _, name = rest.partition(" ")
    if fold(first) == "in":
        if not name.strip():
            raise Misunderstood
        return FixedRoom(name.strip())
    topic = clean_topic(_unquoted(rest))
    if len(topic) > MAX_TOPIC:
        raise UserError("topic_too_long", {"length": len(topic), "limit": MAX_TOPIC})
    return NewRoom(topic or None)


def _unquoted(text: str) -> str:
    """Quotes say that a word is a topic although it looks like a verb: `!meet "who"`."""
    text = text.strip()
    if len(text) > 1 and text[-1] in _QUOTES.get(text[0], ""):
        return text[1:-1]
    return text


async def act(
    house: House, asked: Asked, wish: NewRoom | FixedRoom, _seen: None, work: Work
) -> Answer:
    room = house.start_conference.room_for(wish)
    await house.start_conference(
        work, room=room, chat=asked.chat.address, key=asked.reply_key, now=asked.now
    )
    return Answer(RoomOpened(room=room))


VERB = Verb(
    key="meet",
    words={ENGLISH: ("meet",), GERMAN: ("meet",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    replies=(RoomOpened,),
)
