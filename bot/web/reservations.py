"""Jitsi's reservation API, as Prosody's `mod_reservations` speaks it: the bot is the other end.

https://jitsi.github.io/handbook/docs/devops-guide/reservation
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.domain.shaping import Reservation
from bot.usecases.calls.reservations import Denied, Reserve, StillRuns
from bot.web.bearer import carries

PATH: Final = "/jitsi/reservations/conference"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_NAME: Final = 1023
"""Bytes in the localpart of a JID (RFC 7622 section 3.3)."""

_NO_TEXT: Final = "\N{REPLACEMENT CHARACTER}"
"""What the library puts where bytes are no UTF-8."""

_Handler = Callable[[web.Request], Awaitable[web.Response]]


def routes(reserve: Reserve, *, secret: str) -> Sequence[web.RouteDef]:
    """`secret` is what the server shows as its bearer token."""
    return (
        web.post(PATH, _guarded(secret, lambda request: _ask(reserve, request))),
        web.get(f"{PATH}/{{id}}", _guarded(secret, lambda request: _get(reserve, request))),
        web.delete(f"{PATH}/{{id}}", _guarded(secret, lambda request: _end(reserve, request))),
    )


def _guarded(secret: str, handler: _Handler) -> _Handler:
    async def guarded(request: web.Request) -> web.Response:
        if not carries(request, secret):
            raise web.HTTPUnauthorized(
                text="the secret is wrong", headers={"WWW-Authenticate": "Bearer"}
            )
        return await handler(request)

    return guarded


async def _ask(reserve: Reserve, request: web.Request) -> web.Response:
    name, owner = await _asked(request)
    match await reserve(name):
        case Denied(text):
            return web.json_response({"message": text}, status=HTTPStatus.FORBIDDEN)
        case StillRuns(id_):
            return web.json_response({"conflict_id": id_}, status=HTTPStatus.CONFLICT)
        case Reservation() as granted:
            return web.json_response(_described(granted, owner, reserve.most_people))


async def _asked(request: web.Request) -> tuple[str, str]:
    """Name and owner out of the form. What else stands in it Prosody only repeats."""
    if request.content_type != _FORM:
        raise web.HTTPBadRequest(text=f"send it as {_FORM}")
    try:
        form = await request.post()
    except (ValueError, LookupError) as error:  # the latter for an encoding that nobody knows
        raise web.HTTPBadRequest(text="the form cannot be read") from error
    name, owner = form.get("name"), form.get("mail_owner", "")
    if not isinstance(name, str) or not name.strip():
        raise web.HTTPBadRequest(text="name is missing")
    if len(name.encode()) > _LONGEST_NAME or not name.isprintable() or _NO_TEXT in name:
        raise web.HTTPBadRequest(text="name is no room's name")
    return name, owner if isinstance(owner, str) else ""


async def _get(reserve: Reserve, request: web.Request) -> web.Response:
    found = await reserve.get(request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound(text="there is no such reservation")
    return web.json_response(_described(found, "", reserve.most_people))


async def _end(reserve: Reserve, request: web.Request) -> web.Response:
    """Said again, or of a reservation that nobody knows, it is over all the same."""
    await reserve.end(request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


def _described(granted: Reservation, owner: str, most_people: int) -> dict[str, object]:
    """The five fields that Prosody insists on, and those that change the room.

    It compares the name, and passes on an id only when that is text.
    """
    described: dict[str, object] = {
        "id": granted.id,
        "name": granted.name,
        "mail_owner": owner,
        "start_time": _in_java(granted.starts_at),
        "duration": int((granted.ends_at - granted.starts_at).total_seconds()),
    }
    if most_people:
        described["max_occupants"] = most_people
    if granted.lobby:
        described["lobby"] = True
    if granted.password:
        described["password"] = granted.password
    return described


def _in_java(moment: datetime) -> str:
    """`2026-11-24T03:43:02.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
