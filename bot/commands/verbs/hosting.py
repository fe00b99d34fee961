"""`!edit 3 host me`, `!ändern 3 leitung Ben`: who leads the dates of a series."""

from dataclasses import dataclass
from typing import Final

from bot.commands.parts.phrases import WORDS, is_word, unquoted
from bot.commands.parts.verb import Answer, Asked, Misunderstood
from bot.domain.language import bare
from bot.domain.naming import clean_topic
from bot.domain.series import Host, Series
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.change_series import choose_host
from bot.usecases.speaking.speech import Reply

LONGEST_NAME: Final = 60
"""Characters; the name stands in each reminder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChosen(Reply):
    """The series with who leads it from now on, and who did before; None for nobody."""

    series: Series
    before: Host | None


async def lead_by(work: Work, series: Series, wish: str, asked: Asked) -> Answer | None:
    """Change who leads it; None where `wish` begins with another word than `host`."""
    first, _, name = wish.partition(" ")
    if not is_word(first.rstrip(":"), "host"):
        return None
    host = _host(name.strip(), asked)
    if host != series.host:
        changed = await choose_host(work, series, host, now=asked.now)
        return Answer(HostChosen(series=changed, before=series.host))
    return Answer(HostChosen(series=series, before=series.host))


def _host(name: str, asked: Asked) -> Host | None:
    """A name in quotes is one even if it looks like something else."""
    if is_word(bare(name), "nobody"):
        return None
    itself = is_word(bare(name), "me")
    clean = clean_topic(asked.line.sender.name if itself else unquoted(name))
    if not clean:
        raise Misunderstood(WORDS["host"][asked.settings.language])
    if len(clean) > LONGEST_NAME:
        raise UserError("host_too_long", {"limit": LONGEST_NAME})
    return Host(clean, asked.line.sender.id if itself else None)
