"""What the bot answers where a command was not understood, or cannot be carried out."""

from collections import Counter
from collections.abc import Sequence

from bot.commands.parts.moments import here_now
from bot.commands.parts.phrases import WORDS, NumberMissing
from bot.commands.parts.replies import Apology, NothingPlanned, UsageReminder, WhichSeries
from bot.commands.parts.slips import misspelt_day
from bot.commands.parts.titles import series_meant
from bot.commands.parts.verb import Answer, AnyVerb, Asked, Misunderstood
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
        found = series_meant(known, error.rest, now=here_now(asked))
        if found is None:
            return None
        meant, after = found
        if verb.changes:
            try:
                meant = await _changeable(work, meant, asked)
            except UserError as refused:
                return refusal(verb, refused)
    numbers = Counter(one.number for one in known)
    if shared := next((one.number for one in meant if numbers[one.number] > 1), None):
        return Answer(Apology("several_series", {"number": shared}))
    after = f"{after} {_word(error, asked)}".strip()
    return Answer(WhichSeries(key=verb.key, series=meant, after=after))


def _word(error: NumberMissing, asked: Asked) -> str:
    return WORDS[error.word][asked.settings.language] if error.word else ""


async def _changeable(work: Work, known: Sequence[Series], asked: Asked) -> tuple[Series, ...]:
    """Those that the writer of the line may change. Raises `UserError` where there are none."""
    theirs = [one for one in known if await may_change(work, one, by=asked.line)]
    if not theirs:
        await series_to_change(work, known[0].number, by=asked.line)
    return tuple(theirs)
