"""The last hand before a network: puts back the words that were not written down.

It also holds back what another copy may be saying by now, and passes on what is refused.
"""

from collections.abc import Callable

from bot.delivery.courier import Sender
from bot.domain.chat import AccountId, DeliveryKey, LineId
from bot.domain.delivery import Delivery
from bot.errors import PermanentError, TransientError
from bot.usecases.speaking.unwritten import Unwritten


def _nobody_asks(_delivery: Delivery) -> None:
    """For an account whose lines nobody measures."""


class LastHand:
    """Sends for `sender`, for as long as `may_speak` says so.

    It is asked at the last moment: a program that was suspended resumes in the middle of a line,
    which another copy may have said in the meantime. `edit_refused` is called with the key of each
    edit that cannot be made, `sent` with each line that was sent.
    """

    def __init__(
        self,
        sender: Sender,
        *,
        unwritten: Unwritten,
        edit_refused: Callable[[DeliveryKey], None],
        sent: Callable[[Delivery], None] = _nobody_asks,
        may_speak: Callable[[], bool] = lambda: True,
    ) -> None:
        self._may_speak = may_speak
        self._sender = sender
        self._unwritten = unwritten
        self._edit_refused = edit_refused
        self._sent = sent

    @property
    def account(self) -> AccountId:
        return self._sender.account

    async def send(self, delivery: Delivery) -> LineId:
        """Raises what the network raises."""
        if not self._may_speak():
            raise TransientError("another copy may serve the account now")
        try:
            line = await self._sender.send(self._unwritten.whole(delivery))
        except PermanentError:
            self._unwritten.done(delivery.key)
            if delivery.edits is not None:
                self._edit_refused(delivery.key)
            raise
        self._unwritten.done(delivery.key)
        self._sent(delivery)
        return line
