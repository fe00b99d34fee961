"""The strings that a JavaScript file assigns, found by reading it; nothing is executed.

Enough of the language for configuration files: object literals, assignments to dotted names, and
strings put together with `+`. Time and memory stay linear in the length of the text.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_VALUE_LIMIT: Final = 2048
"""Characters; doubling a variable again and again stops here."""
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
# Possessive, and an opening quote or comment without an end takes the rest: nothing is read twice.
_TOKEN: Final = re.compile(
    r"""
      (?P<break>  \n )
    | (?P<space>  [^\S\n]++ | //[^\n]*+ | /\*(?:[^*]|\*(?!/))*+(?:\*/)? )
    | (?P<string> '(?:[^'\\\n]|\\.)*+'? | "(?:[^"\\\n]|\\.)*+"? | `[^`]*+`? )
    | (?P<name>   [A-Za-z_$][\w$]*+(?:\.[A-Za-z_$][\w$]*+)*+ )
    | (?P<mark>   [=!<>]=+ | => | . )
    """,
    re.VERBOSE | re.DOTALL,
)

_Path = tuple[str, ...]


class _Token(NamedTuple):
    kind: str
    text: str


_END: Final = _Token("mark", ";")


def assigned_strings(text: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The string values by dotted path: `{"config.hosts.muc": "conference.meet.example.org"}`.

    `variables` are known from elsewhere, until the file assigns them itself. What is not made of
    plain strings and known variables is left out; of several assignments the last one counts.
    """
    return _Reader(text, variables).read()


class _Reader:
    def __init__(self, text: str, variables: Mapping[str, str]) -> None:
        self._tokens = [
            _Token(str(match.lastgroup), match.group())
            for match in _TOKEN.finditer(text)
            if match.lastgroup != "space"
        ]
        self._values = dict(variables)
        self._open: list[_Path | None] = []
        """For each open bracket the path of the object that it holds; None for other brackets."""

    def read(self) -> dict[str, str]:
        before = _END
        target: _Path | None = None
        for index, token in enumerate(self._tokens):
            if token.kind == "break":
                continue
            if token.text in {"{", "[", "("} and token.kind == "mark":
                self._open.append(target if token.text == "{" else None)
            elif token.text in {"}", "]", ")"} and token.kind == "mark" and self._open:
                self._open.pop()
            target = self._target(before, token)
            if target is not None:
                self._assign(target, self._value(index + 1))
            before = token
        return self._values

    def _target(self, before: _Token, token: _Token) -> _Path | None:
        """What is assigned to, when `token` is the sign that assigns."""
        if token == ("mark", "=") and before.kind == "name":
            return tuple(before.text.split("."))
        inside = self._open[-1] if self._open else None
        if token == ("mark", ":") and before.kind in {"name", "string"} and inside is not None:
            return (*inside, _unquoted(before.text) or "")
        return None

    def _assign(self, target: _Path, value: str | None) -> None:
        # a variable set inside a block is set under a condition that is not understood
        if value is not None and not (len(target) == 1 and self._open):
            self._values[".".join(target)] = value

    def _value(self, index: int) -> str | None:
        """The string that the expression starting there is, None when it is anything else."""
        whole = ""
        while len(whole) <= _VALUE_LIMIT:
            part, index = self._next(index)
            piece = _unquoted(part.text) if part.kind == "string" else self._values.get(part.text)
            if part.kind not in {"string", "name"} or piece is None:
                return None
            whole += piece
            operator, after = self._next(index)
            if operator != ("mark", "+"):
                broken = index < len(self._tokens) and self._tokens[index].kind == "break"
                ends = operator.kind == "mark" and operator.text in {",", ";", "}"}
                return whole if ends or broken else None
            index = after
        return None

    def _next(self, index: int) -> tuple[_Token, int]:
        """The token there or after line breaks, and where the next one is."""
        while index < len(self._tokens) and self._tokens[index].kind == "break":
            index += 1
        return (self._tokens[index] if index < len(self._tokens) else _END), index + 1


def _unquoted(text: str) -> str | None:
    """A string literal's value; a name is its own. None for a template with gaps in it."""
    if text[0] not in "'\"`":
        return text
    if text[0] == "`" and "${" in text:
        return None
    return _ESCAPE.sub(r"\1", text[1:].removesuffix(text[0]))
