"""How the account shows itself: name, picture, and the words beside its presence."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Mapping
from typing import Final

import nio

from bot.errors import PermanentError, TransientError
from bot.networks.matrix.homeserver.bare_call import bare_call, upload
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import text_at, texts_at
from bot.networks.matrix.settings import MatrixSettings

_KIND: Final = "ankerplatz.avatar"
"""Account data: {"urls", "sha256"}: where the pictures are that the bot itself gave the account,
the newest last; and what is in that one."""
_PICTURE_TYPE: Final = "image/png"
_FAREWELL_S: Final = 1.0

log = logging.getLogger(__name__)


class Profile:
    """Set once a start, and only where it differs: each change goes into every room.

    A picture that somebody else gave the account stays, and pictures of rooms are none of ours.
    """

    def __init__(self, settings: MatrixSettings, client: nio.AsyncClient) -> None:
        self._settings = settings
        self._client = client
        self._has_presence = True
        self._status = ""

    async def introduce(self) -> None:
        """Take the configured name and the picture. Neither is worth a second try."""
        try:
            shown = await self._look("profile", self._client.user_id)
            if text_at(shown, "displayname") != self._settings.display_name:
                await self._set("displayname", self._settings.display_name)
            if self._settings.avatar is not None:
                await self._show(self._settings.avatar, text_at(shown, "avatar_url") or None)
        except (TransientError, PermanentError) as error:
            log.warning("The profile cannot be set", extra={"why": str(error)})

    async def _show(self, picture: bytes, shown: str | None) -> None:
        digest = hashlib.sha256(picture).hexdigest()
        path = ("user", self._client.user_id, "account_data", _KIND)
        ours = await self._look(*path)
        known = texts_at(ours, "urls")
        is_right = shown in known[-1:] and text_at(ours, "sha256") == digest
        if is_right or (shown is not None and shown not in known):
            return
        made = await upload(self._client, picture, kind=_PICTURE_TYPE)
        address = text_at(made, "content_uri")
        if address is not None:
            # first what tells ours from others': a crash in between then only uploads again
            urls = [shown, address] if shown else [address]
            await self._do("PUT", *path, body={"urls": urls, "sha256": digest})
            await self._set("avatar_url", address)

    async def say(self, status: str) -> None:
        """Fits `ShowsStatus.show_status`, where the homeserver lets anybody see presences.

        One that does not says yes to everything, so it is asked afterwards what it shows.
        """
        if not self._has_presence:
            return
        path = ("presence", self._client.user_id, "status")
        await self._do("PUT", *path, body={"presence": "online", "status_msg": status})
        self._status = status
        shown = await self._do("GET", *path)
        if (text_at(shown, "status_msg") or "") != status:
            log.info("The homeserver shows no presence")
            self._has_presence = False

    async def fall_silent(self) -> None:
        """Take the words back; they would stand there long after the bot has gone."""
        if self._status and self._client.logged_in:
            with contextlib.suppress(TransientError, PermanentError, TimeoutError):
                async with asyncio.timeout(_FAREWELL_S):
                    await self.say("")

    async def _set(self, field: str, value: str) -> None:
        await self._do("PUT", "profile", self._client.user_id, field, body={field: value})

    async def _look(self, *path: str) -> object:
        try:
            return await self._do("GET", *path)
        except RefusedError as error:
            if error.code != "M_NOT_FOUND":
                raise
            return None

    async def _do(
        self, method: str, *path: str, body: Mapping[str, object] | None = None
    ) -> object:
        return await bare_call(self._client, method, *path, body=body)
