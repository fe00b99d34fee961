"""Putting pictures where the people in a chat can fetch them."""

import logging

import nio
from nio.crypto.attachments import encrypt_attachment

from bot.domain.delivery import Picture
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.events.content import PICTURE_TYPE, Json
from bot.networks.matrix.homeserver.bare_call import upload
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import text_at

log = logging.getLogger(__name__)


class Pictures:
    """Uploads to the homeserver, which keeps one copy more for each try."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client

    async def share(self, picture: Picture, *, encrypted: bool) -> "Json | None":
        """Where it is, as the content of a line says it. None: the homeserver does not take it.

        Raises `TransientError`, and `RefusedError` when the login is gone.
        """
        try:
            if not encrypted:
                return {"url": await self._put(picture.data, PICTURE_TYPE)}
            sealed, keys = encrypt_attachment(picture.data)
            return {"file": {**keys, "url": await self._put(sealed, "application/octet-stream")}}
        except PermanentError as error:
            if isinstance(error, RefusedError) and error.token_is_gone:
                raise
            log.warning("A picture cannot be uploaded", extra={"why": str(error)})
            return None

    async def _put(self, data: bytes, kind: str) -> str:
        made = await upload(self._client, data, kind=kind)
        address = text_at(made, "content_uri")
        if address is None:
            raise TransientError("the homeserver does not name the file that it took")
        return address
