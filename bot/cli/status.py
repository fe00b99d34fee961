"""`ankerplatz status`: ask the running bot how it is."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from socket import gethostname
from typing import cast

import typer

from bot.bootstrap.adapters import beside_database
from bot.config import Configuration
from bot.running.hatch import SOCKET, JsonObject, SilentError, ask_all


def show_status(configuration: Configuration, *, quiet: bool, as_json: bool) -> bool:
    """Print it of each copy, unless `quiet`. Whether all is well.

    Where copies of several hosts (containers) share a folder, that is told of those of this one.
    Raises `PermanentError` without a bot, and where the only one does not answer.
    """
    copies = asyncio.run(ask_all(beside_database(configuration, SOCKET), "status"))
    told = [one for one in copies if not isinstance(one, SilentError)]
    silent = [one for one in copies if isinstance(one, SilentError)]
    here = [one for one in told if one.get("host") == gethostname()] or told
    well = not silent and all(bool(one.get("well")) for one in here)
    if as_json:
        failed = [{"well": False, "error": str(one)} for one in silent]
        shown = told[0] if len(copies) == 1 else {"well": well, "copies": [*told, *failed]}
        typer.echo(json.dumps(shown, indent=2))
    elif not quiet:
        for number, status in enumerate(told):
            if number:
                typer.echo()
            _print(status)
        for one in silent:
            typer.echo(f"\n{one}")
    return well


def _print(status: JsonObject) -> None:
    typer.echo(
        f"ankerplatz {status['version']}, process {status['pid']} on {status['host']},"
        f" since {status['since']}"
    )
    typer.echo(f"errors in the last day: {status['errors']}")
    for kind, count in cast("Mapping[str, int]", status["errors_by_kind"]).items():
        typer.echo(f"  {count}: {kind}")
    for account, one in cast("Mapping[str, Mapping[str, object]]", status["networks"]).items():
        if one["standing_by"]:
            typer.echo(f"{account}: standing by, another copy serves it{_queue(one)}")
            continue
        state = "ready" if one["ready"] else "not ready"
        read, late = one["last_read_seconds_ago"], one["late_seconds"]
        heard = "nothing read yet" if read is None else f"last read {read} s ago"
        waiting = "the database is away" if late is None else f"oldest waiting line {late} s late"
        typer.echo(f"{account}: {state}, {heard}, {waiting}{_queue(one)}")
    due = cast("Sequence[Mapping[str, object]] | None", status["due"])
    if due is None:
        return  # the database is away, and so it stands above
    typer.echo(f"chats: {status['chats']}")
    for one in due:
        typer.echo(f"due next: {one['at']}, series {one['number']} in {one['chat']}")
    if not due:
        typer.echo("due next: nothing")
    for account, since in cast("Mapping[str, str]", status["not_configured"]).items():
        typer.echo(f"no longer configured: {account}, since {since}")


def _queue(network: Mapping[str, object]) -> str:
    """How many lines wait, by state."""
    queue = cast("Mapping[str, int] | None", network["queue"])
    if queue is None:
        return ""
    return (
        f"; to be said: {queue['waiting']} waiting, {queue['claimed']} under way, "
        f"{queue['held']} behind others"
    )
