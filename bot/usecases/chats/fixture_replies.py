"""What the bot says unasked about what hangs in a chat."""

from dataclasses import dataclass

from bot.domain.fixture import FixtureKind, PowerMissing
from bot.usecases.programme.programme_ahead import NextDate
from bot.usecases.speaking.speech import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePosted(Reply):
    """The line that is pinned: what comes next, or that nothing does."""

    ahead: tuple[NextDate, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureRefused(Reply):
    """The chat did not let the bot after all; it does not try again until it is told to.

    `missing` is None where the server does not say why.
    """

    kind: FixtureKind
    missing: PowerMissing | None
