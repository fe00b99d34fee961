"""The programme for other websites: described, only what is public, and only where it may be."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import jsonschema
import pytest

from bot.domain.attendance import Liveness
from bot.domain.chat import ChatKind
from bot.domain.series import Change, Host
from bot.domain.settings import Chat, Presence
from bot.usecases.ports.live import LiveState
from tests.unit.web.conftest import CHOIR, CLUB, NOON, SUNDAY, Neighbourhood, another
from tests.unit.web.test_doors import JOIN, SIGNED
from tests.unit.web.test_programme import seen

PROGRAMME = "/api/v1/programme.json"
DESCRIPTION = "/api/v1/openapi.json"
ORIGIN = "https://verein.example.org"
DAY = timedelta(days=1)


async def told(visitor: aiohttp.ClientSession, path: str = PROGRAMME) -> Any:
    async with visitor.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/json"
        return json.loads(await answer.read())


async def test_a_date_has_a_title_only_where_it_has_its_own(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR.changed(Change(slot=SUNDAY, starts=SUNDAY, title="Advent")))
    async with kiez.visited() as visitor:
        answer = await told(visitor)
    first, second = answer["series"][0]["dates"][:2]
    assert (first["status"], first["title"]) == ("planned", "Advent")
    assert "title" not in second


async def test_the_public_series_are_told_with_their_next_dates(kiez: Neighbourhood) -> None:
    await kiez.plan(
        CHOIR.changed(
            Change(slot=SUNDAY, starts=None), Change(slot=SUNDAY + 7 * DAY, starts=SUNDAY + DAY)
        )
    )
    kiez.board.put("anker", LiveState(liveness=Liveness.LIVE, count=4, since=NOON, seen_at=NOON))
    async with kiez.visited() as visitor:
        programme = await told(visitor)
    (choir,) = programme.pop("series")
    assert programme == {
        "title": "Hafenverein",
        "url": "https://anker.example.org/kiez/",
        "calendar": "https://anker.example.org/kiez/calendar.ics",
    }
    assert choir["dates"][:2] == [
        {
            "starts_at": "2026-11-29T10:00:00Z",
            "ends_at": "2026-11-29T11:00:00Z",
            "status": "cancelled",
        },
        {"starts_at": "2026-11-30T10:00:00Z", "ends_at": "2026-11-30T11:00:00Z", "status": "moved"},
    ]
    assert {date["status"] for date in choir.pop("dates")[2:]} == {"planned"}
    assert choir == {
        "slug": "gruener-chor",
        "title": "Grüner Chor",
        "url": "https://anker.example.org/kiez/s/gruener-chor",
        "calendar": "https://anker.example.org/kiez/s/gruener-chor.ics",
        "join": CHOIR.room.link,
        "timezone": "Europe/Berlin",
        "live": {"state": "live", "count": 4},
    }


async def test_nothing_is_told_of_what_is_private_and_of_people(kiez: Neighbourhood) -> None:
    await kiez.plan(
        replace(CHOIR, host=Host(name="Gundula")),
        another("Vorstand", public=False),
        another("Vorbei").called_off(),
    )
    kiez.board.put("anker", LiveState(liveness=Liveness.LIVE, count=4, since=NOON, seen_at=NOON))
    kiez.links = SIGNED
    async with kiez.store.begin() as work:
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, presence=Presence.OFF))
    async with kiez.visited() as visitor:
        programme = await told(visitor)
        assert kiez.read > 0, "whoever asks wants to be told how it is now"
    (choir,) = programme["series"]
    assert choir["live"] == {"state": "unknown", "count": None}
    assert choir["join"] == JOIN, "no token stands in what others keep"
    for secret in ("Vorstand", "Vorbei", "Gundula", "!club", "@anna", "anker:"):
        assert secret not in json.dumps(programme)


async def test_what_is_told_is_as_it_is_described(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR, another("Werkstatt", host=Host(name="Gundula")))
    kiez.board.put("anker", LiveState(liveness=Liveness.EMPTY, count=0, since=None, seen_at=NOON))
    async with kiez.visited() as visitor:
        description = await told(visitor, DESCRIPTION)
        programme = await told(visitor)
    assert PROGRAMME in description["paths"]
    schema = {"$ref": "#/components/schemas/Programme", "components": description["components"]}
    judge = jsonschema.Draft202012Validator(schema)
    judge.validate(programme)
    programme["series"][0]["live"]["names"] = ["Gundula"]
    assert not judge.is_valid(programme)


@pytest.mark.parametrize("path", [PROGRAMME, DESCRIPTION])
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (ORIGIN, ORIGIN),
        ("https://chor.example.org:8443", "https://chor.example.org:8443"),
        ("https://evil.example.org", None),
        ("https://chor.example.org", None),
        ("null", None),
    ],
)
async def test_scripts_of_the_named_websites_may_read_it(
    kiez: Neighbourhood, path: str, origin: str, allowed: str | None
) -> None:
    kiez.kept_s = 3600
    async with kiez.visited() as visitor:
        await told(visitor, path)  # is kept, but for whoever asked
        async with visitor.get(path, headers={"Origin": origin}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.headers["Vary"] == "Origin"
            assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_one_series_may_be_framed_by_the_named_websites_alone(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        async with visitor.get("/embed/gruener-chor") as answer:
            policy = answer.headers["Content-Security-Policy"]
            text = await answer.text()
        assert policy.endswith(
            "frame-ancestors https://verein.example.org https://chor.example.org:8443"
        )
        assert "unsafe" not in policy
        assert "<script>" not in text
        page = await seen(visitor, "/embed/gruener-chor")
        assert "Grüner Chor Sonntag, 29. November, 11:00 Uhr (Berlin)" in page.text
        assert CHOIR.room.link in page.links
        assert "https://anker.example.org/kiez/s/gruener-chor" in page.links
        async with visitor.get("/s/gruener-chor") as answer:
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        await kiez.plan(replace(CHOIR, public=False))
        await seen(visitor, "/embed/gruener-chor", status=404)
    kiez.embed_from = ()
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor, visitor.get("/embed/gruener-chor") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_frame_says_what_is_off_what_has_ended_and_that_nothing_is_planned(
    kiez: Neighbourhood,
) -> None:
    await kiez.plan(CHOIR.changed(Change(slot=SUNDAY, starts=None)))
    async with kiez.visited() as visitor:
        await seen(visitor, "/")
        page = await seen(visitor, "/embed/gruener-chor")
        assert "29. November, 11:00 Uhr (Berlin) fällt aus" in page.text
        assert "Sonntag, 6. Dezember" in page.text
        await kiez.plan(replace(CHOIR, recurrence=replace(CHOIR.recurrence, rrule=None)))
        kiez.clock.time = NOON + 30 * DAY
        assert "kein Termin" in (await seen(visitor, "/embed/gruener-chor")).text
        await kiez.plan(CHOIR.called_off())
        page = await seen(visitor, "/embed/gruener-chor")
        assert "findet nicht mehr statt" in page.text
        assert CHOIR.room.link not in page.links
