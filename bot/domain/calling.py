"""Whether a line calls somebody by name, as people do in group chats. Pure."""

from typing import Final

AFTER_A_NAME: Final = " \t\n:,"


def called(text: str, name: str) -> str | None:
    """What is said behind `Name: …`, `Name, …` or `@Name …`; None where the line calls nobody so.

    `@Name` may be followed by a space; without the `@` only `:` and `,` mean whoever is called so.
    """
    at, begin = text[:1] == "@", text.removeprefix("@")
    rest = begin[len(name) :]
    if not name or begin[: len(name)].casefold() != name.casefold():
        return None
    if rest[:1] in tuple(":,") or (at and rest[:1].isspace()):
        return rest.lstrip(AFTER_A_NAME)
    return None
