"""The command line: one module a command, each loaded when it is given."""

import signal
import sys
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """The console script."""
    if "run" in sys.argv:
        _stop_while_loading()
    from bot.cli.app import main as command_line  # noqa: PLC0415 -- takes a while

    command_line()


def _stop_while_loading() -> None:
    """Let a bot that is told to stop before it begins end as cleanly as one that runs."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
