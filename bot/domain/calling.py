"""Whether a line addresses somebody by name, as people do in group chats."""

from itertools import dropwhile
from typing import Final

AFTER_A_NAME: Final = " \t\n\u00a0\u202f:,"
_BEFORE_A_COLON: Final = " \u00a0\u202f"
"""French has a space there."""


def called(text: str, name: str) -> str | None:
    """The text after `Name: …`, `Name, …` or `@Name …`; None where the line begins otherwise.

    After `@Name` a space or nothing is enough, or the end of a sentence; without the `@` it takes a
    colon or a comma. What is quoted before it does not count.
    """
    text = without_quotes(text)
    at, begin = text[:1] == "@", text.removeprefix("@")
    rest = begin[len(name) :]
    if not name or begin[: len(name)].casefold() != name.casefold():
        return None
    addressed = rest.lstrip(_BEFORE_A_COLON).startswith((":", ","))
    alone = not rest.strip("?!. ")
    if addressed or (at and (alone or not rest[:1].strip())):
        return rest.lstrip(AFTER_A_NAME)
    return None


def without_quotes(text: str) -> str:
    """Without the lines at the beginning that somebody quotes ("> ", XEP-0393), and blank ones."""
    return "".join(dropwhile(_is_not_theirs, text.splitlines(keepends=True)))


def _is_not_theirs(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(">")
