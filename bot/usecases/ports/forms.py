"""The port to forms: what a verb takes, to be filled in where the network has forms (XEP-0004).

A form is filled in sheet by sheet. Whoever asks for the next sheet hands in everything that was
written so far, so nothing has to be remembered in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.domain.chat import ChatAddress, ChatKind, ChatRole, LineId, Person


class BlankKind(StrEnum):
    """What fits in: words, a time as people write it, yes or no, one or several of the choices."""

    LINE = "line"
    WHEN = "when"
    SWITCH = "switch"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the `choices`; without a label of its own it is labelled by its value."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """`value` is what stands there already; a switch has `1` or `0`."""

    key: str
    kind: BlankKind = BlankKind.LINE
    needed: bool = False
    choices: tuple[Choice, ...] = ()
    value: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat for which somebody may fill in a form, and what they may do there."""

    chat: ChatAddress
    kind: ChatKind
    role: ChatRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form in somebody's hands.

    `name` is unique to this filling in, and the same each time it is handed in. `places` are those
    that can be meant, the likeliest first. `page` is how many sheets `values` come from.
    `language` is as the network spells it (`de-AT`), None where it does not say: then it is that of
    the chat that is meant.
    """

    form: str
    name: LineId
    sender: Person
    places: tuple[Place, ...]
    language: str | None
    values: Mapping[str, tuple[str, ...]]
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What to fill in next, or with no `blanks` the end of it.

    `said` is the outcome or, when it `is_wrong`, why nothing was done. `page` counts from 0.
    """

    title: str
    blanks: tuple[Blank, ...] = ()
    said: str = ""
    link: str | None = None
    is_wrong: bool = False
    page: int = 0
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form by its key, with its title."""

    key: str
    title: str


class FormDesk(Protocol):
    """Hands out forms, and carries out what was filled in as if it had been typed."""

    def offered(self, language: str | None) -> Sequence[OfferedForm]:
        """All of them, in the order in which they are to be listed."""
        ...

    async def next(self, filling: Filling) -> Sheet:
        """The next sheet, the same again with what is wrong with it, or the outcome.

        A form is carried out once, however often its last sheet is handed in under one name.
        Raises `LookupError` for a form that does not exist, `TransientError` when the database is
        away; it is then safe to hand in the same again.
        """
        ...
