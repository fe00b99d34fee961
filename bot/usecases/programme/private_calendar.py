"""The calendar of one person: what they subscribed to, at an address that only they know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.series import Series
from bot.usecases.ports.store import Store
from bot.usecases.programme.owner_chat import owner_chat


@dataclass(frozen=True, slots=True)
class Feeds:
    """Addresses of calendars. `draw_token` draws a token that nobody can guess."""

    public_url: str
    draw_token: Callable[[], str]

    def of_series(self, slug: str) -> str:
        """Of a public series."""
        return f"{self.public_url}/s/{slug}.ics"

    def of_person(self, token: str) -> str:
        """Of whoever has that token."""
        return f"{self.public_url}/c/{token}.ics"


@dataclass(frozen=True, slots=True)
class PrivateCalendar:
    """Reads such a calendar for whoever knows its token."""

    store: Store

    async def __call__(self, token: str) -> Sequence[Series] | None:
        """What they subscribed to, also if called off. None where no calendar has that token."""
        async with self.store.begin() as work:
            person = await work.private_feeds.owner(token)
            if person is None:
                return None
            heard = await work.subscriptions.of_target(person)
            found = [await work.programme.get(id_) for id_ in sorted({s.series for s in heard})]
            # nobody looks after the series of a chat from which the bot was removed
            return [one for one in found if one and (await owner_chat(work, one)).active]
