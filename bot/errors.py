"""The five ways in which something can go wrong; every foreign error becomes one of them.

The fifth is any other exception: a bug. It is logged with a reference and answered with a generic
line that carries the same reference. The text of an exception never reaches a chat.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

ErrorT = TypeVar("ErrorT", bound=Exception)


class AnkerplatzError(Exception):
    """What all errors of this program have in common."""


class UserError(AnkerplatzError):
    """The person asked for something that cannot be done; they are told so, and nothing changes.

    `key` names a sentence in `bot/rendering/sentences.py`; `values` fill its gaps.
    """

    def __init__(self, key: str, values: Mapping[str, object] | None = None) -> None:
        super().__init__(key)
        self.key = key
        self.values: Mapping[str, object] = values or {}


class TransientError(AnkerplatzError):
    """Failed now, may work later: the caller keeps the work and tries again.

    `retry_after` is the pause that the other side asked for, or None when it named none.
    `whole_account` says that the pause binds everything this account sends, as a homeserver's rate
    limit or a lost connection does, and not only the chat concerned.
    """

    def __init__(
        self, reason: str, *, retry_after: timedelta | None = None, whole_account: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.whole_account = whole_account


class InUseError(TransientError):
    """Another process works on the database now; once it ends, the same may work."""


class PermanentError(AnkerplatzError):
    """Will not work however often it is tried: the caller drops the work and counts it."""


class ConfigError(AnkerplatzError):
    """The configuration is wrong. `str()` is one line that names place, key and remedy."""


def first_of(group: BaseExceptionGroup[ErrorT]) -> ErrorT:
    """Of errors that may be groups again: the operator reads one line."""
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
