"""The calendar of one person: what they subscribed to, at an address that only they know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.chat import ChatAddress
from bot.domain.series import Series
from bot.usecases.ports import Store, Work


async def open_calendar(work: Work, person: ChatAddress, draw_token: Callable[[], str]) -> str:
    """The token of their calendar; the same until they close it."""
    return await work.private_feeds.open(person, draw_token())


async def close_calendar(work: Work, person: ChatAddress) -> bool:
    """Nothing is found under its token any more. False when there was none."""
    return await work.private_feeds.close(person)


@dataclass(frozen=True, slots=True)
class PrivateCalendar:
    """Reads such a calendar for whoever knows its token."""

    store: Store

    async def __call__(self, token: str) -> Sequence[Series] | None:
        """What they subscribed to, called off or not. None where no calendar has that token."""
        async with self.store.begin() as work:
            person = await work.private_feeds.owner(token)
            if person is None:
                return None
            heard = await work.subscriptions.of_target(person)
            found = [await work.programme.get(id_) for id_ in sorted({s.series for s in heard})]
            return [series for series in found if series and await _is_kept_up(work, series)]


async def _is_kept_up(work: Work, series: Series) -> bool:
    """The bot is in its chat still."""
    chat = await work.chats.get(series.owner)
    return chat is None or chat.active
