"""`!share 3`, `!teilen 3`: let other chats announce a series; `!teilen 3 aus` ends that."""

from dataclasses import dataclass

from bot.commands.parts.blanks import choice, one_line_form, own_series, page
from bot.commands.parts.house import House
from bot.commands.parts.phrases import at_either_end, ending, numbered
from bot.commands.parts.verb import (
    Answer,
    Asked,
    Begins,
    Filled,
    Misunderstood,
    Verb,
    look_at_nothing,
)
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Series
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import series_to_change
from bot.usecases.programme.share import Offer, keep_to_itself, share_again
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWords:
    """`off`: nowhere else any more; `undo`: as it was before that."""

    number: int
    off: bool
    undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShared(Reply):
    """What the moderators of other chats are to type. `chats`: in how many it is announced."""

    series: Series
    offer: Offer
    chats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingEnded(Reply):
    """It is announced nowhere else any more; `chats` is in how many others it was."""

    series: Series
    chats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingResumed(Reply):
    """It is announced again in `chats` other chats."""

    series: Series
    chats: int


def parse(rest: str) -> ShareWords:
    rest, undo = ending(rest, "undo")
    rest, off = at_either_end(rest, "off")
    number, rest = numbered(rest, word="undo" if undo else "off" if off else "")
    if rest:
        raise Misunderstood(puzzling=rest)
    return ShareWords(number=number, off=off, undo=undo)


async def act(house: House, asked: Asked, words: ShareWords, _seen: None, work: Work) -> Answer:
    series = await series_to_change(work, words.number, by=asked.line)
    if words.undo:
        resumed = await share_again(work, series, now=asked.now)
        if not resumed:
            raise UserError("sharing_not_ended", {"number": series.number})
        return Answer(SharingResumed(series=series, chats=len(resumed)))
    if words.off:
        ended = await keep_to_itself(work, series, now=asked.now)
        return Answer(SharingEnded(series=series, chats=len(ended)))
    offer = await house.offer_series(work, series, now=asked.now)
    chats = await work.announcements.of_series(series.id)
    return Answer(SeriesShared(series=series, offer=offer, chats=sum(one.is_on for one in chats)))


def _typed(filled: Filled) -> str:
    return f"{filled.one('series')} {'off' if filled.one('sharing') == 'off' else ''}"


FORM = one_line_form("share", _typed, own_series, page(choice("sharing", "on", "off")))


VERB = Verb(
    key="share",
    words={ENGLISH: ("share",), GERMAN: ("teilen",)},
    parse=parse,
    look=look_at_nothing,
    act=act,
    begins=Begins.NUMBER,
    changes=True,
    forms=(FORM,),
)
