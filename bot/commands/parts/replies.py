"""What several verbs are answered with, mostly when they cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.series import Occurrence, Series
from bot.domain.when import Clear, Once, Rule
from bot.usecases.speaking.speech import AsksBack, Reply


@dataclass(frozen=True, slots=True)
class Apology(Reply):
    """A `UserError`: `key` names the sentence, `values` fill its gaps."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReminder(Reply):
    """How the verb `key` is used; `mistyped` is the word that was taken for it, if it was one.

    `understood` is how far its words made sense, and `puzzling` what follows there.
    """

    key: str
    mistyped: str | None = None
    understood: str = ""
    puzzling: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood(Reply):
    """Said to the bot directly, and no verb in it."""


@dataclass(frozen=True, slots=True)
class TooMany(Reply):
    """One person typed faster than anybody reads; said once, then the bot is quiet for a while."""


@dataclass(frozen=True, slots=True)
class Crowded(Reply):
    """Many people wrote at once; said once, then only moderators are heard until it is calm."""


@dataclass(frozen=True, slots=True)
class Broken(Reply):
    """A bug. The log has the same short reference."""

    reference: str


COMMON_REPLIES = (Apology, UsageReminder, NotUnderstood, TooMany, Crowded, Broken)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichOne(AsksBack):
    """The words can mean several things; each reading becomes the full command to type.

    `before` and `after` are what else was typed behind the verb `key`.
    """

    key: str
    readings: tuple[Clear, ...]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichSeries(AsksBack):
    """Several series can be meant; each becomes the full command to type.

    `after` is what was typed behind the verb `key`.
    """

    key: str
    series: tuple[Series, ...]
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMissing(AsksBack):
    """A date without a time of day. `reading` is the same with one, to show how it goes."""

    key: str
    reading: Once | Rule
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeComesFirst(Reply):
    """Words with a time behind a title: a date would be typed the other way round.

    `title`, `time` and `after` are what was typed, `whole` is all of it without the options.
    """

    title: str
    time: str
    whole: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchDate(AsksBack):
    """The series has no date then; `ahead` are the next ones that it has."""

    series: Series
    ahead: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class NothingPlanned(AsksBack):
    """No date lies ahead in this chat."""


@dataclass(frozen=True, slots=True)
class NoRoomYet(AsksBack):
    """Asked without a name in a chat that has had no room."""


@dataclass(frozen=True, slots=True)
class AttendanceOff(AsksBack):
    """The chat does not want the bot to look."""


@dataclass(frozen=True, slots=True)
class AskInPrivate(AsksBack):
    """The answer is none of the group's business, and the group hides who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyToWriteTo(AsksBack):
    """The network does not say who asked, so nothing can be sent to them in private."""

    series: Series
