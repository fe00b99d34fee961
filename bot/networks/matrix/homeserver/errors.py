"""What nio and aiohttp report, translated into the errors of this program. The one place for it."""

import asyncio
import json
from collections.abc import Awaitable
from datetime import timedelta
from http import HTTPStatus
from typing import Final, TypeVar

import aiohttp
import nio
import nio.exceptions

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.matrix.homeserver.http_dates import date_at
from bot.networks.matrix.homeserver.loose import number_at
from bot.unreached import why

AnswerT = TypeVar("AnswerT")
ResponseT = TypeVar("ResponseT", bound=nio.Response)

BROKEN_CONNECTIONS: Final = (
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    asyncio.IncompleteReadError,
    # a body that was cut where the length was not announced
    json.JSONDecodeError,
    UnicodeDecodeError,
    RecursionError,  # nested so deep by somebody that nobody reads it
)
_SAID: Final = (
    (aiohttp.ClientConnectorError, "nobody answers there"),
    (TimeoutError, "no answer in time"),
)
"""To whoever runs the bot; the first that fits."""
REFUSED_BY_NIO: Final = (
    nio.exceptions.ProtocolError,
    nio.exceptions.OlmTrustError,
    nio.exceptions.EncryptionError,
    nio.exceptions.GroupEncryptionError,
    nio.exceptions.VerificationError,
    nio.exceptions.TransferCancelledError,
)
_LONGEST_PAUSE_S: Final = 3600
_TOKEN_IS_GONE: Final = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})
_PASSES: Final = frozenset({"M_RESOURCE_LIMIT_EXCEEDED", "M_USER_LOCKED"})


class RefusedError(PermanentError):
    """The homeserver understood, and says no. `code` is its errcode (M_FORBIDDEN, ...)."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code

    @property
    def token_is_gone(self) -> bool:
        return self.code in _TOKEN_IS_GONE


async def guarded(call: Awaitable[AnswerT], *, seconds: float) -> AnswerT:
    """Await a call for so long, and translate what goes wrong into one of our errors."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except BROKEN_CONNECTIONS as error:
        raise TransientError(_why(error), whole_account=True) from error
    except REFUSED_BY_NIO as error:
        raise PermanentError(f"nio refuses: {type(error).__name__}") from error


def _why(error: Exception) -> str:
    otherwise = f"no answer of use: {type(error).__name__}"
    known = (words for kind, words in _SAID if isinstance(error, kind))
    return why(error) or next(known, otherwise)


async def settle(
    call: Awaitable[nio.Response], expected: type[ResponseT], *, seconds: float
) -> ResponseT:
    """Await a call of nio's, which returns errors as values, and raise them."""
    response = await guarded(call, seconds=seconds)
    if isinstance(response, expected):
        return response
    raise translated(response)


def translated(response: nio.Response) -> AnkerplatzError:
    """The error that a response of nio's means which is not the expected one."""
    transport = response.transport_response
    return judged(
        status=getattr(transport, "status", 0),
        headers=getattr(transport, "headers", {}),
        code=getattr(response, "status_code", None),
        pause_ms=getattr(response, "retry_after_ms", None),
    )


def judged(*, status: int, headers: object, code: object, pause_ms: object) -> AnkerplatzError:
    """What an HTTP answer means for what was asked: try again, or give up.

    `code` and `pause_ms` are `errcode` and `retry_after_ms` of the body, if it has them. An answer
    without an errcode was not given by a homeserver but by what stands in front of it or by a
    broken connection, and says nothing about the request: it is tried again. The one exception is
    413, with which proxies refuse what will be too large the next time as well.
    """
    reason = f"{code or 'no errcode'} (HTTP {status})"
    if code == "M_LIMIT_EXCEEDED" or status == HTTPStatus.TOO_MANY_REQUESTS:
        pause = _pause(pause_ms, headers)
        return TransientError(reason, retry_after=pause, whole_account=True)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PermanentError(reason)
    is_server_trouble = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if not isinstance(code, str) or code in _PASSES or is_server_trouble:
        return TransientError(reason)
    return RefusedError(reason, code)


def _pause(milliseconds: object, headers: object) -> timedelta | None:
    """The pause asked for in the body, else in the header (RFC 9110, section 10.2.3), at most 1 h.

    A date there is counted from the answer's own, as our clock may differ from theirs.
    """
    if isinstance(milliseconds, int) and milliseconds >= 0:
        return timedelta(milliseconds=min(milliseconds, _LONGEST_PAUSE_S * 1000))
    seconds = number_at(headers, "Retry-After")
    if seconds is None:
        until, now = date_at(headers, "Retry-After"), date_at(headers, "Date")
        seconds = max(0, int((until - now).total_seconds())) if until and now else -1
    return timedelta(seconds=min(seconds, _LONGEST_PAUSE_S)) if seconds >= 0 else None
