"""What the end of a program does not get wrong."""

import os
import sys
from contextlib import suppress
from typing import Final, cast

import typer

WRONGLY_TYPED: Final = cast("type[Exception]", typer.BadParameter.__base__)
"""The library's own class for all of it (`UsageError`), which it does not export."""


def forget_unprinted() -> None:
    """Where nobody takes what is printed any more.

    Else the end of the program would try again to print what is left, and complain.
    """
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_what_is_wrong(error: typer.BadParameter) -> None:
    """In one line; where nothing was asked for at all, the help stands there already."""
    if type(error).__name__ != "NoArgsIsHelpError":
        command = error.ctx.command_path if error.ctx else "ankerplatz"
        what = error.format_message().rstrip(".")
        typer.echo(f"{command}: {what}; see {command} --help", err=True)
