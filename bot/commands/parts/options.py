"""What can be said of a series or a room beside time, title and place: `[remind 1d] [closed]`."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.commands.parts.leads import leads_in
from bot.commands.parts.phrases import ending, is_word
from bot.domain.shaping import SHAPED, RoomKind
from bot.errors import UserError

_BRACKETS: Final = re.compile(r"(\[[^\[\]]*\])")
_LONGEST_OPTION: Final = 12
"""Words; an option is looked for at the end of the line and no further away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for beside time, title and room; None where nothing was said.

    `words` is all of it as it was typed. `private`: with a name that nobody guesses; `rings`: with
    reminders that ring for everybody in the chat.
    """

    words: str = ""
    leads: tuple[timedelta, ...] | None = None
    public: bool | None = None
    private: bool = False
    rings: bool | None = None
    kind: RoomKind | None = None

    @property
    def unguessable(self) -> bool:
        return self.private or self.kind is RoomKind.CLOSED


def without_options(text: str, *, now: datetime) -> tuple[str, Options]:
    """`Board [remind 1d, 10m] public` -> `Board` and the options. `now` is the chat's.

    In brackets they may stand anywhere, without them only at the end. Raises `UserError` for lead
    times in brackets that are none or too many, and for other words in brackets
    at the end: elsewhere these belong to the title.
    """
    options, kept = Options(), list[str]()
    for piece in _BRACKETS.split(text):
        more = _with_option(options, piece, now) if piece.startswith("[") else None
        if more is None:
            kept.append(piece)
            _refuse_odd_leads(piece)
        options = more or options
    words = "".join(kept).split()
    while found := _last_option(words, options, now):
        words, options = found
    _refuse_contradiction(options)
    bare = " ".join(words)
    if bare.endswith("]") and len(ends := _BRACKETS.split(bare)) > 1:
        raise UserError("unknown_option", {"word": ends[-2]})
    return bare, options


def without_shape(text: str) -> tuple[str, Options]:
    """`Board [closed]` -> `Board` and what is said of the room in brackets; all else stays."""
    options, kept = Options(), list[str]()
    for piece in _BRACKETS.split(text):
        more = _shaped(options, piece.strip("[]").strip()) if piece.startswith("[") else None
        if more is None:
            kept.append(piece)
        options = more or options
    _refuse_contradiction(options)
    return " ".join("".join(kept).split()), options


def _shaped(options: Options, word: str) -> Options | None:
    """None for a word that says nothing of the room."""
    if is_word(word, "public"):
        return replace(options, public=True)
    if is_word(word, "private"):
        return replace(options, public=options.public or False, private=True)
    for kind in SHAPED:
        if is_word(word, kind):
            return replace(options, kind=kind)
    return None


def _refuse_contradiction(options: Options) -> None:
    if options.public and options.unguessable:
        raise UserError("public_and_closed")


def _last_option(
    words: list[str], options: Options, now: datetime
) -> tuple[list[str], Options] | None:
    for start in range(max(0, len(words) - _LONGEST_OPTION), len(words)):
        more = _with_option(options, " ".join(words[start:]), now)
        if more:
            return words[:start], more
    return None


def _with_option(options: Options, text: str, now: datetime) -> Options | None:
    """None for what is no option."""
    first, *others = text.strip("[]").split() or [""]
    rest = " ".join(others)
    more = replace(options, words=f"{options.words} {text}".strip())
    if is_word(first, "lead"):
        return _with_leads(more, rest, now)
    if text.startswith("[") and not rest and (shaped := _shaped(more, first)):
        return shaped
    wanted, word = (False, rest) if is_word(first, "not") else (True, f"{first} {rest}".strip())
    if is_word(word, "public"):
        return replace(more, public=wanted)
    return replace(more, rings=wanted) if is_word(word, "ring") else None


def _with_leads(options: Options, text: str, now: datetime) -> Options | None:
    """`1d, 10m`, `10m @room`, `off`."""
    text, rings = ending(text, "ring")
    leads = () if is_word(text, "off") else leads_in(text, now=now)
    rings = True if rings else options.rings
    return None if leads is None else replace(options, leads=leads, rings=rings)


def _refuse_odd_leads(piece: str) -> None:
    first, *others = piece.strip("[]").split() or [""]
    if piece.startswith("[") and others and is_word(first, "lead"):
        raise UserError("leads_unclear", {"word": piece})
