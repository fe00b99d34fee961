"""Options that several commands have."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import logs
from bot.errors import ConfigError

FLAG: Final = ""
"""What the help shows behind an option without a value, in place of its type."""

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        readable=False,  # what is wrong with it we say, with the exit code of a configuration
        help="The configuration file; by default $ANKERPLATZ_CONFIG, ./config.toml or "
        "/etc/ankerplatz/config.toml.",
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", metavar=FLAG, help="Print one JSON document.")]

YesOption = Annotated[
    bool, typer.Option("--yes", metavar=FLAG, help="Do not ask for confirmation.")
]

LogFormatOption = Annotated[
    logs.LogFormat,
    typer.Option(
        "--log-format", envvar="ANKERPLATZ_LOG_FORMAT", help="The form of the log on stderr."
    ),
]


def _log_so(chosen: logs.LogFormat | None) -> logs.LogFormat | None:
    if chosen:
        logs.set_up(chosen)
    return chosen


LaterLogFormatOption = Annotated[
    logs.LogFormat | None,
    typer.Option("--log-format", help="The form of the log on stderr.", callback=_log_so),
]


def moment_typed(read: Callable[[], datetime], ctx: typer.Context) -> datetime:
    """What an option says. A wrong one is no fault of the configuration."""
    try:
        return read()
    except ConfigError as error:
        raise typer.BadParameter(str(error), ctx) from error


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ankerplatz {version('ankerplatz')}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version",
        metavar=FLAG,
        callback=_show_version,
        is_eager=True,
        help="Show the version and exit.",
    ),
]
