"""The account vouches for the bot's device by itself (specification: cross-signing).

Without that clients show a red shield at each of its lines, and people who exclude devices that
nobody vouches for neither read the bot nor are read by it. nio cannot do it.
"""

import json
import logging
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import nio
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.errors import PermanentError
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.files import replace_private
from bot.networks.matrix.homeserver.loose import mapping_at, text_at

_USAGES: Final = ("master", "self_signing", "user_signing")

Signed = dict[str, Any]

log = logging.getLogger(__name__)


class CrossSigning:
    """Keeps the three secrets in a file that only its owner reads."""

    def __init__(self, client: CarefulClient, file: Path) -> None:
        self._client = client
        self._file = file

    async def vouch(self, known: object) -> None:
        """See to it that the device is signed. `known` is what `/keys/query` says of the account.

        Where the owner of the account has keys of their own for that, it is theirs to do, and the
        log says so. Raises `TransientError`.
        """
        user = self._client.user_id
        master = _public(known, "master_keys", user)
        keys = self._load()
        try:
            if master is None:
                keys = keys or self._make()
                await self._publish(keys)
            elif keys is None or keys["master"].name != master:
                log.warning(
                    "Somebody else holds the account's signing keys; verify the bot's device there",
                    extra={"device": self._client.device_id},
                )
                return
            await self._sign_device(keys["self_signing"], known)
        except PermanentError as error:
            log.warning("The device cannot be signed", extra={"why": str(error)})

    async def _publish(self, keys: Mapping[str, "_Secret"]) -> None:
        user, master = self._client.user_id, keys["master"]
        body: dict[str, Signed] = {}
        for usage in _USAGES:
            public = keys[usage].name
            made: Signed = {"user_id": user, "usage": [usage], "keys": {public: public[8:]}}
            body[f"{usage}_key"] = made if usage == "master" else master.signed(made, user)
        await self._call("keys", "device_signing", "upload", body=body)
        log.info("The account has signing keys now", extra={"device": self._client.device_id})

    async def _sign_device(self, secret: "_Secret", known: object) -> None:
        user, device = self._client.user_id, self._client.device_id or ""
        told = mapping_at(known, "device_keys", user, device)
        if text_at(told, "signatures", user, secret.name) is not None:
            return
        bare = {name: told[name] for name in ("algorithms", "device_id", "keys", "user_id")}
        body = {user: {device: secret.signed(bare, user)}}
        answer = await self._call("keys", "signatures", "upload", body=body)
        if mapping_at(answer, "failures"):
            raise PermanentError("the homeserver refuses the signature")
        log.info("The account vouches for the bot's device", extra={"device": device})

    async def _call(self, *path: str, body: Mapping[str, object]) -> object:
        return await bare_call(self._client, "POST", *path, body=body)

    def _load(self) -> Mapping[str, "_Secret"] | None:
        try:
            kept: object = json.loads(self._file.read_text())
            return {usage: _Secret(b64decode(text_at(kept, usage) or "")) for usage in _USAGES}
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            log.warning("The signing keys cannot be read", extra={"file": self._file.name})
            return None

    def _make(self) -> Mapping[str, "_Secret"]:
        seeds = {usage: os.urandom(32) for usage in _USAGES}
        text = json.dumps({usage: b64encode(seed).decode() for usage, seed in seeds.items()})
        replace_private(self._file, text)
        return {usage: _Secret(seed) for usage, seed in seeds.items()}


class _Secret:
    """An Ed25519 key. `name` is how the specification names its public half."""

    def __init__(self, seed: bytes) -> None:
        self._key = ECC.construct(curve="Ed25519", seed=seed)
        public = self._key.public_key().export_key(format="raw")
        self.name: Final = "ed25519:" + b64encode(public).decode().rstrip("=")

    def signed(self, made: Mapping[str, object], user: str) -> Signed:
        """With a signature of that user's over its canonical JSON."""
        text = nio.Api.to_canonical_json(dict(made))
        signature = eddsa.new(self._key, "rfc8032").sign(text.encode())
        spelt = b64encode(signature).decode().rstrip("=")
        return {**made, "signatures": {user: {self.name: spelt}}}


def _public(known: object, kind: str, user: str) -> str | None:
    return next(iter(mapping_at(known, kind, user, "keys")), None)
