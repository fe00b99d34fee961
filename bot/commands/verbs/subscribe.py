"""`!subscribe 3`, `!abo 3 1 Tag, 10 Min`, `!abo 3 hier`: hear of a series some time before."""

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.parts.blanks import numbered_choice
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.leads import leads_ahead, leads_meant
from bot.commands.parts.means import nobody_to_write_to
from bot.commands.parts.phrases import WORDS, is_word, numbered
from bot.commands.parts.replies import WhichOne
from bot.commands.parts.verb import Answer, Asked, Begins, Filled, Form, Typed, Verb
from bot.commands.verbs.unsubscribe import UnsubscribeWords
from bot.commands.verbs.unsubscribe import act as no_more
from bot.domain.due import AT_THE_START
from bot.domain.language import ENGLISH, GERMAN, bare
from bot.domain.series import Occurrence, Series
from bot.domain.when import Ambiguous
from bot.errors import UserError
from bot.usecases.ports.forms import Blank, BlankKind
from bot.usecases.ports.store import Work
from bot.usecases.programme.subscribe import (
    Leads,
    audience,
    private_chat,
    series_known_to,
    series_to_hear_of,
    subscribe,
    usual_leads,
)
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeWords:
    """`leads` as they were typed; empty where nothing was said. `here`: for the whole chat.

    `off`: no longer.
    """

    number: int
    leads: str
    here: bool
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed(Reply):
    """What is told from now on, and how long `before` each date it was until now.

    `ahead` is what comes next. `private`: to the one who asked, not to the chat. `bell`: they
    asked by a reaction.
    """

    series: Series
    leads: tuple[timedelta, ...]
    before: tuple[timedelta, ...]
    private: bool
    ahead: tuple[Occurrence, ...]
    bell: bool = False


def parse(rest: str) -> SubscribeWords:
    first, _, others = rest.partition(" ")
    number, rest = numbered(f"{others} {first}" if is_word(first, "here") else rest)
    words = rest.split()
    leads = [word for word in words if not is_word(bare(word), "here")]
    here = len(leads) < len(words)
    if len(leads) == 1 and is_word(bare(leads[0]), "off"):
        return SubscribeWords(number=number, leads="", here=here, off=True)
    return SubscribeWords(number=number, leads=" ".join(leads), here=here)


async def look(_house: House, asked: Asked, words: SubscribeWords) -> Leads | Ambiguous | None:
    return leads_meant(words.leads, asked) if words.leads else None


async def act(
    house: House,
    asked: Asked,
    words: SubscribeWords,
    given: Leads | Ambiguous | None,
    work: Work,
) -> Answer:
    if words.off:
        less = UnsubscribeWords(number=words.number, here=words.here)
        return await no_more(house, asked, less, None, work)
    if isinstance(given, Ambiguous):
        return Answer(_which_one(words, given, asked))
    series = await series_to_hear_of(work, words.number, by=asked.line)
    if series.is_over:
        raise UserError("series_is_over", {"number": series.number})
    coming = ahead(series, asked)
    if not coming:
        raise UserError("no_date_ahead", {"number": series.number})
    heard_by = audience(series, by=asked.line, here=words.here)
    if heard_by is None:
        return Answer(await nobody_to_write_to(work, asked.line, series))
    private = heard_by.person is not None
    leads = given or usual_leads(series, asked.settings)
    if not private and AT_THE_START not in leads:
        leads = (*leads, AT_THE_START)
    told = leads_ahead(series, asked, leads)
    if not told and given:
        raise UserError("too_late_to_remind", {"number": series.number})
    if not told:
        leads, told = (*leads, AT_THE_START), (AT_THE_START,)
    before = await subscribe(work, heard_by, leads, now=asked.now)
    return Answer(
        Subscribed(series=series, leads=told, before=before, private=private, ahead=coming)
    )


def _which_one(words: SubscribeWords, given: Ambiguous, asked: Asked) -> WhichOne:
    after = WORDS["here"][asked.settings.language] if words.here else ""
    return WhichOne(key="subscribe", before=str(words.number), readings=given.readings, after=after)


async def _mine(asked: Asked, _filled: Filled, work: Work) -> tuple[Blank, ...]:
    """All series that they can hear of, with those marked that they do."""
    known = await series_known_to(work, by=asked.line)
    if not known:
        raise UserError("nothing_to_choose")
    private = private_chat(asked.line)
    heard = {one.series for one in (await work.subscriptions.of_target(private) if private else ())}
    return (
        Blank(
            key="heard",
            kind=BlankKind.SEVERAL,
            choices=tuple(map(numbered_choice, known)),
            value=tuple(str(series.number) for series in known if series.id in heard),
        ),
        Blank(key="leads"),
    )


def _filled_in(filled: Filled) -> list[Typed]:
    wanted, was, leads = filled.several("heard"), filled.was["heard"], filled.one("leads")
    more = (number for number in wanted if leads or number not in was)
    less = (number for number in was if number not in wanted)
    return [
        *(Typed("subscribe", f"{number} {leads}".strip()) for number in more),
        *(Typed("unsubscribe", number) for number in less),
    ]


FORM = Form(key="subscriptions", lines=_filled_in, pages=(_mine,), quiet=True)


VERB = Verb(
    key="subscribe",
    words={ENGLISH: ("subscribe",), GERMAN: ("abo", "abonnieren")},
    parse=parse,
    look=look,
    act=act,
    begins=Begins.NUMBER,
    forms=(FORM,),
)
