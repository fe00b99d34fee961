"""A real Prosody on free loopback ports, with a folder of its own, for the trial and the tests.

One process plays two servers: a chat server with accounts, group chats and archives, and what a
Jitsi installation has for signalling (anonymous logins, conference rooms that anybody may open).
It talks to no other server. Needs Debian's packages `prosody` (0.12); nothing of the system's own
Prosody is read or changed.
"""

import logging
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bot.errors import ConfigError, TransientError

CHAT_DOMAIN: Final = "anker.example"
CHAT_MUC: Final = "conference.anker.example"
PLAIN_MUC: Final = "plain.anker.example"
"""Group chats without an archive."""
OTHER_DOMAIN: Final = "elsewhere.example"
"""A second chat server: people from another place."""
MEET_DOMAIN: Final = "meet.anker.example"
MEET_MUC: Final = "conference.meet.anker.example"

log = logging.getLogger(__name__)
_START_S: Final = 20.0
_STOP_S: Final = 10.0
_DEBIAN_LIMITS: Final = 'limits = { c2s = { rate = "10kb/s"; }; s2sin = { rate = "30kb/s"; }; }'

_CONFIG: Final = """\
-- written by Ankerplatz; start with: prosody --config THIS -F
{as_root}
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
log = {{ info = "{folder}/prosody.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {ports.c2s} }}
c2s_direct_tls_ports = {{ {direct_tls} }}
http_ports = {{ {ports.http} }}
http_interfaces = {{ "127.0.0.1" }}
https_ports = {{ }}
http_default_host = "{chat}"
http_max_content_size = 1048576
consider_websocket_secure = true
consider_bosh_secure = true
c2s_require_encryption = {encrypted}
{certificate}
authentication = "internal_hashed"
modules_enabled = {{
    "disco"; "roster"; "saslauth"; "carbons"; "pep"; "blocklist"; "bookmarks"; "private"; "smacks";
    "mam"; "bosh"; "websocket"; "ping"; "vcard_legacy"; "posix"; {tls_module} {limits_module}
}}
modules_disabled = {{ "s2s" }}
muc_room_locking = false
muc_room_default_persistent = true
{limits}

VirtualHost "{chat}"
    modules_enabled = {{ "http_file_share" }}
    http_external_url = "http://127.0.0.1:{ports.http}/"
VirtualHost "{other}"
Component "{chat_muc}" "muc"
    modules_enabled = {{ "muc_mam" }}
Component "{plain_muc}" "muc"

VirtualHost "{meet}"
    authentication = "anonymous"
Component "{meet_muc}" "muc"
    muc_room_default_persistent = false
    muc_room_default_public_jids = true
"""


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports on 127.0.0.1. `c2s` offers STARTTLS where there is a certificate."""

    c2s: int
    c2s_tls: int
    http: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files for all domains: the chain, the server's own first, and its key."""

    chain: Path
    key: Path


class Prosody:
    """One server process. It may be stopped and started again on the same ports and data.

    Without a certificate it takes passwords in plain connections (SCRAM only), as is right on
    loopback and nowhere else. `limits` turns on Debian's 10 kB/s for each connection.
    """

    def __init__(
        self, folder: Path, *, limits: bool = False, certificate: Certificate | None = None
    ) -> None:
        self.folder = folder.absolute()
        self.ports = _free_ports()
        self._limits = limits
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def c2s(self) -> tuple[str, int]:
        """Where clients connect."""
        return "127.0.0.1", self.ports.c2s

    @property
    def websocket(self) -> str:
        """The RFC 7395 address of all domains."""
        return f"ws://127.0.0.1:{self.ports.http}/xmpp-websocket"

    @property
    def log(self) -> Path:
        """What the server says about itself."""
        return self.folder / "prosody.log"

    def add_account(self, jid: str, password: str) -> None:
        """Make an account, before the start or while running; replaces one of the same name."""
        local, _, domain = jid.partition("@")
        accounts = self.folder / "data" / _encoded(domain) / "accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        quoted = password.replace("\\", "\\\\").replace('"', '\\"')
        entry = f'return {{ ["password"] = "{quoted}"; }};\n'
        (accounts / f"{_encoded(local)}.dat").write_text(entry, encoding="utf-8")

    def start(self) -> None:
        """Start, and return once it serves all domains. Blocks for a fifth of a second.

        Raises `ConfigError` when Prosody is not installed, `TransientError` when it does not come
        up.
        """
        program = shutil.which("prosody")
        if program is None:
            raise ConfigError("prosody is not installed: apt install prosody")
        for folder in ("data", "certs"):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
        config = self.folder / "prosody.cfg.lua"
        config.write_text(self._configuration(), encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603 -- a fixed program, no foreign words
            [program, "--config", str(config), "-F"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_up(self._process)
        log.info("Prosody is up", extra={"port": self.ports.c2s})

    def stop(self) -> None:
        """Let it say goodbye to everybody and end. Does nothing when it does not run."""
        self._end(hard=False)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(hard=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _configuration(self) -> str:
        certificate = ""
        if self._certificate is not None:
            chain, key = self._certificate.chain, self._certificate.key
            certificate = f'ssl = {{ certificate = "{chain}"; key = "{key}"; }}'
        return _CONFIG.format(
            as_root="run_as_root = true" if os.geteuid() == 0 else "",
            folder=self.folder,
            ports=self.ports,
            direct_tls=self.ports.c2s_tls if self._certificate else "",
            encrypted="true" if self._certificate else "false",
            tls_module='"tls";' if self._certificate else "",
            certificate=certificate,
            limits_module='"limits";' if self._limits else "",
            limits=_DEBIAN_LIMITS if self._limits else "",
            chat=CHAT_DOMAIN,
            chat_muc=CHAT_MUC,
            plain_muc=PLAIN_MUC,
            other=OTHER_DOMAIN,
            meet=MEET_DOMAIN,
            meet_muc=MEET_MUC,
        )

    def _wait_until_up(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_S
        while not _serves(self.ports.http):
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise TransientError(f"Prosody did not start; it says why in {self.log}")
            time.sleep(0.02)

    def _end(self, *, hard: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if not hard:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                log.warning("Prosody did not end by itself", extra={"port": self.ports.c2s})
        process.kill()
        process.wait(_STOP_S)


def _free_ports() -> Ports:
    """Ports that nobody listens on at this moment; held together, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    numbers = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return Ports(*numbers)


def _serves(http_port: int) -> bool:
    """Whether an HTTP answer comes. Ports open early; answers only come when all is loaded."""
    try:
        with socket.create_connection(("127.0.0.1", http_port), timeout=1.0) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False


def _encoded(name: str) -> str:
    """As Prosody's file storage spells names: all but ASCII letters and digits as %xx."""
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"%{byte:02x}"
        for byte in name.encode()
    )
