"""Another website shows the programme, in a frame and by an element, where it is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.e2e.clients import chromium, picture, run_script
from tests.unit.web.conftest import CHOIR, Neighbourhood

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html lang="de"><title>Verein</title>
<link rel="icon" href="data:,">
<iframe src="{bot}/embed/gruener-chor?lang=de" title="Chor" width="300" height="260"></iframe>
<script src="{bot}/ankerplatz-programme.js" defer></script>
<ankerplatz-programme></ankerplatz-programme>"""


@asynccontextmanager
async def website(page: dict[str, str]) -> AsyncIterator[str]:
    """Of a club, which shows that page; its address."""

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=page["text"], content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", show)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def shown(*, named: bool) -> dict[str, Any]:
    """What a visitor of the club's website sees."""
    kiez, page = Neighbourhood(), dict[str, str]()
    await kiez.plan(CHOIR)
    async with website(page) as club:
        kiez.embed_from = (club,) if named else ()
        async with kiez.visited() as visitor:
            async with visitor.get("/") as answer:
                assert answer.status == 200
            page["text"] = PAGE.format(bot=str(visitor._base_url).rstrip("/"))
            visits = [{"url": club, "picture": picture(f"web-embed-{named}")}]
            (seen,) = await run_script("embed.mjs", {"chromium": chromium(), "visits": visits})
            return seen


async def test_a_named_website_shows_the_dates_and_the_way_in() -> None:
    seen = await shown(named=True)
    assert seen["errors"] == []
    assert "Sonntag, 29. November, 11:00 Uhr (Berlin)" in seen["frame"]
    assert "Grüner Chor" in seen["element"]
    assert "Sonntag, 29. November" in seen["element"]
    assert seen["links"] == [
        "https://anker.example.org/kiez/s/gruener-chor",
        CHOIR.room.link,
    ]


async def test_any_other_website_gets_no_more_than_a_link_to_the_programme() -> None:
    seen = await shown(named=False)
    assert "Chor" not in seen["frame"] + seen["element"]
    assert seen["element"] == "Zum Programm"
