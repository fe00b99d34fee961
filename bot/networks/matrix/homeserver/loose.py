"""Reading JSON that strangers wrote: what is not as it should be is None, never an error."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

_MOST_DIGITS: Final = 18


def at(value: object, *path: str) -> object:
    """What stands under the keys of `path`, one inside the other."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = cast("Mapping[str, object]", value).get(key)
    return value


def text_at(value: object, *path: str) -> str | None:
    """A string, also an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) else None


def number_at(value: object, *path: str) -> int | None:
    """A whole number. Old room versions let clients write power levels as text, so that counts."""
    found = at(value, *path)
    if isinstance(found, str):
        is_number = found.removeprefix("-").isdecimal() and len(found) <= _MOST_DIGITS
        return int(found) if is_number else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def mapping_at(value: object, *path: str) -> Mapping[str, object]:
    """Empty when there is none."""
    found = at(value, *path)
    return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else {}


def items_at(value: object, *path: str) -> Sequence[object]:
    """What stands in a list; empty when there is none."""
    found = at(value, *path)
    return cast("list[object]", found) if isinstance(found, list) else ()


def texts_at(value: object, *path: str) -> tuple[str, ...]:
    """The strings in a list; what else stands in it is left out."""
    return tuple(item for item in items_at(value, *path) if isinstance(item, str))
