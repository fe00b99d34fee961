"""`ankerplatz check`: try each part for real, and say what to do where one does not work."""

import asyncio
import errno
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from textwrap import indent
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.adapters import accounts, conference_server, matrix_settings, xmpp_settings
from bot.config import NETWORKS, Configuration, MatrixSection, WebSection, XmppSection
from bot.domain.allowance import LINES_AT_ONCE
from bot.errors import AnkerplatzError, InUseError
from bot.scheduling.clock import SystemClock
from bot.storage.opening import open_store
from bot.usecases.telling.tell_early import EARLIEST
from bot.usecases.upkeep.gone_accounts import gone_accounts

_OPEN_IT: Final = "see that [jitsi] url is where people open it in a browser; links lead there"


class PartState(StrEnum):
    """How a part is. A warning does not keep the bot from working."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """One part: how it is, what was found, and what to do (empty when there is nothing)."""

    part: str
    state: PartState
    found: str
    remedy: str = ""


REMEDIES: Final = {
    "database": "see that [bot] database names a folder that the bot may write to, or a PostgreSQL "
    "server that runs and lets it in",
    "matrix": "see that [matrix] homeserver opens in a browser, and that user_id and password are "
    "those with which you can log in there",
    "xmpp": "see that jid and password in [xmpp] are those with which you can log in, and that "
    "host names the server's own port, as example.org:5222, where no SRV record does",
    "jitsi": "see that [jitsi] url opens in a browser on this machine",
    "web": "name an address of this machine and a port above 1023 in [web] listen",
}
"""Of each part, what is behind most errors that it does not know better itself."""

NO_NETWORK: Final = CheckedPart(
    "networks",
    PartState.WARNING,
    "no chat network is configured; only `ankerplatz console` starts",
    f"add a section {' or '.join(f'[{name}]' for name in NETWORKS)}",
)
"""Not among those that are tried; a warning, for the console needs none."""

Try = Callable[[], Awaitable[CheckedPart | list[CheckedPart]]]
_STYLES: Final = {PartState.OK: "green", PartState.WARNING: "yellow", PartState.FAILED: "red"}


async def check_all(configuration: Configuration, *, as_json: bool) -> bool:
    """Print a row for each part. Whether all of them work."""
    rows: list[CheckedPart] = []
    for part, attempt in attempts(configuration):
        try:
            found = await attempt()
            rows += found if isinstance(found, list) else [found]
        except AnkerplatzError as error:
            rows.append(CheckedPart(part, PartState.FAILED, str(error), REMEDIES[part]))
    if not configuration.accounts:
        rows.append(NO_NETWORK)
    _print(rows, as_json=as_json)
    return all(row.state is not PartState.FAILED for row in rows)


def attempts(configuration: Configuration) -> Iterator[tuple[str, Try]]:
    """How each part is tried that is configured."""
    yield "database", lambda: _database(configuration)
    if matrix := configuration.matrix:
        yield "matrix", lambda: _matrix(configuration, matrix)
    if xmpp := configuration.xmpp:
        yield "xmpp", lambda: _xmpp(configuration, xmpp)
    yield "jitsi", lambda: _jitsi(configuration)
    if web := configuration.web:
        yield "web", lambda: _web(web)


async def _database(configuration: Configuration) -> CheckedPart:
    try:
        store = open_store(configuration.bot.database)
    except InUseError as error:
        return CheckedPart(
            "database", PartState.WARNING, str(error), "fine, if that is the running bot"
        )
    try:
        async with store.begin() as work:
            await work.alarms.next_due(after=SystemClock().now())
            gone = await gone_accounts(work, accounts(configuration))
    finally:
        await store.close()
    found = "opens, and is up to date"
    if not gone:
        return CheckedPart("database", PartState.OK, found)
    kept = configuration.privacy.retention
    named = [f"{account} on {since + kept:%Y-%m-%d}" for account, since in gone.items()]
    return CheckedPart(
        "database",
        PartState.WARNING,
        f"{found}; what accounts had that are no longer configured is erased: {', '.join(named)}",
        "fine, if they are not to come back; else add them to the configuration again",
    )


async def _matrix(configuration: Configuration, matrix: MatrixSection) -> CheckedPart:
    from bot.networks.matrix.probe import RATE_LIMIT_HINT, probe  # noqa: PLC0415 -- loaded when used, for it is large

    answer = await probe(matrix_settings(configuration, matrix))
    found = f"logged in as {answer.user_id} at {answer.server}"
    if not matrix.lines_per_minute:
        return CheckedPart("matrix", PartState.OK, found)
    found += f"; {_early(matrix.lines_per_minute)}"
    hint = RATE_LIMIT_HINT.format(user_id=answer.user_id)
    return CheckedPart(
        "matrix", PartState.OK, found, f"{hint} Then set lines_per_minute = 0 in [matrix]."
    )


def _early(lines_per_minute: int) -> str:
    """What becomes of reminders to many rooms at once."""
    minutes = EARLIEST // timedelta(minutes=1)
    most = LINES_AT_ONCE + minutes * lines_per_minute
    return (
        f"reminders to more than {LINES_AT_ONCE} rooms at once begin early, {lines_per_minute} in "
        f"each minute before; to more than {most} rooms the last are late"
    )


async def _xmpp(configuration: Configuration, xmpp: XmppSection) -> CheckedPart:
    from bot.networks.xmpp.probe import probe  # noqa: PLC0415 -- loaded when used, for it is large

    found = await probe(xmpp_settings(configuration, xmpp))
    closed = [f"{room.room}: {room.problem}" for room in found.rooms if room.problem]
    forgetful = [room.room for room in found.rooms if not (room.has_archive or room.is_new)]
    text = f"logged in as {xmpp.jid}, {found.tls or 'without TLS'}, {len(found.rooms)} group chats"
    if closed:
        return CheckedPart(
            "xmpp", PartState.FAILED, "; ".join(closed), "let the bot in, or correct rooms"
        )
    if forgetful:
        return CheckedPart(
            "xmpp",
            PartState.WARNING,
            f"{text}; no archive (MAM) in {', '.join(forgetful)}",
            "with an archive there, no answer can appear twice after a crash",
        )
    return CheckedPart("xmpp", PartState.OK, text)


async def _web(settings: WebSection) -> CheckedPart:
    host, port = settings.listen
    place = f"{host}:{port}"
    try:
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            remedy = "fine, if that is the running bot; else name another port in [web] listen"
            return CheckedPart("web", PartState.WARNING, f"{place} is taken", remedy)
        found = f"{place} cannot be used ({error.strerror})"
        return CheckedPart("web", PartState.FAILED, found, REMEDIES["web"])
    server.close()
    await server.wait_closed()
    if "public_url" not in settings.model_fields_set:
        remedy = "name the address at which others reach it in [web] public_url"
        return CheckedPart(
            "web", PartState.WARNING, f"{place} is free; links to it work only here", remedy
        )
    return CheckedPart("web", PartState.OK, f"{place} is free, shown as {settings.public_url}")


async def _jitsi(configuration: Configuration) -> list[CheckedPart]:
    """One row for the server, with the step that would show more, and one for each way to look."""
    from bot.conferences.jitsi.discovery.report import Level  # noqa: PLC0415 -- loaded when used, for it is large

    server = conference_server(configuration, SystemClock())
    try:
        await server.reach()
        report = await server.probe()
    finally:
        await server.close()
    rights = _rights(configuration, has_account=server.owner is not None)
    url = configuration.jitsi.url
    if report.level is Level.NOTHING:
        step = report.step if report.config_js else f"{_OPEN_IT}\n{report.step}"
        links = "links work" if report.config_js else "no Jitsi Meet was found there"
        found = f"{url}: {links}, and it cannot be told who is in a call"
        rows = [CheckedPart("jitsi", PartState.WARNING, found, step)]
    else:
        rows = [
            CheckedPart(
                "jitsi", PartState.OK, f"{url}: the bot sees {report.level.told}", report.step
            )
        ]
    for source in report.sources:
        missed = source.problem and report.level is not Level.NAMES
        state = PartState.WARNING if missed else PartState.OK
        found = source.problem or f"tells {source.level.told}"
        if source.name == "events":
            state, found = PartState.OK, "are taken in; only the running bot knows whether any came"
        rows.append(CheckedPart(f"jitsi {source.name}", state, found))
    return [*rows, rights]


def _rights(configuration: Configuration, *, has_account: bool) -> CheckedPart:
    """Whether the bot may end and lock calls: no way to try that without a call."""
    jitsi = configuration.jitsi
    has_key = bool(jitsi.moderation_key and jitsi.moderation_kid and jitsi.prosody_http)
    account = "the account may end and lock calls if the server takes it as an owner of its rooms"
    if has_account:
        found = f"calls are ended with the key; {account}" if has_key else account
        return CheckedPart(
            "jitsi rights",
            PartState.OK,
            found,
            "name the account under admins of the MUC component in Prosody's configuration",
        )
    if has_key:
        return CheckedPart(
            "jitsi rights", PartState.OK, "calls are ended with the key, and not locked"
        )
    return CheckedPart(
        "jitsi rights",
        PartState.OK,
        "the bot neither ends nor locks calls",
        "for !end and !lock give it an account there: xmpp_user and xmpp_password in [jitsi]",
    )


def _print(rows: list[CheckedPart], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(row) for row in rows], indent=2))  # noqa: T201 -- asked for
        return
    if not sys.stdout.isatty():
        for row in rows:
            print(f"{row.part}: {row.state}: {row.found}")  # noqa: T201 -- as above
            if row.remedy:
                print(indent(row.remedy, "  "))  # noqa: T201 -- as above
        return
    Console().print(table_of(rows))


def table_of(rows: list[CheckedPart]) -> Table:
    """For a terminal of any width: what is to be copied from there is never cut off."""
    table = Table("part", "state", box=None)
    table.add_column("found, and what to do", overflow="fold")
    for row in rows:
        text = escape(row.found)
        if row.remedy:
            text += f"\n[dim]{escape(row.remedy)}[/dim]"
        table.add_row(row.part, f"[{_STYLES[row.state]}]{row.state}[/]", text)
    return table
