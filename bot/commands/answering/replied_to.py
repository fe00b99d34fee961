"""What a command may leave out that replies to a line of the bot: the series, and its date."""

from bot.commands.parts.moments import here_now
from bot.commands.parts.phrases import is_word, number_before
from bot.commands.parts.verb import AnyVerb, Asked, Begins
from bot.domain.recurrence import to_instant, to_local
from bot.domain.series import Series, date_of
from bot.domain.subject import Subject
from bot.domain.when import Once, leading, several_days, spoken
from bot.domain.when.hints import is_from
from bot.errors import UserError
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.react import line_under
from bot.usecases.programme.subscribe import series_known_to


async def completed(store: Store, asked: Asked, verb: AnyVerb, rest: str) -> str:
    """The words behind the verb, after the number and the date that the line replied to has.

    As they are where they begin with the number of a series themselves. Raises `UserError` where
    that number means another series as well.
    """
    line = asked.line
    if line.under is None or verb.begins is Begins.OTHERWISE:
        return rest
    async with store.begin() as work:
        posted = await line_under(work, line, line.under)
        series = posted and await work.programme.get(posted.about.series)
        if posted is None or series is None or await _is_numbered(work, rest, asked):
            return rest
        number = await _number_of(work, series, asked)
        if number is None:
            return rest
    wants_date = verb.begins is Begins.DATE and not _names_date(rest, asked)
    date = _date(series, posted.about, asked) if wants_date else ""
    return " ".join(filter(None, (str(number), date, rest)))


async def _number_of(work: Work, series: Series, asked: Asked) -> int | None:
    """The number that it has in the chat of the line; None where it cannot be meant there.

    Raises `UserError` where another one has it too: in a direct chat each has that of its own chat.
    """
    if series.owner == asked.line.chat:
        return series.number
    known = await series_known_to(work, by=asked.line)
    number = next((one.number for one in known if one.id == series.id), None)
    if number is not None and sum(one.number == number for one in known) > 1:
        raise UserError("several_series", {"number": number})
    return number


async def _is_numbered(work: Work, rest: str, asked: Asked) -> bool:
    """Whether they begin with the number of a series: that of `10 min` is one only where it is."""
    number, _ = number_before(rest)
    if number is None:
        return False
    known = await series_known_to(work, by=asked.line)
    is_known = any(one.number == number for one in known)
    return is_known or await work.programme.find(asked.line.chat, number) is not None


def _names_date(rest: str, asked: Asked) -> bool:
    now, (first, _, others) = here_now(asked), rest.partition(" ")
    if is_word(first, "to"):
        return False
    date = others if is_from(first) else rest
    return leading(date, now=now) is not None or several_days(date, now=now) is not None


def _date(series: Series, about: Subject, asked: Asked) -> str:
    """The date that the line was about, as one would type it; nothing where it was about all."""
    if about.slot is None:
        return ""
    date = date_of(series, about.slot)
    zone = series.recurrence.timezone
    starts_at = date.starts_at if date else to_instant(about.slot, zone)
    local = to_local(starts_at, asked.settings.timezone)
    return spoken(Once(local), language=asked.settings.language)
