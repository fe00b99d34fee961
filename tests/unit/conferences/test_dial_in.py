"""Numbers and PIN from the dial-in mapper, whatever it says."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from yarl import URL

from bot.conferences.jitsi.dial_in import ask_dial_in
from bot.domain.shaping import DialIn

CODE = {"message": "ok", "id": 4711, "conference": "anker@conference.meet.test"}
BY_COUNTRY = {"numbers": {"DE": ["+49 30 1234567"], "AT": ["+43 1 9876"]}, "numbersEnabled": True}


class Mapper:
    """Says what the test wants, in pieces if it `is_slow`; `asked` are the queries that came."""

    def __init__(self) -> None:
        self.numbers: object = BY_COUNTRY
        self.code: object = CODE
        self.asked: list[str] = []
        self.is_slow = False
        self.base = URL()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        said = self.code if request.path == "/code" else self.numbers
        if isinstance(said, web.StreamResponse):
            return said
        text = said if isinstance(said, str) else json.dumps(said)
        return await _in_pieces(request, text) if self.is_slow else web.Response(text=text)

    async def ask(self) -> DialIn | None:
        return await ask_dial_in(
            numbers=self.base / "numbers", codes=self.base / "code", jid="gr%c3%bcn@conference.test"
        )


async def _in_pieces(request: web.Request, text: str) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for piece in (text[:10], text[10:]):
        await answer.write(piece.encode())
        await asyncio.sleep(0.05)  # so that they travel alone
    return answer


@pytest.fixture
async def mapper() -> AsyncIterator[Mapper]:
    mapper = Mapper()
    application = web.Application()
    application.router.add_get("/{path:.*}", mapper.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    mapper.base = URL(f"http://{host}:{port}")
    yield mapper
    await runner.cleanup()


@pytest.mark.parametrize(
    "numbers",
    [
        BY_COUNTRY,
        {"numbers": ["+49 30 1234567", "+43 1 9876"]},
        {
            "numbers": [
                {"formattedNumber": n, "countryCode": "x"} for n in ("+49 30 1234567", "+43 1 9876")
            ]
        },
    ],
)
async def test_numbers_come_in_several_shapes(mapper: Mapper, numbers: object) -> None:
    mapper.numbers = numbers
    assert await mapper.ask() == DialIn(numbers=("+49 30 1234567", "+43 1 9876"), pin="4711")


async def test_an_answer_may_come_in_pieces(mapper: Mapper) -> None:
    mapper.is_slow = True
    assert await mapper.ask() == DialIn(numbers=("+49 30 1234567", "+43 1 9876"), pin="4711")


async def test_an_answer_without_end_is_none(mapper: Mapper) -> None:
    mapper.numbers = {"numbers": ["+49 30 1234567"], "more": "x" * 100_000}
    assert await mapper.ask() is None


async def test_the_room_is_named_by_its_address(mapper: Mapper) -> None:
    await mapper.ask()
    (asked,) = [URL(path, encoded=True) for path in mapper.asked if path.startswith("/code")]
    assert asked.query["conference"] == "gr%c3%bcn@conference.test"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "no json",
        "[" * 30_000,
        {"id": "<b>1</b>"},
        {"id": False},
        {"message": "Conference not found", "id": None},
    ],
)
async def test_without_a_pin_there_is_no_way_in(mapper: Mapper, said: object) -> None:
    mapper.code = said
    assert await mapper.ask() is None


@pytest.mark.parametrize(
    "numbers", [{"numbers": None}, {"numbers": ["call me", "+49<script>"]}, {"numbers": {"DE": 7}}]
)
async def test_what_is_no_number_is_left_out(mapper: Mapper, numbers: object) -> None:
    mapper.numbers = numbers
    assert await mapper.ask() is None


async def ask_from_afar(mapper: Mapper, frames: int = 40) -> DialIn | None:
    """With as many calls on the stack as when somebody asked in a chat."""
    return await (ask_from_afar(mapper, frames - 1) if frames else mapper.ask())


@pytest.mark.parametrize("deep", range(840, 1000, 20))
async def test_what_is_nested_as_deep_as_can_just_be_read_is_no_way_in(
    mapper: Mapper, deep: int
) -> None:
    mapper.numbers = '{"numbers":' + "[" * deep + "]" * deep + "}"
    assert await ask_from_afar(mapper) is None
    mapper.numbers, mapper.code = BY_COUNTRY, '{"id":' + "[" * deep + "]" * deep + "}"
    assert await ask_from_afar(mapper) is None


async def test_a_mapper_that_leads_elsewhere_is_not_followed(mapper: Mapper) -> None:
    mapper.numbers = web.Response(status=302, headers={"Location": "/elsewhere"})
    assert await mapper.ask() is None
    assert "/elsewhere" not in mapper.asked


async def test_a_mapper_that_is_away_says_nothing() -> None:
    nowhere = URL("http://127.0.0.1:9/")
    assert await ask_dial_in(numbers=nowhere, codes=nowhere, jid="a@b") is None
