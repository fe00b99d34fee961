"""The last hand before a network: gives back what was not written down, hears what is refused."""

from collections.abc import Callable

from bot.delivery.courier import Sender
from bot.domain.chat import AccountId, Delivery, DeliveryKey, LineId
from bot.errors import PermanentError
from bot.usecases.unwritten import Unwritten


def _let_it_be(_delivery: Delivery) -> None:
    """Nobody measures."""


class LastHand:
    """Sends for `sender`.

    `edit_refused` hears the key of an edit that cannot be made, `sent` of each line that was sent.
    """

    def __init__(
        self,
        sender: Sender,
        *,
        unwritten: Unwritten,
        edit_refused: Callable[[DeliveryKey], None],
        sent: Callable[[Delivery], None] = _let_it_be,
    ) -> None:
        self._sender = sender
        self._unwritten = unwritten
        self._edit_refused = edit_refused
        self._sent = sent

    @property
    def account(self) -> AccountId:
        return self._sender.account

    async def send(self, delivery: Delivery) -> LineId:
        """Raises what the network raises."""
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
