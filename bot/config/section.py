"""What a section of the configuration is, and what those of the chat networks have in common."""

from abc import abstractmethod

from pydantic import BaseModel, ConfigDict

from bot.domain.chat import AccountId


class Section(BaseModel):
    """What all sections have in common: nothing is guessed, changed later, or shown in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class AccountSection(Section):
    """The bot's account on one chat network."""

    @property
    @abstractmethod
    def account(self) -> AccountId:
        """As the network calls it: `matrix:@anker:example.org`."""
