"""The command line: one module a command, each loaded when it is given."""

import os
import signal
import sys
from codecs import lookup
from io import TextIOWrapper
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """The console script."""
    _mend_streams()
    if "run" in sys.argv:
        _stop_while_loading()
    from bot.cli.app import main as command_line  # noqa: PLC0415 -- takes a while

    command_line()


def _mend_streams() -> None:
    """Where one of the three is closed, nothing is read, and what is printed goes nowhere.

    What the terminal cannot show becomes a question mark. That nothing but ASCII could be shown
    only means that no locale is set (PEP 538).
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            is_ascii = lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")


def _stop_while_loading() -> None:
    """Let a bot that is told to stop before it begins end as cleanly as one that runs."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)
