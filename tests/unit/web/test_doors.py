"""The ways into a call: a link that lets in whoever uses it, the app, the telephone."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import jwt

from bot.conferences.jitsi.links.room_links import JitsiLinks
from bot.conferences.jitsi.links.tokens import AFTERWARDS, BEFOREHAND, TokenSigner
from bot.domain.shaping import OPEN_END, DialIn
from tests.unit.web.conftest import CHOIR, NOON, Neighbourhood
from tests.unit.web.test_programme import seen

SECRET = "a secret that is shared with the server"
SIGNED = JitsiLinks(TokenSigner(app_id="anker", app_secret=SECRET), guests_need_token=True)
TEN = datetime.fromisoformat("2026-11-29T10:00:00Z")
JOIN = "https://anker.example.org/kiez/s/gruener-chor/join"
APP = "https://anker.example.org/kiez/s/gruener-chor/app"


async def entered(visitor: aiohttp.ClientSession, door: str) -> str:
    async with visitor.get(f"/s/gruener-chor/{door}", allow_redirects=False) as answer:
        assert answer.status == 302
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.headers["Location"]


def good_from_to(link: str) -> tuple[datetime, datetime]:
    (token,) = parse_qs(urlsplit(link).query)["jwt"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["room"] == "anker"
    assert "context" not in claims, "nobody becomes a moderator by the website"
    return tuple(datetime.fromtimestamp(claims[name], NOON.tzinfo) for name in ("nbf", "exp"))


async def test_without_tokens_the_pages_lead_into_the_call_at_once(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        page = await seen(visitor, "/s/gruener-chor")
        assert await entered(visitor, "join") == CHOIR.room.link
    assert CHOIR.room.link in page.links
    assert "org.jitsi.meet://meet.example.org/Anker" in page.links


async def test_with_tokens_the_link_is_signed_when_somebody_enters(kiez: Neighbourhood) -> None:
    kiez.links = SIGNED
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        assert JOIN in (await seen(visitor, "/")).links
        page = await seen(visitor, "/s/gruener-chor")
        assert {JOIN, APP} <= set(page.links)
        assert CHOIR.room.link not in page.text
        assert "jwt=" not in " ".join(page.links)

        for now in (NOON, NOON + timedelta(days=1)):
            kiez.clock.time = now
            good = good_from_to(await entered(visitor, "join"))
            assert good == (now - BEFOREHAND, now + OPEN_END + AFTERWARDS)
        for now in (TEN - timedelta(hours=1), TEN, TEN + CHOIR.duration - timedelta(seconds=1)):
            kiez.clock.time = now
            good = good_from_to(await entered(visitor, "join"))
            assert good == (TEN - BEFOREHAND, TEN + CHOIR.duration + AFTERWARDS)
        app = await entered(visitor, "app")
        assert app.startswith("org.jitsi.meet://meet.example.org/Anker?jwt=")


async def test_a_poster_leads_to_an_address_that_stays_good(kiez: Neighbourhood) -> None:
    kiez.links = SIGNED
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        pictures = set[bytes]()
        for now in (NOON, TEN, TEN + timedelta(days=70)):
            kiez.clock.time = now
            async with visitor.get("/s/gruener-chor.svg") as answer:
                pictures.add(await answer.read())
    assert len(pictures) == 1


async def test_no_door_leads_where_nothing_public_is(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        for series in (replace(CHOIR, public=False), CHOIR.called_off()):
            await kiez.plan(series)
            for door in ("join", "app"):
                await seen(visitor, f"/s/gruener-chor/{door}", status=404)


async def test_who_has_no_computer_is_told_how_to_telephone(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    kiez.phone = DialIn(numbers=("+49 30 1234567", "+49 40 7654321"), pin="424242")
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        for _ in range(3):
            page = await seen(visitor, "/s/gruener-chor")
            assert "Per Telefon: +49 30 1234567, +49 40 7654321, PIN 424242#" in page.text
        assert kiez.phone_asked == 1, "the server is not asked for each reader"
        kiez.phone = None
        kiez.clock.time += timedelta(minutes=11)
        assert "Telefon" not in (await seen(visitor, "/s/gruener-chor")).text
