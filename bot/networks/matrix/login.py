"""Getting and keeping the access token of the account."""

import asyncio
import contextlib
import logging
import time
from typing import Final

import nio
from nio.store import SqliteStore

from bot.errors import PermanentError, TransientError
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.homeserver import credentials
from bot.networks.matrix.homeserver.bare_call import request_seconds
from bot.networks.matrix.homeserver.credentials import Credentials
from bot.networks.matrix.homeserver.errors import RefusedError, settle
from bot.networks.matrix.settings import MatrixSettings, Patience

DEVICE_NAME: Final = "Ankerplatz"

log = logging.getLogger(__name__)


def client_for(
    settings: MatrixSettings, patience: Patience, *, encryption: bool = False
) -> CarefulClient:
    """A client that reports every failure at once: waiting and trying again is ours.

    With `encryption` it uses the device's keys, which only one process may do at a time.
    """
    config = nio.AsyncClientConfig(
        store=SqliteStore,
        encryption_enabled=encryption,
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=patience.request,
    )
    return CarefulClient(
        settings.homeserver,
        settings.user_id,
        store_path=str(settings.keys_folder),
        config=config,
    )


class Login:
    """Logs a client in: by the configured token, by the kept one, or once by password.

    A password login for every start would fill the account with devices, and Synapse lets an
    account do it five times and then once in five minutes. When the kept token is refused, the
    password gives a new one for the same device, so that lines which were under way when the
    token went are still known by their transaction ids.
    """

    def __init__(self, settings: MatrixSettings, client: CarefulClient, patience: Patience) -> None:
        self._settings = settings
        self._client = client
        self._seconds = request_seconds(client)
        self._kept_is_refused = False
        self._renewed_at: float | None = None
        self._on_purpose = patience.login_again

    async def log_in(self) -> None:
        """Make the client ready to be used.

        Raises `TransientError`, or `PermanentError` when the operator has to do something.
        """
        if self._settings.access_token is not None:
            await self._take_up(self._settings.access_token)
            return
        kept = await asyncio.to_thread(credentials.load, self._settings.credentials_file)
        if kept is not None and kept.user_id != self._settings.user_id:
            kept = None
        if kept is not None and not self._kept_is_refused:
            self._client.restore_login(kept.user_id, kept.device_id, kept.access_token)
            return
        await self._log_in_by_password(kept.device_id if kept else None)

    def forget(self) -> None:
        """The token in use was refused; `log_in` must find another one.

        Raises `PermanentError` when there is no other, or when a token that the password gave not
        long ago was refused as well: somebody ends this login on purpose.
        """
        if self._settings.password is None:
            raise PermanentError(
                f"{self._settings.user_id}: the homeserver does not know the access token (any "
                "more); give a new access_token with its device_id, or a password"
            )
        renewed_at = self._renewed_at
        if renewed_at is not None and time.monotonic() - renewed_at < self._on_purpose:
            raise PermanentError(
                f"{self._settings.user_id}: somebody ended the bot's login on the homeserver; "
                "start the bot again to log in by password"
            )
        self._kept_is_refused = True
        self._client.access_token = ""
        log.warning("The stored Matrix login is not valid any more; logging in by password")

    async def replace_device(self, why: str) -> None:
        """Become a new device: the encryption keys of this one cannot be used any more.

        Lines that were under way may be said twice, as transaction ids belong to the device.
        Raises as `log_in`.
        """
        if self._settings.password is None:
            raise PermanentError(
                f"{self._settings.user_id}: {why}; give a new access_token with its device_id, or "
                "a password"
            )
        log.error("Logging in as a new device", extra={"why": why, "was": self._client.device_id})
        if self._client.logged_in:
            with contextlib.suppress(TransientError, PermanentError):
                # the homeserver forgets the device, and nobody encrypts for it any more
                await settle(self._client.logout(), nio.LogoutResponse, seconds=self._seconds)
        self._client.forget_keys(for_good=True)
        await self._log_in_by_password(None)

    async def _take_up(self, access_token: str) -> None:
        self._client.access_token = access_token
        try:
            who = await settle(self._client.whoami(), nio.WhoamiResponse, seconds=self._seconds)
        except RefusedError as error:
            if error.token_is_gone:
                self.forget()
            raise
        self._must_be_us(who.user_id)
        device_id = self._settings.device_id or who.device_id
        if device_id is None:
            raise PermanentError(
                f"{who.user_id}: the access token belongs to no device; give one that a login made"
            )
        self._client.restore_login(who.user_id, device_id, access_token)

    async def _log_in_by_password(self, device_id: str | None) -> None:
        self._client.device_id = device_id
        try:
            made = await settle(
                self._client.login(self._settings.password, device_name=DEVICE_NAME),
                nio.LoginResponse,
                seconds=self._seconds,
            )
        except RefusedError as error:
            raise PermanentError(
                f"{self._settings.user_id}: the homeserver refuses the login ({error.code}); "
                "check user_id and password"
            ) from error
        self._must_be_us(made.user_id)
        self._renewed_at = time.monotonic()
        self._kept_is_refused = False
        await asyncio.to_thread(
            credentials.save,
            self._settings.credentials_file,
            Credentials(
                user_id=made.user_id,
                device_id=made.device_id,
                access_token=made.access_token,
            ),
        )
        log.info("Logged in to Matrix by password", extra={"device": made.device_id})

    def _must_be_us(self, user_id: str) -> None:
        if user_id != self._settings.user_id:
            self._client.access_token = ""
            raise PermanentError(
                f"this login belongs to {user_id}, but user_id says {self._settings.user_id}; "
                "correct [matrix] user_id, or log in as that account"
            )
