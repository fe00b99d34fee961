"""`ankerplatz init`: a few questions, the rest found out, and a first configuration file."""

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import typer
from pydantic import TypeAdapter, ValidationError

from bot.cli.check import check_all
from bot.config import load
from bot.config.first_file import Answers, first_file
from bot.config.model import SECTIONS
from bot.config.reading import CONFIG_VARIABLE, USUAL_PATHS
from bot.domain.when.tables import LANGUAGES
from bot.errors import PermanentError

_ATTEMPTS: Final = 3
_NAME: Final = "ankerplatz"
_SYSTEM: Final = USUAL_PATHS[-1]
_SYSTEM_DATABASE: Final = "sqlite:////var/lib/ankerplatz/ankerplatz.db"
"""Of a service, which must not depend on the folder in which somebody types a command."""


def run_init(path: Path | None) -> bool:
    """Ask, write the file, and try it out. Whether all that was configured works.

    Raises `PermanentError` when the person gives up or the file cannot be written.
    """
    path = path or Path(os.environ.get(CONFIG_VARIABLE) or USUAL_PATHS[0])
    overwrite = path.exists()
    if overwrite and not _yes(f"{path} exists. Replace it?"):
        raise PermanentError(f"{path} stays as it is")
    typer.echo("Leave an answer empty for what stands in [brackets].\n")
    answers = _ask_all(_SYSTEM_DATABASE if path == _SYSTEM else "")
    _write(path, first_file(answers))
    typer.echo(f"\nWritten to {path}, for your eyes only. Trying it out …\n")
    configuration = load(path)
    works = asyncio.run(check_all(configuration, as_json=False))
    named = "" if path == USUAL_PATHS[0] else f" --config {path}"
    typer.echo(f"\nStart the bot with: {typed_as(sys.argv[0])} run{named}")
    return works


def typed_as(called: str) -> str:
    """What to type for this program: a path, unless the shell finds it by its name."""
    name = Path(called).name
    found = shutil.which(name)
    is_found = found is not None and Path(found).resolve() == Path(called).resolve()
    return shlex.quote(called) if name == _NAME and not is_found else _NAME


def _ask_all(database: str) -> Answers:
    language = _ask(
        f"Language of the chats ({', '.join(LANGUAGES)})", "bot", "language", default="de"
    )
    timezone = _ask("Time zone of the chats", "bot", "timezone", default="Europe/Berlin")
    jitsi = _ask("Address of your Jitsi server", "jitsi", "url", tidy=_as_address)
    while not (accounts := _accounts()):
        typer.echo("The bot needs an account on at least one of these networks.")
        _demand_a_person()
    names = (keys.get("user_id") or keys.get("jid", "") for keys in accounts.values())
    servers = sorted({_server_of(name) for name in names if name})
    return Answers(
        database=database,
        language=language,
        timezone=timezone,
        jitsi_url=jitsi,
        accounts=accounts,
        admins=_list("Your own accounts, which may do everything", "admins", default=""),
        allow=_list(
            "Servers whose people may use the bot, * for all", "allow", default=",".join(servers)
        ),
        public_url=_ask(
            "Address of the bot's own web pages, empty for none",
            "web",
            "public_url",
            default="",
            tidy=_as_address,
        ),
    )


def _accounts() -> Mapping[str, Mapping[str, str]]:
    """The keys of the sections of those networks that are used."""
    answered = {section: ask() for section, ask in QUESTIONS.items()}
    return {section: keys for section, keys in answered.items() if keys}


def _matrix() -> Mapping[str, str]:
    user_id = _ask(
        "Matrix account of the bot, @name:server, empty for none", "matrix", "user_id", default=""
    )
    if not user_id:
        return {}
    from bot.networks.matrix.homeserver.well_known import homeserver_of  # noqa: PLC0415 -- nio is large

    server = _server_of(user_id)
    found = asyncio.run(homeserver_of(server)) or f"https://{server}"
    homeserver = _ask("Its homeserver", "matrix", "homeserver", default=found, tidy=_as_address)
    password = _ask("Its password", "matrix", "password", hidden=True)
    return {"homeserver": homeserver, "user_id": user_id, "password": password}


def _xmpp() -> Mapping[str, str]:
    jid = _ask("XMPP account of the bot, name@server, empty for none", "xmpp", "jid", default="")
    if not jid:
        return {}
    password = _ask("Its password", "xmpp", "password", hidden=True)
    host = _ask("Its server as host:port, empty to look it up", "xmpp", "host", default="")
    rooms = _ask("Group chats to join, with commas between", "xmpp", "rooms", default="")
    return {"jid": jid, "password": password, "host": host, "rooms": rooms}


QUESTIONS: Final[Mapping[str, Callable[[], Mapping[str, str]]]] = {
    "matrix": _matrix,
    "xmpp": _xmpp,
}
"""About each chat network; nothing is answered where it is not used."""


def _list(question: str, key: str, *, default: str) -> tuple[str, ...]:
    return _parts(_ask(f"{question}, with commas between", "bot", key, default=default))


def _ask(
    question: str,
    section: str,
    key: str,
    *,
    default: str | None = None,
    hidden: bool = False,
    tidy: Callable[[str], str] = str,
) -> str:
    """Ask until the answer is one that the configuration takes; a pipe gets no second try."""
    for _ in range(_ATTEMPTS):
        answer = tidy(_read(question, default=default, hidden=hidden))
        wrong = None if answer == default == "" else _wrong(section, key, answer)
        if wrong is None:
            return answer
        typer.echo(f"  {wrong}")
        if not sys.stdin.isatty():
            break
    raise PermanentError("no configuration was written")


def _read(question: str, *, default: str | None, hidden: bool) -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(
            question, default=default, hide_input=hidden, show_default=bool(default)
        )
        return answer.strip()
    shown = f" [{default}]" if default else ""
    typer.echo(f"{question}{shown}: ", nl=False)
    line = sys.stdin.readline()
    typer.echo()
    if not line and default is None:
        raise PermanentError("the answers ended before the questions; nothing was written")
    return line.strip() or default or ""


def _wrong(section: str, key: str, answer: str) -> str | None:
    """What the configuration would say of it."""
    kind = SECTIONS[section].model_fields[key].rebuild_annotation()
    given = _parts(answer) if key in ("admins", "allow", "rooms") else answer
    try:
        TypeAdapter[object](kind).validate_python(given)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False, include_input=False)[0]
        return str(error.get("ctx", {}).get("error") or error["msg"])
    return None


def _yes(question: str) -> bool:
    answer = _read(f"{question} yes or no", default="no", hidden=False)
    return answer.lower() in ("y", "yes", "j", "ja")


def _demand_a_person() -> None:
    if not sys.stdin.isatty():
        raise PermanentError("no configuration was written")


def _as_address(answer: str) -> str:
    address = answer if "://" in answer or not answer else f"https://{answer}"
    return address.rstrip("/")


def _parts(answer: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in answer.split(",") if part.strip())


def _server_of(account: str) -> str:
    """Of a Matrix user id, which may name a port, or of a JID."""
    if account.startswith("@"):
        return account.partition(":")[2].partition(":")[0]
    return account.rpartition("@")[2]


def _write(path: Path, text: str) -> None:
    """In one step, so that a crash leaves the file before or the file after."""
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
        fresh.replace(path)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written: {error.strerror}") from error
