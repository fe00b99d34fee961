"""The commands of `ankerplatz db`, as they are typed; what they do is in `db`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption
from bot.config import load

db = typer.Typer(
    help="Back up, restore, export, update or move the database.",
    no_args_is_help=True,
)


@db.command("upgrade", epilog="Example: ankerplatz db upgrade")
def db_upgrade(config: ConfigOption = None) -> None:
    """Bring the database up to date, as every start does.

    A copy of what was there before is kept.
    """
    from bot.cli.db import upgrade  # noqa: PLC0415 -- loaded when used

    typer.echo(upgrade(load(config)))


@db.command("backup", epilog="Example: ankerplatz db backup backup-2026-11-24.db")
def db_backup(
    file: Annotated[Path, typer.Argument(help="The file to make.", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Save all data in a new file, also while the bot runs."""
    from bot.cli.db import backup  # noqa: PLC0415 -- loaded when used

    typer.echo(backup(load(config), file))


@db.command("restore", epilog="Example: ankerplatz db restore backup-2026-11-24.db")
def db_restore(
    file: Annotated[Path, typer.Argument(help="A file that `db backup` wrote.", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Put a backup back; stop the bot first.

    Nothing is said or answered a second time, and what was there before is kept.
    """
    from bot.cli.db import restore  # noqa: PLC0415 -- loaded when used

    typer.echo(restore(load(config), file))


@db.command(
    "migrate",
    epilog="Example: ankerplatz db migrate sqlite:///ankerplatz.db postgresql://anker@db/anker",
)
def db_migrate(
    source: Annotated[str, typer.Argument(help="The old database.")],
    target: Annotated[
        str,
        typer.Argument(help="The new database, which must be empty."),
    ],
) -> None:
    """Move all data to another database; stop the bot first.

    What waits to be said moves as well. The old database stays, and is used no more.
    """
    from bot.cli.db import migrate  # noqa: PLC0415 -- loaded when used

    typer.echo(migrate(source, target))


@db.command("export", epilog="Example: ankerplatz db export ankerplatz.json")
def db_export(
    file: Annotated[Path, typer.Argument(help="The file to make; - prints it.", readable=False)],
    config: ConfigOption = None,
) -> None:
    """Write all data as one JSON document, also while the bot runs."""
    from bot.cli.db import export  # noqa: PLC0415 -- loaded when used

    typer.echo(export(load(config), file))
