"""The command line: one module a command, each loaded when it is given."""

from bot.cli.app import main

__all__ = ["main"]
