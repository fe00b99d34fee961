"""The public programme as pages: all of it, one series, and the codes that lead there."""

from collections.abc import Sequence
from io import BytesIO

import segno
from aiohttp import web

from bot.usecases.programme.public_programme import PublicProgramme, PublicSeries
from bot.web.answers import Made, ShortMemory
from bot.web.doors import Telephone
from bot.web.pages import PageMaker


def routes(
    programme: PublicProgramme, pages: PageMaker, telephone: Telephone, memory: ShortMemory
) -> Sequence[web.RouteDef]:
    """`/`, `/s/{slug}` and, as QR codes, `/programme.svg` and `/s/{slug}.svg`."""

    async def found(request: web.Request) -> PublicSeries:
        one = await programme.one(request.match_info["slug"], now=pages.clock.now())
        if one is None:
            raise web.HTTPNotFound
        return one

    async def show_all(request: web.Request) -> Made:
        all_ = await programme.all(now=pages.clock.now())
        return pages.show(request, "programme", programme=all_)

    async def show_one(request: web.Request) -> Made:
        one = await found(request)
        phone = None if one.series.is_over else await telephone(one)
        return pages.show(request, "series", one=one, phone=phone)

    async def code_of_all(_request: web.Request) -> Made:
        return _code(pages.site.address("/"))

    async def code_of_one(request: web.Request) -> Made:
        one = await found(request)
        return _code(pages.doors.link(one, pages.clock.now()))

    return [
        web.get("/", memory.serving(show_all)),
        web.get("/programme.svg", memory.serving(code_of_all)),
        web.get(r"/s/{slug:[^/.]+}", memory.serving(show_one)),
        web.get(r"/s/{slug:[^/.]+}.svg", memory.serving(code_of_one)),
    ]


def _code(text: str) -> Made:
    """A QR code (ISO/IEC 18004) that can still be read when an eighth of it is covered."""
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", border=2, scale=8, light="#ffffff", svgclass=None, lineclass=None
    )
    return Made(body=picture.getvalue(), content_type="image/svg+xml")
