"""Numbers and PIN by which people without a computer enter: Jitsi's dial-in mapper.

https://github.com/jitsi/jitsi-meet/blob/master/resources/cloud-api.swagger
"""

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from typing import Final, cast

import aiohttp
from yarl import URL

from bot.conferences.jitsi.discovery.http_access import http_session, read_limited
from bot.conferences.jitsi.discovery.reasons import why
from bot.domain.shaping import DialIn
from bot.errors import TransientError

log = logging.getLogger(__name__)
_TIMEOUT: Final = aiohttp.ClientTimeout(total=3)
_SIZE_LIMIT: Final = 1 << 16
_MOST: Final = 3
"""Numbers that one reads in a chat."""
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ()/.-]{3,24}", re.ASCII)
_NO_ANSWER: Final = (
    *(aiohttp.ClientError, TimeoutError, OSError),
    *(ValueError, RecursionError),  # no JSON, no object, or nested too deep
    TransientError,  # too much of it
)
_PIN: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


async def ask_dial_in(*, numbers: URL, codes: URL, jid: str) -> DialIn | None:
    """How to enter the room with that JID by telephone; None when the mapper does not say.

    Both addresses are those of the server's config.js; whatever comes from there is foreign.
    """
    asked = codes.update_query(conference=jid)
    try:
        async with http_session(lambda url: url in (numbers, asked)) as http:
            numbers_said, code_said = await asyncio.gather(_get(http, numbers), _get(http, asked))
        found = tuple(_numbers(numbers_said.get("numbers")))[:_MOST]
        pin = str(code_said.get("id"))
    except _NO_ANSWER as error:
        log.info("The dial-in mapper says nothing", extra={"why": why(error)})
        return None
    return DialIn(numbers=found, pin=pin) if found and _PIN.fullmatch(pin) else None


async def _get(http: aiohttp.ClientSession, url: URL) -> dict[str, object]:
    """Raises `ValueError` for what is no JSON object."""
    async with http.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
        answer.raise_for_status()
        body = await read_limited(answer.content, limit=_SIZE_LIMIT, who="the mapper")
    said: object = json.loads(body)
    if not isinstance(said, dict):
        raise ValueError("not an object")  # noqa: TRY004 -- the same as no JSON
    return cast("dict[str, object]", said)


def _numbers(said: object) -> Iterator[str]:
    """Mappers give a list, a list by country, or a list of objects."""
    if isinstance(said, str) and _NUMBER.fullmatch(said):
        yield said
    elif isinstance(said, list):
        for one in cast("list[object]", said):
            yield from _numbers(one)
    elif isinstance(said, dict):
        by_key = cast("dict[str, object]", said)
        formatted = by_key.get("formattedNumber")
        for one in [formatted] if formatted else by_key.values():
            yield from _numbers(one)
