"""How long before a date somebody hears of it, as people say it: `1 day, 10 min`."""

from datetime import datetime, timedelta
from typing import Final

from bot.commands.parts.moments import here_now
from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.series import Series, dates
from bot.domain.when import Ambiguous, Length, Lengths, Unknown, understand
from bot.errors import UserError
from bot.usecases.programme.subscribe import Leads

MOST_LEADS: Final = 5
LONGEST_LEAD: Final = timedelta(days=60)


def leads_in(text: str, *, now: datetime) -> Leads | None:
    """`1 Tag, 10 Min` -> lead times, longest first; None for anything else.

    Raises `UserError` for more of them, or longer ones, than anybody needs.
    """
    match understand(text, now=now):
        case Length(length):
            leads = {length}
        case Lengths(lengths):
            leads = set(lengths)
        case _:
            return None
    if len(leads) > MOST_LEADS or max(leads) > LONGEST_LEAD:
        raise UserError("leads_too_many", {"most": MOST_LEADS, "days": LONGEST_LEAD.days})
    return tuple(sorted(leads, reverse=True))


def leads_meant(text: str, asked: Asked) -> Leads | Ambiguous:
    """`1 day, 10 min`. Raises `Misunderstood`, or `UserError` for more than anybody needs."""
    now = here_now(asked)
    leads = leads_in(text, now=now)
    if leads is not None:
        return leads
    match understand(text, now=now):
        case Ambiguous(readings) as several if all(
            isinstance(one, Length | Lengths) for one in readings
        ):
            return several
        case Unknown(understood, rest):
            raise Misunderstood(understood, rest)
        case _:
            raise Misunderstood(puzzling=text)


def leads_ahead(series: Series, asked: Asked, leads: Leads | None = None) -> Leads:
    """Those of the leads, or else of the series' own, that can still be kept.

    Where only one date is left, its reminder may be past for some of them.
    """
    wanted = series.leads if leads is None else leads
    match dates(series, after=asked.now, limit=2):
        case (last,):
            return tuple(lead for lead in wanted if last.starts_at - lead > asked.now)
        case _:
            return wanted
