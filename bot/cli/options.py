"""Options that several commands have."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import logs

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
