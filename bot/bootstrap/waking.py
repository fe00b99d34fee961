"""Who is woken when something may be to do: here, or in the copy of the bot whose duty it is."""

from collections.abc import Callable
from functools import partial
from typing import Final

from bot.domain.chat import AccountId
from bot.usecases.ports.tenure import HOUSEHOLD, Tenure

Poke = Callable[[], None]


def _nobody() -> None:
    """Nothing is there yet that could be woken."""


def _at_once(then: Poke) -> None:
    """Nobody here says anything for that account."""
    then()


class Waking:
    """What is to be woken is put into it while the parts are put together.

    `hang` looks after what hangs in chats, `look` after calls, `tell` after what falls due, and
    `deliver` after the outbox of an account. `once_said` calls what it is given as soon as the
    answer is said that was put out last for an account.
    """

    def __init__(self, tenure: Tenure) -> None:
        self._tenure = tenure
        self.hang: Poke = _nobody
        self.look: Poke = _nobody
        self.tell: Poke = _nobody
        self.deliver: Final[dict[AccountId, Poke]] = {}
        self.once_said: Final[dict[AccountId, Callable[[Poke], None]]] = {}

    def written(self, account: AccountId) -> None:
        """Its outbox has something. Where no copy serves it, its rows stay where they are."""
        self.deliver.get(account, _nobody)()
        if not self._tenure.holds(account):
            self._tenure.call(account)

    def said(self, account: AccountId) -> None:
        """And what hangs in chats may be another."""
        self.hang()
        self.written(account)

    def announced(self, account: AccountId) -> None:
        """And there may be another card."""
        self.said(account)
        self.look()

    def answered(self, account: AccountId) -> None:
        """And something may fall due earlier: all that once the answer is said, not to delay it."""
        self.once_said.get(account, _at_once)(partial(self._look_around, account))

    def called(self, duty: str) -> None:
        """By another copy, or because this one has it from now on."""
        if duty == HOUSEHOLD:
            self.tell()
        else:
            self.announced(AccountId(duty))

    def _look_around(self, account: AccountId) -> None:
        self.announced(account)
        self.tell()
        if not self._tenure.holds(HOUSEHOLD):
            self._tenure.call(HOUSEHOLD)
