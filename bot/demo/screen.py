"""What the trial prints: for a person at a terminal with colours, elsewhere as plain lines."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.text import Text

_STEP_WIDTH: Final = 46
_NETWORK_COLOURS: Final = {"Matrix": "green", "XMPP": "magenta"}


class Screen:
    """Prints steps with their duration, and a conversation in chat style."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str = "", style: str = "") -> None:
        """One line as it is."""
        self._print(Text(text, style))

    @contextmanager
    def step(self, what: str) -> Generator[None]:
        """Says what is being done while it is done, and how long it took."""
        began = time.perf_counter()
        if not self._console.is_terminal:
            self.line(f"  ... {what}")
        with self._console.status(what):
            yield
        took = f"{time.perf_counter() - began:4.1f} s"
        self._print(Text.assemble(("  ok  ", "green"), what.ljust(_STEP_WIDTH), (took, "dim")))

    def said(
        self, network: str, speaker: str, text: str, *, milliseconds: float | None = None
    ) -> None:
        """One line of a chat, with the time from question to answer where it is one."""
        head = Text.assemble(
            "  ", (network.ljust(7), _NETWORK_COLOURS.get(network, "")), (speaker.ljust(12), "bold")
        )
        first, *more = _printable(text)
        took = "" if milliseconds is None else f"   ({milliseconds:.0f} ms)"
        self._print(Text.assemble(head, first, (took, "cyan")))
        for line in more:
            self.line(" " * len(head) + line)

    def table(self, rows: dict[str, str]) -> None:
        """Names and values, one pair a line."""
        width = max(map(len, rows)) + 2
        for name, value in rows.items():
            self._print(Text.assemble("  ", (name.ljust(width), "bold"), value))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _printable(text: str) -> list[str]:
    """The lines of a text from a chat, without what could steer a terminal."""
    lines = text.splitlines() or [""]
    return ["".join(c if c.isprintable() else " " for c in line) for line in lines]
