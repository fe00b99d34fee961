"""Whether a line calls somebody by name, as people do in group chats. Pure."""

from itertools import dropwhile
from typing import Final

AFTER_A_NAME: Final = " \t\n\u00a0\u202f:,"
_BEFORE_A_COLON: Final = " \u00a0\u202f"
"""French has a space there."""


def called(text: str, name: str) -> str | None:
    """What is said behind `Name: …`, `Name, …` or `@Name …`; None where the line calls nobody so.

    `@Name` may be followed by a space, or nothing; without the `@` only `:` and `,` mean whoever is
    called so. What somebody quotes before it is not theirs.
    """
    text = without_quotes(text)
    at, begin = text[:1] == "@", text.removeprefix("@")
    rest = begin[len(name) :]
    if not name or begin[: len(name)].casefold() != name.casefold():
        return None
    addressed = rest.lstrip(_BEFORE_A_COLON).startswith((":", ","))
    if addressed or (at and not rest[:1].strip()):
        return rest.lstrip(AFTER_A_NAME)
    return None


def without_quotes(text: str) -> str:
    """Without the lines at the beginning that somebody quotes ("> ", XEP-0393), and blank ones."""
    return "".join(dropwhile(_is_not_theirs, text.splitlines(keepends=True)))


def _is_not_theirs(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(">")
