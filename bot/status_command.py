"""`ankerplatz status`: ask the running bot how it is."""

import asyncio
import json
from collections.abc import Mapping
from typing import cast

import typer

from bot.adapters import beside_database
from bot.config import Configuration
from bot.hatch import SOCKET, Facts, ask


def show_status(configuration: Configuration, *, quiet: bool, as_json: bool) -> bool:
    """Print it, unless `quiet`. Whether all is well. Raises `PermanentError` without a bot."""
    status = asyncio.run(ask(beside_database(configuration, SOCKET), "status"))
    if as_json:
        typer.echo(json.dumps(status, indent=2))
    elif not quiet:
        _print(status)
    return bool(status.get("well"))


def _print(status: Facts) -> None:
    typer.echo(f"ankerplatz {status['version']}, process {status['pid']}, since {status['since']}")
    if status["standing_by"]:
        typer.echo("standing by: another copy serves")
    for account, one in cast("Mapping[str, Mapping[str, object]]", status["networks"]).items():
        state = "ready" if one["ready"] else "not ready"
        read, late = one["last_read_seconds_ago"], one["late_seconds"]
        heard = "nothing read yet" if read is None else f"last read {read} s ago"
        waiting = "the database is away" if late is None else f"oldest waiting line {late} s late"
        typer.echo(f"{account}: {state}, {heard}, {waiting}")
    typer.echo(f"next reminder: {status['next_due'] or 'none'}")
    typer.echo(f"errors in the last day: {status['errors']}")
