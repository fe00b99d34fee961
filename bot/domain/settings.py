"""What a chat can choose for itself, and what holds where it chose nothing."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.language import Formality, Language


class Presence(StrEnum):
    """How much a chat shows of who is in a call; each step includes the ones before."""

    OFF = "off"
    OPEN = "open"
    COUNT = "count"
    NAMES = "names"

    @property
    def shows_count(self) -> bool:
        return self in (Presence.COUNT, Presence.NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """The settings in force in one chat. `timezone` is an IANA name.

    `leads` are how long before a date a new series tells the chat of it; none is a choice too.
    With `widgets`, a call that runs can be entered in the chat itself.
    """

    language: Language
    timezone: str
    presence: Presence
    leads: tuple[timedelta, ...]
    formality: Formality = Formality.INFORMAL
    widgets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat that the bot knows. What it did not choose is None, and the configured default holds.

    `active` is False after the bot was removed from it: nothing is sent there any more. `main` is
    the chat that a bridge copies everything to and from; this one is its side, where nothing is
    answered and nothing told.
    """

    address: ChatAddress
    kind: ChatKind
    language: Language | None = None
    timezone: str | None = None
    presence: Presence | None = None
    leads: tuple[timedelta, ...] | None = None
    formality: Formality | None = None
    widgets: bool = False
    active: bool = True
    main: ChatAddress | None = None

    @property
    def has_chosen(self) -> bool:
        """Whether not all is as configured."""
        choices = (self.language, self.timezone, self.presence, self.leads, self.formality)
        return self.widgets or any(one is not None for one in choices)

    def settings(self, defaults: ChatSettings) -> ChatSettings:
        return ChatSettings(
            language=self.language or defaults.language,
            timezone=self.timezone or defaults.timezone,
            presence=self.presence or defaults.presence,
            leads=defaults.leads if self.leads is None else self.leads,
            formality=self.formality or defaults.formality,
            widgets=self.widgets,
        )
