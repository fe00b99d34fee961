"""Who reads a page: in which language, and in which time zone if they say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.domain.language import Language
from bot.domain.recurrence import zone_named
from bot.domain.when.tables import LANGUAGES
from bot.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`zone` is theirs where the address names it (`?tz=`).

    `chosen` is what of this stands in the address and goes along with every link: nothing is
    kept anywhere else.
    """

    language: Language
    zone: ZoneInfo | None
    chosen: Mapping[str, str]


def reader_of(request: web.Request, *, otherwise: Language) -> Reader:
    """`?lang=` wins over what the browser prefers (RFC 9110 section 12.5.4); unknown is ignored."""
    asked, timezone = request.query.get("lang", ""), request.query.get("tz", "")
    zone = _zone(timezone)
    return Reader(
        language=_spoken(asked)
        or _preferred(request.headers.get("Accept-Language", ""), otherwise),
        zone=zone,
        chosen=({"lang": asked} if _spoken(asked) else {}) | ({"tz": timezone} if zone else {}),
    )


def key_of(request: web.Request, *, otherwise: Language) -> tuple[str, ...]:
    """Tells apart the requests that are answered differently; what nobody reads is left out."""
    reader = reader_of(request, otherwise=otherwise)
    return (request.path, reader.language, *map("=".join, reader.chosen.items()))


def _spoken(tag: str) -> Language | None:
    primary = tag.split("-", maxsplit=1)[0].lower()
    return Language(primary) if primary in LANGUAGES else None


def _preferred(accepted: str, otherwise: Language) -> Language:
    best, weight = otherwise, 0.0
    for one in accepted.split(","):
        tag, _, parameter = one.strip().partition(";")
        language, quality = _spoken(tag), _quality(parameter)
        if language and quality > weight:
            best, weight = language, quality
    return best


def _quality(parameter: str) -> float:
    try:
        return float(parameter.strip().lower().removeprefix("q=") or 1)
    except ValueError:
        return 0.0


def _zone(timezone: str) -> ZoneInfo | None:
    try:
        return zone_named(timezone) if timezone else None
    except UserError:
        return None
