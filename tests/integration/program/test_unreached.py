"""Certificates, names and secrets that are no good: one line each, of what and what to do."""

import asyncio
import json
import os
import shutil
import ssl
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from bot.demo.program import write_configuration
from bot.demo.servers.prosody import CHAT_DOMAIN, Certificate
from tests.fixtures.postgresql import Postgres
from tests.fixtures.prosody import StartProsody
from tests.fixtures.tls import Authority

EX_CONFIG: Final = 78
PARTS: Final = ("database", "matrix", "xmpp", "jitsi")
NAMES: Final = ("localhost", CHAT_DOMAIN)
BAD: Final[Mapping[str, tuple[tuple[str, ...], dict[str, Any], str]]] = {
    "expired": (NAMES, {"days": -1}, "its certificate has expired; renew it"),
    "another name": (("other.example",), {}, "its certificate is for another name; use the name"),
    "signed by itself": (
        NAMES,
        {"by_itself": True},
        "its certificate is signed by an authority unknown here; use one of",
    ),
}


async def typed(
    folder: Path, *arguments: str, humble: bool = False, **environment: str
) -> tuple[int | None, str, list[str]]:
    """The exit code of a command, what it showed, and what it told beside its log."""
    command = (sys.executable, "-m", "bot", *arguments)
    if humble and os.getuid() == 0:  # even the root of a test machine then respects a file's mode
        assert shutil.which("setpriv"), "util-linux is part of every Debian"
        command = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env={**os.environ, **environment}, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(60):
        shown, told = await process.communicate()
    lines = [line for line in told.decode().splitlines() if not line.startswith("20")]
    return process.returncode, shown.decode(), lines


async def failed(folder: Path, **environment: str) -> dict[str, str]:
    """What `check` found to be wrong, by part."""
    code, shown, told = await typed(folder, "check", "--json", **environment)
    assert (code, told) == (1, [])
    rows = json.loads(shown)
    assert all(row["remedy"] for row in rows if row["state"] == "failed")
    return {row["part"]: row["found"] for row in rows if row["state"] == "failed"}


@asynccontextmanager
async def web_server(certificate: Certificate) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    server = await asyncio.start_server(
        lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context
    )
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_certificate_is_told_of_each_server_and_what_to_do(
    kind: str, tmp_path: Path, start_prosody: StartProsody, start_postgres: Postgres
) -> None:
    names, flaw, told = BAD[kind]
    authority = Authority(tmp_path)
    certificate = authority.certificate(*names, **flaw)
    prosody = start_prosody(certificate=certificate)
    prosody.add_account(f"bot@{CHAT_DOMAIN}", "hunter2")
    start_postgres.encrypt(certificate)
    server = f"postgres@localhost:{start_postgres.port}/postgres"
    trusted = f"sslmode=verify-full&sslrootcert={authority.file}"
    async with web_server(certificate) as website:
        configure(
            tmp_path,
            database=f"postgresql://{server}?{trusted}",
            website=website,
            jid=f"bot@{CHAT_DOMAIN}",
            host="{}:{}".format(*prosody.c2s),
        )
        found = await failed(tmp_path, SSL_CERT_FILE=str(authority.file))
    assert {part: told in found.get(part, "") for part in PARTS} == dict.fromkeys(PARTS, True), (
        found
    )
    for command in ("chats", "db upgrade"):
        code, _, lines = await typed(tmp_path, *command.split())
        assert code == 1
        assert len(lines) == 1
        assert told in lines[0]


async def test_a_name_that_leads_nowhere_is_told_of_each_server(tmp_path: Path) -> None:
    configure(
        tmp_path,
        database="postgresql://postgres@db.invalid/postgres",
        website="https://www.invalid",
        jid="bot@chat.invalid",
    )
    found = await failed(tmp_path)
    # a machine without any DNS gets no answer where others hear that there is no such name
    told = {part: "DNS works" in found.get(part, "") for part in PARTS}
    assert told == dict.fromkeys(PARTS, True), found


async def test_a_database_server_that_says_nothing_is_told_in_words(tmp_path: Path) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        configure(tmp_path, database=f"postgresql://postgres@{host}:{port}/postgres")
        code, _, told = await typed(tmp_path, "db", "upgrade")
    assert (code, told) == (
        1,
        ["ankerplatz: database: no answer in time; check that it runs there"],
    )


SECRETS: Final = (
    ("matrix", "password_file", {}),
    ("xmpp", "password_file", {}),
    ("jitsi", "xmpp_password_file", {"xmpp_user": "bot@meet.example.org"}),
    ("jitsi", "app_secret_file", {"app_id": "anker"}),
)


@pytest.mark.parametrize("flaw", ["missing", "folder", "locked", "binary", "empty"])
@pytest.mark.parametrize(("section", "key", "beside"), SECRETS)
async def test_a_secret_that_cannot_be_read_is_named_and_where_it_should_be(
    section: str, key: str, beside: dict[str, str], flaw: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    if flaw == "folder":
        secret.mkdir()
    elif flaw != "missing":
        secret.write_bytes({"binary": b"\xff\x00\xfe", "empty": b"\n"}.get(flaw, b"hunter2"))
    if flaw == "locked":
        secret.chmod(0)
    configure(tmp_path, **{section: {key: str(secret), **beside}})
    code, shown, told = await typed(tmp_path, "run", humble=True)
    assert (code, shown) == (EX_CONFIG, "")
    assert len(told) == 1, told
    assert all(word in told[0] for word in ("config.toml", f"[{section}] {key}")), told
    assert "hunter2" not in told[0]


@pytest.mark.parametrize("flaw", ["missing", "folder", "locked", "binary"])
@pytest.mark.parametrize("key", ["sslrootcert", "sslcert", "passfile"])
async def test_a_file_in_the_address_of_a_database_that_cannot_be_read_is_told_in_one_line(
    key: str, flaw: str, tmp_path: Path, postgres: Postgres
) -> None:
    file = tmp_path / "file"
    if flaw == "folder":
        file.mkdir()
    elif flaw != "missing":
        file.write_bytes(b"\xff\x00\xfe" if flaw == "binary" else b"hunter2")
    if flaw == "locked":
        file.chmod(0)
    server = f"postgres@localhost:{postgres.port}/postgres"
    configure(tmp_path, database=f"postgresql://{server}?sslmode=verify-full&{key}={file}")
    code, _, told = await typed(tmp_path, "db", "upgrade", humble=True)
    assert code in (1, EX_CONFIG)
    assert len(told) == 1, told
    assert "Traceback" not in told[0]
    assert "database" in told[0]


def configure(
    folder: Path,
    *,
    database: str = "sqlite:///ankerplatz.db",
    website: str = "http://127.0.0.1:9",
    jid: str = "bot@example.org",
    host: str = "",
    **sections: dict[str, str],
) -> None:
    """Both networks and Jitsi; where nothing else is said, on servers at which nobody answers."""
    settings: dict[str, dict[str, str | bool | list[str]]] = {
        "bot": {"database": database},
        "jitsi": {"url": website},
        "matrix": {"homeserver": website, "user_id": "@bot:example.org", "password": "hunter2"},
        "xmpp": {"jid": jid, "password": "hunter2", "host": host},
    }
    for section, values in sections.items():
        if "password_file" in values:
            del settings[section]["password"]
        settings[section] |= values
    write_configuration(folder / "config.toml", settings)
