"""Say in the owner chat who cannot be told of a series in private because a network refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.chat import AccountId, DeliveryKey
from bot.domain.delivery import Delivery
from bot.domain.series import Series
from bot.usecases.ports.store import Work
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.reminders import PersonUnreachable, series_told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HearRefusal:
    """The subscription stays: what forbids it today may be put right tomorrow.

    `told` is called with each account that has something to send.
    """

    herald: Herald
    told: Callable[[AccountId], None]

    async def __call__(self, work: Work, delivery: Delivery, *, now: datetime) -> None:
        """To be called in the transaction that ends a delivery which can never be sent.

        Once for each person and series, until they subscribe again. Other lines change nothing.
        """
        id_ = series_told_of(delivery.key)
        heard = await work.subscriptions.of_target(delivery.chat) if id_ else ()
        person = next((one.person for one in heard if one.series == id_ and one.person), None)
        series = await work.programme.get(id_) if id_ and person else None
        if person and series and await work.unreachable.add(series.id, delivery.chat):
            await self._say(work, series, delivery, _short(person), now)

    async def _say(
        self, work: Work, series: Series, delivery: Delivery, name: str, now: datetime
    ) -> None:
        reply = PersonUnreachable(series=series, name=name)
        key = DeliveryKey(f"unreachable:{delivery.key}")
        if await self.herald.announce(work, series.owner, reply, key=key, now=now):
            self.told(series.owner.account)


def _short(person: str) -> str:
    """`@ben:example.org`, `ben@example.org` -> `ben`: a chat may hide whole addresses."""
    return person.removeprefix("@").partition(":")[0].partition("@")[0]
