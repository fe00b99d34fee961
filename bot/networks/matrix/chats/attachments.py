"""Files that people put into a chat."""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Final

import nio
from nio.crypto.attachments import decrypt_attachment

from bot.domain.line import Incoming
from bot.errors import PermanentError, TransientError, UserError
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.homeserver.bare_call import bare_call, download
from bot.networks.matrix.homeserver.loose import mapping_at, text_at

_PATIENCE_S: Final = 10.0
_MOST_BYTES: Final = 1024 * 1024
_ADDRESS: Final = re.compile(r"mxc://([A-Za-z0-9\[][A-Za-z0-9.:\]-]*)/([A-Za-z0-9_-]+)")

log = logging.getLogger(__name__)


class Attachments:
    """Fetches from the homeserver, and decrypts what was encrypted."""

    def __init__(self, client: CarefulClient) -> None:
        self._client = client

    async def fetch(self, line: Incoming) -> bytes:
        """Fits `ChatNetwork.file`."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await self._fetch(line)
        except (TransientError, PermanentError, TimeoutError) as error:
            said = {"chat": line.chat.chat, "why": str(error) or type(error).__name__}
            log.info("A file cannot be fetched", extra=said)
            raise UserError("calendar_file_unreachable") from error

    async def _fetch(self, line: Incoming) -> bytes:
        content = await self._content(line)
        sealed = mapping_at(content, "file")
        address = _ADDRESS.fullmatch(text_at(sealed or content, "url") or "")
        if address is None or text_at(content, "msgtype") != "m.file":
            raise UserError("calendar_no_file")
        data = await download(self._client, address[1], address[2], limit=_MOST_BYTES)
        if data is None:
            raise UserError("calendar_too_big")
        return _opened(data, sealed) if sealed else data

    async def _content(self, line: Incoming) -> Mapping[str, object]:
        if line.file_in is None:
            return {}
        path = ("rooms", line.chat.chat, "event", line.file_in)
        event = await bare_call(self._client, "GET", *path)
        if text_at(event, "type") == "m.room.encrypted":
            riddle = nio.Event.parse_event(dict(mapping_at(event)))
            is_riddle = isinstance(riddle, nio.MegolmEvent)
            said = self._client.opened(riddle, line.chat.chat) if is_riddle else None
            event = said.source if said else None
        return mapping_at(event, "content")


def _opened(data: bytes, sealed: Mapping[str, object]) -> bytes:
    """Raises `PermanentError` when it is not what the keys are for."""
    try:
        return decrypt_attachment(
            data,
            text_at(sealed, "key", "k") or "",
            text_at(sealed, "hashes", "sha256") or "",
            text_at(sealed, "iv") or "",
        )
    except (nio.EncryptionError, ValueError) as error:
        raise PermanentError("a file cannot be decrypted") from error
