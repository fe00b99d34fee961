"""Who is there, as far as the chat lets everybody know, and as it changes."""

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.domain.attendance import Liveness
from bot.domain.chat import ChatKind
from bot.domain.settings import Chat, Presence
from bot.errors import TransientError
from bot.usecases.ports.live import LiveState
from bot.web.live import or_heartbeat
from tests.unit.web.conftest import CHOIR, CLUB, NOON, Neighbourhood, another

LIVE = LiveState(liveness=Liveness.LIVE, count=4, since=NOON, seen_at=NOON)
EMPTY = LiveState(liveness=Liveness.EMPTY, count=0, since=None, seen_at=NOON)


async def news(stream: aiohttp.ClientResponse) -> Any:
    async for line in stream.content:
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))
    raise AssertionError("the stream has ended")


@pytest.mark.parametrize(
    ("presence", "told"),
    [
        (Presence.OFF, None),
        (Presence.OPEN, "jetzt offen"),
        (Presence.COUNT, "jetzt offen, 4 da"),
        (Presence.NAMES, "jetzt offen, 4 da"),
    ],
)
async def test_a_page_shows_what_the_chat_lets_everybody_see(
    kiez: Neighbourhood, presence: Presence, told: str | None
) -> None:
    await kiez.plan(CHOIR)
    kiez.board.put("anker", LIVE)
    async with kiez.store.begin() as work:
        await work.chats.save(Chat(address=CLUB, kind=ChatKind.GROUP, presence=presence))
    async with kiez.visited() as visitor:
        for path in ("/", "/s/gruener-chor"):
            async with visitor.get(path) as answer:
                text = await answer.text()
            assert (f">{told}</p>" in text) == (told is not None)
            assert ("offen, " in text) == (told is not None and "4" in told)


async def test_unknown_is_never_shown_as_nobody(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor:
        async with visitor.get("/") as answer:
            assert "niemand" not in await answer.text()
        kiez.board.put("anker", EMPTY)
        async with visitor.get("/") as answer:
            assert "gerade niemand da" in await answer.text()


async def test_a_stream_tells_what_is_and_then_what_changes(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    kiez.board.put("anker", EMPTY)
    async with kiez.visited() as visitor, visitor.get("/live?lang=en") as stream:
        assert stream.content_type == "text/event-stream"
        assert await news(stream) == {
            "slug": "gruener-chor",
            "state": "empty",
            "text": "nobody there just now",
        }
        kiez.board.put("anker", LIVE)
        assert (await news(stream))["text"] == "open now, 4 there"
        kiez.board.put("anker", None)
        assert await news(stream) == {"slug": "gruener-chor", "state": "unknown", "text": ""}


async def test_a_stream_that_ends_as_it_begins_listens_no_more() -> None:
    closed = asyncio.Event()

    async def changes() -> AsyncGenerator[str, None]:
        try:
            await asyncio.Event().wait()
            yield "anker"
        finally:
            closed.set()

    beginning = asyncio.ensure_future(anext(or_heartbeat(changes())))
    await asyncio.sleep(0)
    beginning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beginning
    assert closed.is_set()


async def test_a_stream_tells_nothing_of_rooms_that_are_not_public(kiez: Neighbourhood) -> None:
    await kiez.plan(
        CHOIR,
        another(
            "Geheim",
            public=False,
            room=CHOIR.room.__class__(
                name="Keller", node="keller", link="https://x", topic=None, fixed=True
            ),
        ),
    )
    async with kiez.visited() as visitor, visitor.get("/live") as stream:
        assert (await news(stream))["slug"] == "gruener-chor"
        kiez.board.put("keller", LIVE)
        kiez.board.put("anker", LIVE)
        assert (await news(stream))["slug"] == "gruener-chor"


async def test_a_stream_ends_in_order_when_the_database_has_gone(
    kiez: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Any:
        raise TransientError("away")

    await kiez.plan(CHOIR)
    async with kiez.visited() as visitor, visitor.get("/live") as stream:
        await news(stream)
        monkeypatch.setattr(kiez.store, "begin", gone)
        kiez.clock.time += timedelta(seconds=10)
        kiez.board.put("anker", LIVE)
        assert await stream.read() == b"\n"


async def test_many_streams_ask_the_database_once_in_a_while(kiez: Neighbourhood) -> None:
    await kiez.plan(CHOIR)
    begun = 0
    begin = kiez.store.begin

    def counted():
        nonlocal begun
        begun += 1
        return begin()

    kiez.store.begin = counted
    async with kiez.visited() as visitor:
        streams = [await visitor.get("/live") for _ in range(20)]
        await asyncio.gather(*map(news, streams))
        kiez.board.put("anker", LIVE)
        told = await asyncio.gather(*map(news, streams))
        assert {one["state"] for one in told} == {"live"}
        assert begun == 1
        kiez.clock.time += timedelta(seconds=10)
        kiez.board.put("anker", EMPTY)
        await asyncio.gather(*map(news, streams))
        assert begun == 2
        for stream in streams:
            stream.close()


async def test_nobody_may_ask_for_the_head_of_a_stream(kiez: Neighbourhood) -> None:
    async with kiez.visited() as visitor, visitor.head("/live") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("path", ["/", "/calendar.ics", "/programme.svg", "/assets/style.css"])
async def test_whatever_ends_has_a_head(kiez: Neighbourhood, path: str) -> None:
    async with kiez.visited() as visitor:
        async with visitor.get(path) as whole, visitor.head(path) as head:
            assert head.status == 200
            assert await head.read() == b""
            for name in ("ETag", "Content-Type", "Cache-Control"):
                assert head.headers[name] == whole.headers[name]
        async with visitor.post(path) as refused:
            assert refused.status == 405
            assert refused.headers["Allow"] == "GET,HEAD"
