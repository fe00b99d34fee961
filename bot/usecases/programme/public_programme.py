"""What everybody may know: the series that are marked public, and their next dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count
from typing import Final

from bot.domain.chat import ChatAddress
from bot.domain.naming import slug_of
from bot.domain.preparation import AgendaPoint, points_for
from bot.domain.series import Occurrence, Series, dates
from bot.domain.settings import ChatSettings, Presence
from bot.domain.turnout import Turnout
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.count_turnout import MOST_SHOWN
from bot.usecases.programme.owner_chat import owner_chat

MOST_AHEAD: Final = 10
_UNNAMED: Final = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSeries:
    """One of them, found under `slug`.

    `ahead` are its next dates, among them the one that is on now, those that are moved and those
    that are off. `points` are to be talked about at the next one that takes place. `presence` is
    how much may be shown of a call there: never more than how many are in it. `turnouts` are how
    many came before, where that is counted and may be shown; only `PublicProgramme.one` has them.
    """

    series: Series
    slug: str
    ahead: tuple[Occurrence, ...]
    presence: Presence
    points: tuple[AgendaPoint, ...] = ()
    turnouts: tuple[Turnout, ...] = ()

    @property
    def next(self) -> Occurrence | None:
        """The first date ahead that takes place."""
        return next((date for date in self.ahead if not date.is_off), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProgramme:
    """A series gets its slug when somebody first looks for it. `defaults` hold for chats."""

    store: Store
    defaults: ChatSettings

    async def all(self, *, now: datetime) -> tuple[PublicSeries, ...]:
        """Those with a date ahead; the soonest first."""
        async with self.store.begin() as work:
            pages = await work.pages.public()
            slugs = [page.slug or await named(work, page.series) for page in pages]
            shown = [
                await self._shown(work, page.series, slug, now=now)
                for page, slug in zip(pages, slugs, strict=True)
            ]
        return tuple(
            sorted(
                (one for one in shown if one and one.ahead),
                key=lambda one: (one.next or one.ahead[-1]).starts_at,
            )
        )

    async def one(self, slug: str, *, now: datetime) -> PublicSeries | None:
        """None where nothing public is found; one that was called off has no dates."""
        async with self.store.begin() as work:
            series = await work.pages.at(slug)
            if series is None:
                # it may be one that nobody has looked for yet
                for page in await work.pages.public():
                    if page.slug is None:
                        await named(work, page.series)
                series = await work.pages.at(slug)
            shown = series and await self._shown(work, series, slug, now=now)
            if not shown or shown.presence is not Presence.COUNT:
                return shown
            turnouts = await work.turnouts.of(shown.series.id, limit=MOST_SHOWN)
            return replace(shown, turnouts=tuple(turnouts))

    async def _shown(
        self, work: Work, series: Series, slug: str, *, now: datetime
    ) -> PublicSeries | None:
        """None where the bot was removed from its chat: nobody looks after it any more."""
        chat = await owner_chat(work, series)
        if not chat.active:
            return None
        ahead = dates(series, after=now - series.duration, limit=MOST_AHEAD)
        held = next((date for date in ahead if not date.is_off), None)
        points = points_for(held, await work.preparations.points(series.id)) if held else ()
        presence = chat.settings(self.defaults).presence
        return PublicSeries(
            series=series,
            slug=slug,
            ahead=ahead,
            presence=Presence.COUNT if presence is Presence.NAMES else presence,
            points=points,
        )


async def public_in(work: Work, chat: ChatAddress) -> Sequence[tuple[Series, str]]:
    """The public series of that chat, by number, each with its slug."""
    pages = [page for page in await work.pages.public() if page.series.owner == chat]
    pages.sort(key=lambda page: page.series.number)
    return [(page.series, page.slug or await named(work, page.series)) for page in pages]


async def named(work: Work, series: Series) -> str:
    """Give a public series the slug that it keeps: its title now, numbered where that is taken."""
    for slug in _wishes(slug_of(series.title) or _UNNAMED):
        if await work.pages.name(series.id, slug):
            return slug
    raise AssertionError("there is always another number")


def _wishes(slug: str) -> Iterator[str]:
    return chain([slug], (f"{slug}-{number}" for number in count(2)))
