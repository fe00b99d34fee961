"""What the trial prints: for a person at a terminal with colours, elsewhere as plain lines."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import Final

from rich.console import Console
from rich.text import Text

_STEP_WIDTH: Final = 56
_PLAIN_WIDTH: Final = 100
_TOOK_WIDTH: Final = 8
_NETWORK_COLOURS: Final = {"Matrix": "green", "XMPP": "magenta"}


class Screen:
    """Prints steps with their duration, and a conversation in chat style."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = console.width if console.is_terminal else _PLAIN_WIDTH

    def line(self, text: str = "", style: str = "") -> None:
        """One line as it is."""
        self._print(Text(text, style))

    @contextmanager
    def step(self, what: str) -> Generator[None]:
        """Says what is being done while it is done, and then how long it took."""
        began = time.perf_counter()
        head = Text("  " + what.ljust(_STEP_WIDTH))
        if self._console.is_terminal:
            with self._console.status(what):
                yield
        else:
            self._console.print(head, end="")
            head = Text()
            try:
                yield
            except BaseException:
                self.line()
                raise
        self._print(head.append(f"{time.perf_counter() - began:4.1f} s", "green"))

    def said(
        self, network: str, speaker: str, text: str, *, milliseconds: float | None = None
    ) -> None:
        """One line of a chat, with the time from question to answer where it is one."""
        took = "" if milliseconds is None else f"{milliseconds:.0f} ms"
        head = Text.assemble(
            "  ",
            (network.ljust(8), _NETWORK_COLOURS.get(network, "")),
            (speaker.ljust(12), "bold"),
            (took.rjust(_TOOK_WIDTH), "cyan"),
            "  ",
        )
        first, *more = _printable(text, self._width - len(head))
        self._print(head + Text(first))
        for line in more:
            self.line(" " * len(head) + line)

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, one pair a line."""
        width = max(len(name) for name, _ in rows) + 2
        for name, value in rows:
            self._print(Text.assemble("  ", (name.ljust(width), "bold"), value))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


def _printable(text: str, width: int) -> list[str]:
    """The lines of a text from a chat, wrapped, without what could steer a terminal."""
    lines: list[str] = []
    for line in text.splitlines():
        harmless = "".join(c if c.isprintable() else " " for c in line)
        lines += wrap(harmless, width, break_long_words=False, break_on_hyphens=False)
    return lines or [""]
