"""A real Synapse homeserver on a loopback port, with everything it writes in one folder."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.errors import TransientError

_PATIENCE: Final = aiohttp.ClientTimeout(total=10)
_GRACE_S: Final = 10.0
_GENEROUS: Final = {"per_second": 100_000, "burst_count": 100_000}
_FAST_LIMITS: Final[Mapping[str, object]] = {
    "rc_message": _GENEROUS,
    "rc_registration": _GENEROUS,
    "rc_login": {"address": _GENEROUS, "account": _GENEROUS, "failed_attempts": _GENEROUS},
    "rc_joins": {"local": _GENEROUS, "remote": _GENEROUS},
    "rc_joins_per_room": _GENEROUS,
    "rc_invites": {"per_room": _GENEROUS, "per_user": _GENEROUS, "per_issuer": _GENEROUS},
    "rc_room_creation": _GENEROUS,
    "rc_key_requests": _GENEROUS,
    "rc_presence": {"per_user": _GENEROUS},
    "rc_user_directory": _GENEROUS,
    "rc_profile": _GENEROUS,
    "rc_delayed_event_mgmt": _GENEROUS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixAccount:
    """An account just made, with the first device that the registration logged in."""

    user_id: str
    password: str
    access_token: str
    device_id: str


class Synapse:
    """One Synapse (SQLite, client API only), run by the Python that has it installed.

    `stop` and `start` again keep port and data: to clients it is the same server, restarted.
    What it does not do is told by the end of its log, in a `TransientError`.
    With `fast_limits` the rate limits are too high to be met; without, they are Synapse's own,
    which let an account say ten lines and then one in five seconds.
    """

    def __init__(
        self,
        python: Path,
        folder: Path,
        *,
        fast_limits: bool = True,
        server_name: str = "localhost",
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self.folder = folder
        self.server_name = server_name
        self.port = free_port()
        self._python = python
        self._secret = secrets.token_hex(16)
        self._settings = {**(_FAST_LIMITS if fast_limits else {}), **(extra or {})}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and return at once; `wait_ready` says when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self._write_configuration()
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 -- the caller's own Python
                [str(self._python), "-m", "synapse.app.homeserver", "-c", str(configuration)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C is meant for whoever started it, and that one stops it in order
                start_new_session=True,
            )

    async def wait_ready(self, *, within_seconds: float = 60) -> None:
        """Return once the client API answers. Raises `TransientError` when the process ended."""
        try:
            async with asyncio.timeout(within_seconds), _http() as http:
                while not await self._answers(http):
                    if self._process is None or self._process.poll() is not None:
                        raise TransientError(f"Synapse ended while starting:\n{self._last_words()}")
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise TransientError(f"Synapse is not ready in time:\n{self._last_words()}") from None

    async def account(
        self, localpart: str, *, password: str | None = None, admin: bool = False
    ) -> MatrixAccount:
        """Make an account through the shared-secret registration of Synapse's admin API."""
        password = password or secrets.token_urlsafe(12)
        endpoint = f"{self.url}/_synapse/admin/v1/register"
        async with _http() as http:
            async with http.get(endpoint) as answer:
                nonce: str = (await answer.json())["nonce"]
            told = "\0".join((nonce, localpart, password, "admin" if admin else "notadmin"))
            mac = hmac.new(self._secret.encode(), told.encode(), hashlib.sha1).hexdigest()
            request = {
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "mac": mac,
            }
            async with http.post(endpoint, json=request) as answer:
                made: dict[str, Any] = await answer.json()
        if "access_token" not in made:
            raise TransientError(f"no account {localpart}: {made.get('error')}")
        return MatrixAccount(
            user_id=made["user_id"],
            password=password,
            access_token=made["access_token"],
            device_id=made["device_id"],
        )

    def kill(self) -> None:
        """End the process without a chance to tidy up, as a crash does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    async def stop(self) -> None:
        """End the process: asked first, killed after ten seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, _GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.url}/_matrix/client/versions") as answer:
                return answer.status == 200  # noqa: PLR2004 -- OK, as the RFC says
        except aiohttp.ClientError:
            return False

    def _write_configuration(self) -> Path:
        signing_key = self.folder / "signing.key"
        if not signing_key.exists():
            seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            signing_key.write_text(f"ed25519 a_anker {seed}\n")
        log = self.folder / "log.yaml"
        log.write_text(json.dumps(_LOGGING))
        settings: dict[str, object] = {
            "server_name": self.server_name,
            "public_baseurl": f"{self.url}/",
            "pid_file": str(self.folder / "homeserver.pid"),
            "listeners": [
                {
                    "type": "http",
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "log_config": str(log),
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(signing_key),
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": self._secret,
            "form_secret": self._secret,
            "bcrypt_rounds": 4,
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            **self._settings,
        }
        # JSON is YAML as well
        configuration = self.folder / "homeserver.yaml"
        configuration.touch(mode=0o600)
        configuration.write_text(json.dumps(settings, indent=2))
        return configuration

    def _last_words(self) -> str:
        output = self.folder / "output.log"
        return "\n".join(output.read_text(errors="replace").splitlines()[-20:])


_LOGGING: Final = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "disable_existing_loggers": False,
}


def _http() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=_PATIENCE)


def free_port() -> int:
    """One that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
