"""The ways into a call that stand on the pages: by browser, in the app, by telephone."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiohttp import hdrs, web

from bot.domain.conference import ConferenceRoom
from bot.domain.shaping import CallTime, DialIn
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.shaping import RoomLinks
from bot.usecases.programme.public_programme import PublicProgramme, PublicSeries
from bot.web.site import Site

_EARLY: Final = timedelta(hours=1)
"""Whoever comes so long before a date comes for it."""
_ASKED_ANEW: Final = timedelta(minutes=10)

AskDialIn = Callable[[ConferenceRoom], Awaitable[DialIn | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The links into a series' calls.

    Where the server asks for tokens, pages and posters lead to an address of ours, and that leads
    on: the token is then of the moment at which somebody enters.
    """

    links: RoomLinks
    site: Site

    def link(self, one: PublicSeries, now: datetime) -> str:
        """What opens the call in a browser, on a page or on paper."""
        return self._own(one, "join") if self._is_signed(one, now) else one.series.room.link

    def app(self, one: PublicSeries, now: datetime) -> str:
        """What opens it in Jitsi's app, past the page that asks to install it."""
        if self._is_signed(one, now):
            return self._own(one, "app")
        return self.links.app(one.series.room.link)

    def enter(self, one: PublicSeries, now: datetime) -> str:
        """The link that is good for whoever enters now."""
        date = one.next
        soon = date is not None and date.starts_at - now <= _EARLY
        when = CallTime(date.starts_at, date.ends_at) if date and soon else CallTime.from_now(now)
        return self.links.for_guests(one.series.room, when)

    def _is_signed(self, one: PublicSeries, now: datetime) -> bool:
        return self.enter(one, now) != one.series.room.link

    def _own(self, one: PublicSeries, door: str) -> str:
        return self.site.address(f"/s/{one.slug}/{door}")


def routes(programme: PublicProgramme, doors: Doors, clock: Clock) -> Sequence[web.RouteDef]:
    """`/s/{slug}/join` and `/s/{slug}/app`, which lead on."""

    async def entered(request: web.Request) -> str:
        now = clock.now()
        one = await programme.one(request.match_info["slug"], now=now)
        if one is None or one.series.is_over:
            raise web.HTTPNotFound
        return doors.enter(one, now)

    async def join(request: web.Request) -> web.Response:
        return _lead_to(await entered(request))

    async def app(request: web.Request) -> web.Response:
        return _lead_to(doors.links.app(await entered(request)))

    return [web.get(r"/s/{slug:[^/.]+}/join", join), web.get(r"/s/{slug:[^/.]+}/app", app)]


def _lead_to(link: str) -> web.Response:
    return web.Response(status=302, headers={hdrs.LOCATION: link, hdrs.CACHE_CONTROL: "no-store"})


class Telephone:
    """How to enter by telephone; asked of the server now and then, however many read."""

    def __init__(self, ask: AskDialIn, clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, tuple[datetime, DialIn | None]] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(self, one: PublicSeries) -> DialIn | None:
        """None where nobody can. Takes as long as the server may take to answer."""
        room, now = one.series.room, self._clock.now()
        async with self._asking[room.node]:
            asked_at, phone = self._known.get(room.node, (None, None))
            if asked_at is None or now - asked_at >= _ASKED_ANEW:
                phone = await self._ask(room)
                self._known[room.node] = (now, phone)
        return phone
