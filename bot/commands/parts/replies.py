"""The answers that several verbs share, mostly for what cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.series import Occurrence, Series
from bot.domain.when import Clear, Day, Days, Listed, Once, Rule
from bot.usecases.speaking.speech import AsksBack, Reply


@dataclass(frozen=True, slots=True)
class Apology(Reply):
    """A `UserError`: `key` names the sentence, `values` fill its gaps."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageReminder(Reply):
    """How the verb `key` is used; `mistyped` is the word that was taken for it, if any was.

    `understood` is how much of its words made sense, and `puzzling` what follows.
    """

    key: str
    mistyped: str | None = None
    understood: str = ""
    puzzling: str = ""


@dataclass(frozen=True, slots=True)
class NotUnderstood(Reply):
    """Meant for the bot, but without a verb; `greeted`: it was only greeted."""

    greeted: bool = False


@dataclass(frozen=True, slots=True)
class TooMany(Reply):
    """One person typed faster than anybody reads. Said once, then the bot is silent for a while."""


@dataclass(frozen=True, slots=True)
class Crowded(Reply):
    """Many people wrote at once. Said once, then only moderators are heard until it is calm."""


@dataclass(frozen=True, slots=True)
class Broken(Reply):
    """A bug. The log has the same short reference."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichOne(AsksBack):
    """The words can mean several things; each reading becomes the full command to type.

    `before` and `after` are what else was typed behind the verb `key`.
    """

    key: str
    readings: tuple[Clear | Listed, ...]
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
    """A date without a time of day. `reading` is the same with one, as an example."""

    key: str
    reading: Once | Rule
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeComesFirst(Reply):
    """There was a time behind a title: it is the other way round that makes a date.

    `title`, `time` and `after` are what was typed, `whole` is all of it without the options.
    """

    title: str
    time: str
    whole: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchDate(AsksBack):
    """The series has no date then; `ahead` are its next ones.

    `day` is which of several that were listed, None where only one was named.
    """

    series: Series
    day: Day | Days | None = None
    ahead: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class NothingPlanned(AsksBack):
    """No date lies ahead in this chat."""


@dataclass(frozen=True, slots=True)
class NoRoomYet(AsksBack):
    """No name was given, and the chat has had no room yet."""


@dataclass(frozen=True, slots=True)
class AttendanceOff(AsksBack):
    """The chat does not want the bot to look into calls."""


@dataclass(frozen=True, slots=True)
class AskInPrivate(AsksBack):
    """The answer is none of the group's business. `key` and `rest` are what to type elsewhere."""

    key: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyToWriteTo(AsksBack):
    """The network does not say who asked, so nothing can be sent to them in private.

    `told` is how long before the chat itself is told, None where it is not. `decides`: whoever
    asked may change that. `ending`: they wanted to hear no more of it.
    """

    series: Series
    told: tuple[timedelta, ...] | None
    decides: bool
    ending: bool = False
