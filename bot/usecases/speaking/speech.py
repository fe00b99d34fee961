"""What the bot says, as values and in words, and the port that turns one into the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Picture
from bot.domain.language import Formality, Language
from bot.domain.subject import Subject
from bot.domain.traits import ALL_MEANS, Means


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A number for one day: the day of `at` (aware) in `timezone` (IANA)."""

    at: datetime
    timezone: str
    number: int


class Reply:
    """What a handler answers: a frozen value. Its class name picks the templates that say it.

    A test renders a sample of each.
    """

    __slots__ = ()

    @property
    def link(self) -> str | None:
        """An address to offer as such with the text."""
        return None

    @property
    def drawn(self) -> str | None:
        """An address to show as a QR code in place of the text."""
        return None

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Numbers to show as bars in place of the text; none for no picture."""
        return ()

    @property
    def about(self) -> Subject | None:
        """What a reaction to it is about; None where reactions mean nothing."""
        return None

    @property
    def unnamed(self) -> "Reply | None":
        """The same without the names of people in a call or a secret, as it may be written down.

        None where there is nothing of the kind in it.
        """
        return None


class AsksBack(Reply):
    """Says that nothing was done because something is missing."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a reply is to be spoken: language, IANA zone, the prefix to show in examples, and now.

    `formality` matters in languages that have two words for "you". `means` is what may be offered.
    """

    language: Language
    timezone: str
    prefix: str
    now: datetime
    formality: Formality = Formality.INFORMAL
    means: Means = ALL_MEANS


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A reply in words: plain text, and the same as HTML with everything foreign escaped.

    A `picture` takes their place where it can be shown.
    """

    text: str
    html: str
    picture: Picture | None = None


class Renderer(Protocol):
    """Turns reply values into words."""

    def render(self, reply: Reply, voice: Voice) -> Spoken:
        """The class of the reply names its templates. Strict: an undefined name is a bug."""
        ...
