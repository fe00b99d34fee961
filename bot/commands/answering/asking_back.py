"""What the bot answers where a command was not understood, or cannot be carried out."""

from collections.abc import Sequence

from bot.commands.parts.phrases import WORDS, NumberMissing
from bot.commands.parts.replies import Apology, NothingPlanned, UsageReminder, WhichSeries
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.verb import Answer, AnyVerb, Asked, Misunderstood
from bot.domain.language import fold
from bot.domain.series import Series
from bot.domain.when import no_such_day
from bot.errors import UserError
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.change_series import may_change, series_to_change
from bot.usecases.programme.subscribe import series_known_to


def refusal(verb: AnyVerb, error: Misunderstood | UserError) -> Answer:
    if isinstance(error, UserError):
        return Answer(Apology(error.key, error.values))
    if day := no_such_day(error.puzzling):
        return Answer(Apology("no_such_day", {"word": day}))
    if slip := misspelt_day(error.puzzling):
        return Answer(Apology("day_misspelt", {"word": slip.typed, "nearest": slip.meant}))
    return Answer(UsageReminder(key=verb.key, understood=error.understood, puzzling=error.puzzling))


async def which_series(
    store: Store, asked: Asked, verb: AnyVerb, error: Misunderstood | UserError
) -> Answer | None:
    """The series that can be meant, where only a number was missing; else None.

    `!abo Chor` is how people speak of it who have not seen its number.
    """
    if not isinstance(error, NumberMissing):
        return None
    async with store.begin() as work:
        known = await series_known_to(work, by=asked.line)
        if not known and not error.rest:
            return Answer(NothingPlanned())
        meant, after = _by_title(known, error.rest)
        after = f"{after} {_word(error, asked)}".strip()
        if verb.changes and meant:
            try:
                meant = await _changeable(work, meant, asked)
            except UserError as refused:
                return refusal(verb, refused)
    return Answer(WhichSeries(key=verb.key, series=meant, after=after)) if meant else None


def _word(error: NumberMissing, asked: Asked) -> str:
    return WORDS[error.word][asked.settings.language] if error.word else ""


async def _changeable(work: Work, known: Sequence[Series], asked: Asked) -> tuple[Series, ...]:
    """Those that the writer of the line may change. Raises `UserError` where there are none."""
    theirs = [one for one in known if await may_change(work, one, by=asked.line)]
    if not theirs:
        await series_to_change(work, known[0].number, by=asked.line)
    return tuple(theirs)


def _by_title(known: Sequence[Series], rest: str) -> tuple[tuple[Series, ...], str]:
    """Those whose title the words begin with, and what follows; all of them for no words."""
    words = rest.split()
    spelt = [fold(word) for word in words]
    longest = max((len(_title(one)) for one in known if _begins(spelt, one)), default=0)
    meant = (one for one in known if _begins(spelt, one) and len(_title(one)) == longest)
    return tuple(meant) if words else tuple(known), " ".join(words[longest:])


def _begins(spelt: Sequence[str], series: Series) -> bool:
    title = _title(series)
    return bool(title) and list(spelt[: len(title)]) == title


def _title(series: Series) -> list[str]:
    return [fold(word) for word in series.title.split()]
