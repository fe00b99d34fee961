"""Putting pictures where people can fetch them: HTTP File Upload (XEP-0363)."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from bot.domain.delivery import Picture
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.addresses import domain_of
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import DATA_FORM, DISCO_INFO, DISCO_ITEMS, UPLOAD, element
from bot.networks.xmpp.transport.disco import Asking

log = logging.getLogger(__name__)
_KIND: Final = "image/png"
_LOOKED_AT: Final = 20
"""Services. A server has a handful."""
_HEADERS: Final = frozenset({"authorization", "cookie", "expires"})
"""What a slot may ask to be sent along (XEP-0363, section 5)."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where to put a file, with which headers, and where it will be found."""

    put: str
    get: str
    headers: Mapping[str, str]


class Uploads:
    """The upload service of the account's server; found at the first need, for one stream."""

    def __init__(self, stream: Asking, settings: XmppSettings, *, seconds: float) -> None:
        self._stream = stream
        self._settings = settings
        self._seconds = seconds
        self._service: tuple[str, int | None] | None = None

    async def share(self, picture: Picture) -> str | None:
        """The address of the picture. None when it cannot be uploaded, for whatever reason.

        A repeat uploads it again: what the first try left expires on the server.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._share(picture)
        except (PermanentError, TransientError) as error:
            why = str(error)
        except TimeoutError:
            why = "no answer in time"
        log.warning("A picture cannot be uploaded", extra={"why": why})
        return None

    async def _share(self, picture: Picture) -> str:
        if self._service is None:
            self._service = await self._find()
        service, largest = self._service
        if largest is not None and len(picture.data) > largest:
            raise PermanentError("the server takes no file of that size")
        request = element(
            f"{UPLOAD}request",
            filename=picture.name,
            size=str(len(picture.data)),
            **{"content-type": _KIND},
        )
        slot = _slot(await self._stream.ask(request, to=service))
        for address in (slot.put, slot.get):
            if not self._is_ours(address):
                raise PermanentError("the server wants us to talk to another one")
        await _put(slot, picture.data)
        return slot.get

    async def _find(self) -> tuple[str, int | None]:
        async for service in self._services():
            with suppress(PermanentError):
                answer = await self._stream.ask(element(f"{DISCO_INFO}query"), to=service)
                query = answer.find(f"{DISCO_INFO}query")
                if query is not None and _is_upload(query):
                    return service, _largest(query)
        raise PermanentError("the server has no place for files")

    async def _services(self) -> AsyncIterator[str]:
        domain = domain_of(self._settings.jid)
        yield domain
        answer = await self._stream.ask(element(f"{DISCO_ITEMS}query"), to=domain)
        items = answer.findall(f"{DISCO_ITEMS}query/{DISCO_ITEMS}item")
        for item in items[:_LOOKED_AT]:
            if self._settings.is_own(item.get("jid", "")):
                yield item.get("jid", "")

    def _is_ours(self, address: str) -> bool:
        """The bot talks to the configured servers and to no other."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        is_plain = self._settings.tls == "insecure-plain"
        is_known = parts.scheme == "https" or (parts.scheme == "http" and is_plain)
        return is_known and self._settings.is_own(parts.hostname or "")


def _is_upload(query: Element) -> bool:
    features = query.iterfind(f"{DISCO_INFO}feature")
    return any(feature.get("var") == UPLOAD[1:-1] for feature in features)


def _largest(query: Element) -> int | None:
    """Bytes; None when the service names no limit."""
    value = query.findtext(f"{DATA_FORM}x/{DATA_FORM}field[@var='max-file-size']/{DATA_FORM}value")
    return int(value) if value and value.isdecimal() else None


def _slot(answer: Element) -> _Slot:
    put, get = (answer.find(f"{UPLOAD}slot/{UPLOAD}{name}") for name in ("put", "get"))
    if put is None or get is None:
        raise PermanentError("the server gives no slot")
    headers = {
        header.get("name", ""): (header.text or "").replace("\r", "").replace("\n", "")
        for header in put.iterfind(f"{UPLOAD}header")
        if header.get("name", "").lower() in _HEADERS
    }
    return _Slot(put.get("url", ""), get.get("url", ""), headers)


async def _put(slot: _Slot, data: bytes) -> None:
    import aiohttp  # noqa: PLC0415 -- large, and most bots on XMPP never show a picture

    headers = {**slot.headers, "Content-Type": _KIND}
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.put(slot.put, data=data, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status not in (200, 201, 204):
                raise PermanentError(f"the upload is refused (HTTP {answer.status})")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise TransientError(f"the upload failed: {type(error).__name__}") from error
