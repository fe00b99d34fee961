"""The programme as calendars to subscribe to: all, one series, and those of single persons."""

from collections.abc import Iterable, Sequence
from typing import Final

from aiohttp import web

from bot.usecases.ports.clock import Clock
from bot.usecases.ports.web import CalendarEntry, CalendarWriter
from bot.usecases.programme.private_calendar import PrivateCalendar
from bot.usecases.programme.public_programme import PublicProgramme, PublicSeries
from bot.web.answers import Made, ShortMemory, fresh
from bot.web.site import Site

_CALENDAR: Final = "text/calendar; charset=utf-8"


def routes(
    programme: PublicProgramme,
    private: PrivateCalendar,
    write: CalendarWriter,
    *,
    site: Site,
    clock: Clock,
    memory: ShortMemory,
) -> Sequence[web.RouteDef]:
    """`/calendar.ics`, `/s/{slug}.ics` and, for whoever knows the token, `/c/{token}.ics`."""

    def entry(one: PublicSeries) -> CalendarEntry:
        return CalendarEntry(series=one.series, address=site.address(f"/s/{one.slug}"))

    def written(name: str, entries: Iterable[CalendarEntry], cache: str = "no-cache") -> Made:
        return Made(body=write(name, list(entries)), content_type=_CALENDAR, cache=cache)

    async def show_all(_request: web.Request) -> Made:
        all_ = await programme.all(now=clock.now())
        in_order = sorted(all_, key=lambda one: one.slug)  # whatever comes next: the same bytes
        return written(site.title, map(entry, in_order))

    async def show_one(request: web.Request) -> Made:
        one = await programme.one(request.match_info["slug"], now=clock.now())
        if one is None:
            raise web.HTTPNotFound
        return written(one.series.title, [entry(one)])

    async def show_private(request: web.Request) -> web.Response:
        found = await private(request.match_info["token"])
        if found is None:
            raise web.HTTPNotFound
        entries = [CalendarEntry(series=series) for series in found]
        return fresh(request, written(site.title, entries, cache="private, no-cache"))

    return [
        web.get("/calendar.ics", memory.serving(show_all)),
        web.get(r"/s/{slug:[^/.]+}.ics", memory.serving(show_one)),
        web.get(r"/c/{token:[\w-]+}.ics", show_private),
    ]
