"""Foreign errors become ours; the lists fail when nio or aiohttp grow new ones."""

import asyncio
import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp.client_exceptions
import nio
import nio.exceptions
import nio.responses
import pytest

from bot.errors import PermanentError, TransientError
from bot.networks.matrix.homeserver.errors import (
    BROKEN_CONNECTIONS,
    REFUSED_BY_NIO,
    RefusedError,
    settle,
    translated,
)

MISBUILT = {"ToDeviceError", "ShareGroupSessionError"}
"""nio puts something else where the pause belongs; both are about keys, which we do not send."""

WEBSOCKETS_ONLY = {"WSMessageTypeError"}


@dataclass
class Answer:
    """The part of an HTTP answer that the translation looks at."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


def error(status: int, code: str | None = None, **headers: str) -> nio.Response:
    response = nio.RoomSendError("text", code)
    response.transport_response = Answer(status, headers)
    return response


def error_classes(base: type = nio.ErrorResponse) -> Iterator[type]:
    for grown in base.__subclasses__():
        yield grown
        yield from error_classes(grown)


def test_every_error_of_nio_is_an_error_response_with_its_errcode():
    named = {
        name
        for name, made in inspect.getmembers(nio.responses, inspect.isclass)
        if name.endswith(("Error", "ErrorResponse")) and issubclass(made, nio.Response)
    }
    known = {made.__name__ for made in error_classes()}
    assert named - known == {"ErrorResponse"}
    assert len(known) > 60


@pytest.mark.parametrize(
    "made",
    [made for made in error_classes() if made.__name__ not in MISBUILT],
    ids=lambda made: made.__name__,
)
def test_every_error_of_nio_brings_its_pause(made: Any):
    body = {"errcode": "M_LIMIT_EXCEEDED", "error": "slow down", "retry_after_ms": 1500}
    more = len(inspect.signature(made.from_dict).parameters) - 1
    ours = translated(made.from_dict(body, *["!room"] * more))
    assert isinstance(ours, TransientError)
    assert ours.retry_after == timedelta(seconds=1.5)
    assert ours.whole_account


def exceptions_of(module: object) -> list[type[Exception]]:
    return [
        made
        for _name, made in inspect.getmembers(module, inspect.isclass)
        if issubclass(made, Exception) and made.__module__ == getattr(module, "__name__", "")
    ]


@pytest.mark.parametrize("made", exceptions_of(nio.exceptions))
def test_every_exception_of_nio_is_translated(made: type[Exception]):
    assert issubclass(made, REFUSED_BY_NIO)


@pytest.mark.parametrize("made", exceptions_of(aiohttp.client_exceptions))
def test_every_exception_of_aiohttp_is_translated(made: type[Exception]):
    assert issubclass(made, BROKEN_CONNECTIONS) or made.__name__ in WEBSOCKETS_ONLY


@pytest.mark.parametrize(
    "raised",
    [
        aiohttp.ClientPayloadError(),
        TimeoutError(),
        ConnectionRefusedError(),
        json.JSONDecodeError("", "", 0),
        RecursionError(),
    ],
    ids=lambda raised: type(raised).__name__,
)
async def test_a_broken_connection_is_tried_again(raised: Exception):
    async def call() -> nio.Response:
        raise raised

    with pytest.raises(TransientError) as failed:
        await settle(call(), nio.SyncResponse, seconds=1)
    assert failed.value.__cause__ is raised


async def test_what_nio_refuses_is_given_up():
    async def call() -> nio.Response:
        raise nio.exceptions.LocalProtocolError("Not logged in.")

    with pytest.raises(PermanentError):
        await settle(call(), nio.SyncResponse, seconds=1)


async def test_a_call_that_takes_too_long_is_tried_again():
    async def call() -> nio.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(TransientError):
        await settle(call(), nio.SyncResponse, seconds=0.01)


LATER = {
    "trouble of the homeserver": error(500, "M_UNKNOWN"),
    "502 of a proxy": error(502),
    "401 of a proxy": error(401),
    "403 of a proxy": error(403),
    "404 of a proxy": error(404),
    "cut JSON": error(200),
    "homeserver is full": error(403, "M_RESOURCE_LIMIT_EXCEEDED"),
    "account is locked for a while": error(401, "M_USER_LOCKED"),
}


@pytest.mark.parametrize("response", LATER.values(), ids=LATER.keys())
def test_what_may_pass_is_tried_again(response: nio.Response):
    ours = translated(response)
    assert isinstance(ours, TransientError)
    assert not ours.whole_account


NEVER = {
    "forbidden": error(403, "M_FORBIDDEN"),
    "too large": error(413, "M_TOO_LARGE"),
    "too large for the proxy": error(413),
    "unknown": error(404, "M_NOT_FOUND"),
    "bad JSON": error(400, "M_BAD_JSON"),
}


@pytest.mark.parametrize("response", NEVER.values(), ids=NEVER.keys())
def test_what_will_not_pass_is_given_up(response: nio.Response):
    ours = translated(response)
    assert isinstance(ours, PermanentError)
    assert not (isinstance(ours, RefusedError) and ours.token_is_gone)


@pytest.mark.parametrize("code", ["M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"])
def test_a_token_that_is_gone_is_told_apart(code: str):
    ours = translated(error(401, code))
    assert isinstance(ours, RefusedError)
    assert ours.token_is_gone


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("7", timedelta(seconds=7)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("", None),
        ("-7", None),
        ("999999999", timedelta(hours=1)),
        ("9" * 5000, None),
    ],
)
def test_a_429_without_json_brings_the_pause_of_its_header(header: str, pause: timedelta | None):
    ours = translated(error(429, **{"Retry-After": header}))
    assert isinstance(ours, TransientError)
    assert (ours.retry_after, ours.whole_account) == (pause, True)


@pytest.mark.parametrize(
    ("until", "pause"),
    [
        ("Wed, 21 Oct 2026 07:28:00 GMT", timedelta(seconds=90)),
        ("Wednesday, 21-Oct-26 07:28:00 GMT", timedelta(seconds=90)),
        ("Wed Oct 21 07:28:00 2026", timedelta(seconds=90)),
        ("Thu, 22 Oct 2026 07:28:00 GMT", timedelta(hours=1)),
        ("Wed, 21 Oct 2026 07:26:00 GMT", timedelta(0)),
        ("Wed, 21 Oct 2026 27:26:00 GMT", None),
        ("Wed, 21 Oct 2026 07:28:00 +" + "9" * 40, None),
        ("soon", None),
    ],
)
def test_a_pause_named_as_a_date_is_counted_by_the_clock_of_who_names_it(
    until: str, pause: timedelta | None
):
    """All three forms of RFC 9110, section 5.6.7; our own clock may be hours off."""
    now = {"Date": "Wed, 21 Oct 2026 07:26:30 GMT"}
    ours = translated(error(429, **now, **{"Retry-After": until}))
    assert isinstance(ours, TransientError)
    assert ours.retry_after == pause


@pytest.mark.parametrize(
    ("pause", "kept"), [(10**30, timedelta(hours=1)), ("soon", None), (None, None), (-1, None)]
)
def test_a_pause_beyond_reason_is_cut_or_left_out(pause: Any, kept: timedelta | None):
    ours = translated(nio.RoomSendError("text", "M_LIMIT_EXCEEDED", pause))
    assert isinstance(ours, TransientError)
    assert ours.retry_after == kept


def test_no_text_of_the_homeserver_gets_into_the_reason():
    response = nio.RoomSendError("User @anna:example.org is a fool", "M_FORBIDDEN")
    assert str(translated(response)) == "M_FORBIDDEN (HTTP 0)"
