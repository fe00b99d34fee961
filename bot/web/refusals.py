"""What is answered where something is not found, not allowed, or broken."""

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import TransientError

log = logging.getLogger(__name__)

Explain = Callable[[web.Request, HTTPStatus, str], web.Response]
"""An answer with that status. The text says why, if that is known, or where the log tells it."""

_PAUSE_S: Final = "10"


def plainly(_request: web.Request, status: HTTPStatus, why: str) -> web.Response:
    """In one line, for programs and for whoever looks for a fault."""
    first = f"{status.value} {status.phrase}"
    return web.Response(status=status, text=f"{first}: {why}\n" if why else f"{first}\n")


def _has_gone(request: web.Request) -> bool:
    """Whether whoever asked hung up meanwhile."""
    return request.transport is None or request.transport.is_closing()


def explained(explain: Explain) -> Middleware:
    """Have `explain` word what people meet; the text of an exception never leaves the program."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPError as refusal:
            is_explained = refusal.text != f"{refusal.status}: {refusal.reason}"
            why = refusal.text if is_explained else ""
            answer = explain(request, HTTPStatus(refusal.status), why or "")
            for name in {"Allow", "WWW-Authenticate", "Retry-After"} & refusal.headers.keys():
                answer.headers[name] = refusal.headers[name]
            return answer
        except TransientError:
            answer = explain(request, HTTPStatus.SERVICE_UNAVAILABLE, "try again in a moment")
            answer.headers["Retry-After"] = _PAUSE_S
            return answer
        except web.HTTPException:
            raise  # a redirection, which is none of these
        except web.RequestPayloadError:
            return explain(request, HTTPStatus.BAD_REQUEST, "the body cannot be read")
        except Exception as bug:
            if isinstance(bug, ConnectionError) and _has_gone(request):
                raise  # which the library expects
            reference = secrets.token_hex(3)
            log.exception(
                "A web request failed because of a bug",
                extra={
                    "action": "request_failed",
                    "reference": reference,
                    "kind": type(bug).__name__,
                },
            )
            return explain(request, HTTPStatus.INTERNAL_SERVER_ERROR, f"reference {reference}")

    return middleware
