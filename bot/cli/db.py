"""`ankerplatz db …` on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption
from bot.config import load

db = typer.Typer(
    help="Look after the database: back it up, put a backup back, write it all out.",
    no_args_is_help=True,
)


@db.command("upgrade", epilog="Example: ankerplatz db upgrade")
def db_upgrade(config: ConfigOption = None) -> None:
    """Bring it up to date, as every start does; what was there before is kept beside it."""
    from bot.cli.database import upgrade  # noqa: PLC0415 -- loaded when used

    typer.echo(upgrade(load(config)))


@db.command("backup", epilog="Example: ankerplatz db backup backup-2026-11-24.db")
def db_backup(
    file: Annotated[Path, typer.Argument(help="A new file: backup-2026-11-24.db", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Save all of it in a file; the bot may run on."""
    from bot.cli.database import backup  # noqa: PLC0415 -- loaded when used

    typer.echo(backup(load(config), file))


@db.command("restore", epilog="Example: ankerplatz db restore backup-2026-11-24.db")
def db_restore(
    file: Annotated[Path, typer.Argument(help="What `db backup` wrote.", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Put a backup back; stop the bot first. Nothing said since is said again."""
    from bot.cli.database import restore  # noqa: PLC0415 -- loaded when used

    typer.echo(restore(load(config), file))


@db.command(
    "migrate",
    epilog="Example: ankerplatz db migrate sqlite:///ankerplatz.db postgresql://anker@db/anker",
)
def db_migrate(
    source: Annotated[str, typer.Argument(help="Where it is: sqlite:///ankerplatz.db")],
    target: Annotated[
        str,
        typer.Argument(help="Where it is to be, and nothing is yet: postgresql://anker@db/anker"),
    ],
) -> None:
    """Move all of it to another database; stop the bot first. What waits is said there, once."""
    from bot.cli.database import migrate  # noqa: PLC0415 -- loaded when used

    typer.echo(migrate(source, target))


@db.command("export", epilog="Example: ankerplatz db export ankerplatz.json")
def db_export(
    file: Annotated[Path, typer.Argument(help="A new file: ankerplatz.json; or -", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Write all of it as one JSON document; the bot may run on."""
    from bot.cli.database import export  # noqa: PLC0415 -- loaded when used

    typer.echo(export(load(config), file))
