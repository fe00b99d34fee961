"""What any verb may be answered with when it cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.usecases.speech import Reply


@dataclass(frozen=True, slots=True)
class Apology(Reply):
    """A `UserError`: `key` names the sentence, `values` fill its gaps."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReminder(Reply):
    """How the verb `key` is used; `mistyped` is the word that was taken for it, if it was one."""

    key: str
    mistyped: str | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood(Reply):
    """Said to the bot directly, and no verb in it."""


@dataclass(frozen=True, slots=True)
class TooMany(Reply):
    """One person typed faster than anybody reads; said once, then the bot is quiet for a while."""


@dataclass(frozen=True, slots=True)
class Broken(Reply):
    """A bug. The log has the same short reference."""

    reference: str


COMMON_REPLIES = (Apology, UsageReminder, NotUnderstood, TooMany, Broken)
