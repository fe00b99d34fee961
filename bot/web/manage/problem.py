"""Why a form could not be carried out, as its page says it."""

from dataclasses import dataclass

from bot.commands.parts.verb import Asked, Misunderstood
from bot.domain.language import Language
from bot.domain.when import spoken
from bot.errors import UserError
from bot.web.manage.desk import DashboardDesk
from bot.web.manage.forms import SeveralReadingsError

Wrong = (UserError, Misunderstood, SeveralReadingsError)
"""What is raised where whoever filled in the form can do something about it."""


class ChangedMeanwhileError(UserError):
    """The series is not any more as it was when the page was shown."""

    def __init__(self) -> None:
        super().__init__("changed_meanwhile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One of these: a sentence, words that make no sense, or readings to choose from."""

    text: str = ""
    puzzling: str = ""
    readings: tuple[str, ...] = ()


def problem(error: Exception, desk: DashboardDesk, asked: Asked, language: Language) -> Problem:
    """One of `Wrong`."""
    match error:
        case UserError():
            return Problem(text=desk.sorry(error, asked, language))
        case SeveralReadingsError():
            return Problem(readings=tuple(spoken(one, language=language) for one in error.readings))
        case Misunderstood():
            return Problem(puzzling=error.puzzling or error.understood or "…")
        case _:
            raise error
