"""`!unsubscribe 3`, `!abo aus 3`, `!abo aus 3 hier`: no longer hear of a series."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.house import House
from bot.commands.parts.means import nobody_to_write_to
from bot.commands.parts.phrases import numbered, only
from bot.commands.parts.verb import Answer, Asked, Begins, Verb, look_at_nothing
from bot.domain.chat import ChatKind
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Series
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import audience, series_to_hear_of, unsubscribe
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeWords:
    """`here`: for the whole chat."""

    number: int
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed(Reply):
    """Nothing is told any more; `before` are the leads until now, none if there were none.

    `elsewhere`: said in a direct chat, which knows nothing of the series from now on.
    """

    series: Series
    before: tuple[timedelta, ...]
    private: bool
    elsewhere: bool = False


def parse(rest: str) -> UnsubscribeWords:
    number, rest = numbered(rest)
    return UnsubscribeWords(number=number, here=only(rest, "here"))


async def act(
    _house: House, asked: Asked, words: UnsubscribeWords, _seen: None, work: Work
) -> Answer:
    series = await series_to_hear_of(work, words.number, by=asked.line)
    heard_by = audience(series, by=asked.line, here=words.here)
    if heard_by is None:
        return Answer(await nobody_to_write_to(work, asked.line, series, ending=True))
    before = await unsubscribe(work, heard_by, now=asked.now)
    private = heard_by.person is not None
    elsewhere = private and asked.line.kind is ChatKind.DIRECT
    return Answer(Unsubscribed(series=series, before=before, private=private, elsewhere=elsewhere))


VERB = Verb(
    key="unsubscribe",
    words={ENGLISH: ("unsubscribe",), GERMAN: ("abo aus", "abbestellen")},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
)
