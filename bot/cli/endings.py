"""What the end of a program does not get wrong."""

import os
import sys
from contextlib import suppress


def forget_unprinted() -> None:
    """Where nobody takes what is printed any more.

    Else the end of the program would try again to print what is left, and complain.
    """
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
