"""The bot's own device: its keys belong together with what the homeserver knows of it."""

# nio is untyped where it matters here
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol, cast

import nio
from nio.crypto import Olm

from bot.errors import PermanentError, TransientError
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.encryption.cross_signing import CrossSigning
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import mapping_at, number_at, text_at

_KIND: Final = "ankerplatz.device"
"""Account data: {"device_id", "starts"}, how often the bot began to use the keys of a device."""

log = logging.getLogger(__name__)


class DeviceLostError(PermanentError):
    """The keys of this device are gone, or were put back: nobody may go on with them."""


class OwnDevice:
    """Looks after the device, once for each login.

    Keys that were restored from a backup are worse than none: what they already were used for is
    used again, and neither side can read the other, for good. So each start is counted, in the
    file of the keys and in the account data on the homeserver.
    """

    def __init__(self, client: CarefulClient, folder: Path) -> None:
        self._client = client
        self._signing = CrossSigning(client, folder / "matrix-signing.json")

    async def settle_in(self) -> None:
        """Raises `DeviceLostError`, and what `bare_call` raises."""
        known = await self._known()
        told = mapping_at(known, "device_keys", self._client.user_id, self._client.device_id or "")
        ours = self._client.machine.account.identity_keys
        keys = {name.partition(":")[0]: key for name, key in mapping_at(told, "keys").items()}
        if keys and keys != ours:
            raise DeviceLostError("the encryption keys of the device are gone")
        await self._count_start()
        if not keys:
            # never told, or the homeserver forgot the device when its login was ended
            self._client.machine.account.shared = False
            await self.supply_keys()
            known = await self._known()
        await self._signing.vouch(known)

    async def supply_keys(self) -> None:
        """Give the homeserver as many one-time keys as it may have. Raises like `settle_in`."""
        machine = self._client.machine
        if not machine.should_upload_keys:
            return
        is_first = not machine.account.shared
        keys = machine.share_keys()
        if is_first:
            keys["fallback_keys"] = _fallback_keys(machine)
        machine.save_account()  # else a crash would lose the halves that nobody else has
        try:
            told = await self._call("POST", "keys", "upload", body=keys)
        except RefusedError as error:
            if error.token_is_gone or is_first:
                raise
            # it has others of the same names: the keys are from a backup
            raise DeviceLostError("the homeserver refuses the keys of the device") from error
        counts = mapping_at(told, "one_time_key_counts")
        await self._client.receive_response(
            nio.KeysUploadResponse(
                number_at(counts, "curve25519") or 0, number_at(counts, "signed_curve25519") or 0
            )
        )

    async def _count_start(self) -> None:
        """First here, then there: a crash in between looks as if nothing was put back."""
        path = ("user", self._client.user_id, "account_data", _KIND)
        try:
            told = await self._call("GET", *path)
        except RefusedError as error:
            if error.code != "M_NOT_FOUND":
                raise
            told = None
        starts = self._pragma("user_version")
        is_same = text_at(told, "device_id") == self._client.device_id
        if is_same and (number_at(told, "starts") or 0) > starts:
            raise DeviceLostError("the encryption keys of the device are from a backup")
        self._pragma(f"user_version = {starts + 1}")
        body = {"device_id": self._client.device_id, "starts": starts + 1}
        await self._call("PUT", *path, body=body)

    def _pragma(self, text: str) -> int:
        """The file of keys has room for one number that nio itself does not use."""
        if self._client.store is None:
            raise TransientError("the encryption keys are not loaded yet")
        row = self._client.store.database.execute_sql(f"PRAGMA {text}").fetchone()
        return int(row[0]) if row else 0

    async def _known(self) -> object:
        body = {"device_keys": {self._client.user_id: list[str]()}}
        return await self._call("POST", "keys", "query", body=body)

    async def _call(
        self, method: str, *path: str, body: Mapping[str, object] | None = None
    ) -> object:
        return await bare_call(self._client, method, *path, body=body)


class _Key(Protocol):
    def to_base64(self) -> str: ...


class _Account(Protocol):
    """What vodozemac's account can do and neither its stubs nor nio tell."""

    def generate_fallback_key(self) -> None: ...
    @property
    def fallback_key(self) -> Mapping[str, _Key]: ...


def _fallback_keys(machine: Olm) -> Mapping[str, object]:
    """A key that is not used up: whoever comes after all one-time keys were taken gets this one.

    nio knows nothing of them (MSC2732).
    """
    inner: object = machine.account._account  # pyright: ignore[reportPrivateUsage] -- the one way
    account = cast("_Account", inner)
    account.generate_fallback_key()
    made: dict[str, object] = {}
    for name, key in account.fallback_key.items():
        bare = {"key": key.to_base64(), "fallback": True}
        signature = machine.sign_json(bare)
        signer = {machine.user_id: {f"ed25519:{machine.device_id}": signature}}
        made[f"signed_curve25519:{name}"] = {**bare, "signatures": signer}
    return made
