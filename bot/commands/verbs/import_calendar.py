"""`!import https://…/calendar.ics`, or a file: take over another calendar, after a preview."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands.parts.blanks import SURE, one_line_form, page
from bot.commands.parts.dates import ahead
from bot.commands.parts.house import House
from bot.commands.parts.phrases import ending
from bot.commands.parts.verb import Answer, Asked, Filled, Misunderstood, Verb
from bot.domain.chat import ChatRole
from bot.domain.language import ENGLISH, GERMAN
from bot.domain.series import Occurrence, Series
from bot.errors import UserError
from bot.usecases.ports.calendars import ForeignSeries
from bot.usecases.ports.forms import Blank
from bot.usecases.ports.store import Work
from bot.usecases.programme.import_calendar import Sorted
from bot.usecases.speaking.speech import AsksBack, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWords:
    """`sure`: the preview was seen. Without an address a file is meant."""

    address: str | None
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A series out of a calendar, and what comes next of it."""

    series: Series
    ahead: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportQuestion(AsksBack):
    """What would be taken over, which has to be said twice. Without an address it is a file."""

    address: str | None
    fresh: tuple[Taken, ...]
    rest: Sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview(Reply):
    """The same for whoever runs the bot, who is asked for a yes elsewhere."""

    fresh: tuple[Taken, ...]
    rest: Sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesImported(Reply):
    """What was taken over."""

    taken: tuple[Taken, ...]
    rest: Sorted


def parse(rest: str) -> ImportWords:
    rest, sure = ending(rest, "yes")
    address = rest.strip("<>")
    if not address:
        return ImportWords(address=None, sure=sure)
    if " " in address:
        raise Misunderstood
    scheme, separator, _ = address.partition("://")
    if scheme.lower() == "webcal" and separator:
        address = f"https{address[len(scheme) :]}"
    elif scheme.lower() not in ("http", "https") or not separator:
        raise Misunderstood(puzzling=address)
    return ImportWords(address=address, sure=sure)


async def look(house: House, asked: Asked, words: ImportWords) -> Sequence[ForeignSeries]:
    if words.address is not None:
        data = await house.fetch_calendar(words.address)
    elif asked.line.file_in is not None:
        data = await house.fetch_file(asked.line)
    else:
        raise Misunderstood
    return await house.read_calendar(data, timezone=asked.settings.timezone)


async def act(
    house: House, asked: Asked, words: ImportWords, found: Sequence[ForeignSeries], work: Work
) -> Answer:
    chat, take_over = asked.chat.address, house.import_calendar
    rest = await take_over.sort(work, found, owner=chat, now=asked.now)
    if not rest.fresh:
        raise UserError("calendar_nothing_new")
    if not words.sure:
        looked_at = [take_over.preview(one, owner=chat) for one in rest.fresh]
        return Answer(
            ImportQuestion(address=words.address, fresh=tuple(_taken(looked_at, asked)), rest=rest)
        )
    taken = [
        await take_over(
            work,
            one,
            owner=chat,
            creator=asked.line.sender.id,
            leads=asked.settings.leads,
            now=asked.now,
        )
        for one in rest.fresh
    ]
    return Answer(SeriesImported(taken=tuple(_taken(taken, asked)), rest=rest))


def _taken(all_series: Sequence[Series], asked: Asked) -> list[Taken]:
    return [Taken(series=series, ahead=ahead(series, asked)) for series in all_series]


def _typed(filled: Filled) -> str:
    return f"{filled.one('calendar')} {'yes' if filled.yes('sure') else ''}"


FORM = one_line_form("import", _typed, page(Blank(key="calendar", needed=True), SURE))


VERB = Verb(
    key="import",
    words={ENGLISH: ("import",), GERMAN: ("importieren",)},
    parse=parse,
    look=look,
    act=act,
    role=ChatRole.MODERATOR,
    forms=(FORM,),
)
