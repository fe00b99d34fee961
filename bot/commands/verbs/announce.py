"""`!announce CODE`, `!ankündigen CODE`: announce a series of another chat; `off 4` ends that."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.blanks import one_line_form, page
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.leads import leads_ahead
from bot.commands.parts.phrases import at_either_end, code_in, numbered
from bot.commands.parts.verb import Answer, Asked, Misunderstood, Verb, look_at_nothing
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Occurrence, Series
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.programme.share import announce, announce_again, announce_no_more
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceWords:
    """A code of another chat, or a number of this one. `off`: no longer announced here."""

    code: str
    number: int | None
    off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAnnounced(Reply):
    """A series of another chat, with its number here and how long before the chat hears of it."""

    series: Series
    ahead: tuple[Occurrence, ...]
    leads: tuple[timedelta, ...]

    @property
    def link(self) -> str:
        return self.series.room.link


@dataclass(frozen=True, slots=True)
class AnnouncingEnded(Reply):
    """The chat no longer hears of it."""

    series: Series


def parse(rest: str) -> AnnounceWords:
    rest, off = at_either_end(rest, "off")
    if rest.lstrip("#")[:1].isdigit():
        number, rest = numbered(rest)
        if rest:
            raise Misunderstood(puzzling=rest)
        return AnnounceWords(code="", number=number, off=off)
    if not rest or off:
        raise Misunderstood
    return AnnounceWords(code=code_in(rest), number=None, off=False)


async def act(_house: House, asked: Asked, words: AnnounceWords, _seen: None, work: Work) -> Answer:
    here, now = asked.chat.address, asked.now
    if words.number is None:
        series = await announce(work, words.code, here, now=now)
    elif words.off:
        return Answer(AnnouncingEnded(await announce_no_more(work, words.number, here, now=now)))
    else:
        series = await announce_again(work, words.number, here, now=now)
    return Answer(
        SeriesAnnounced(series=series, ahead=ahead(series, asked), leads=leads_ahead(series, asked))
    )


FORM = one_line_form(
    "announce", lambda filled: filled.one("code"), page(Blank(key="code", needed=True))
)

VERB = Verb(
    key="announce",
    words={ENGLISH: ("announce",), GERMAN: ("ankündigen",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    role=ChatRole.MODERATOR,
    forms=(FORM,),
)
