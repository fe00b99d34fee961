"""Values as they were given, each with the place to name when something is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from bot.config.model import SECTIONS, is_secret
from bot.config.shapes import quoted

FILE_SUFFIX: Final = "_file"


@dataclass(slots=True)
class GivenValues:
    """What one source gives, and one line for all that is wrong with it.

    The place of a value, by section and key, names file and key, or the variable.
    """

    sections: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    places: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    problems: list[str] = field(default_factory=list[str])

    def add(self, section: str, key: str, value: object, *, place: str) -> None:
        """Take the value of a known key; `<key>_file` becomes the secret that it names."""
        target = target_of(section, key)
        values = self.sections.setdefault(section, {})
        if target in values:
            both = f"{target} and {target}{FILE_SUFFIX} are both given; keep one of them"
            self.problems.append(f"{place}: {both}")
            return
        self.places[section, target] = place
        values[target] = _plain(value) if target == key else self._secret(value, place)

    def _secret(self, path: object, place: str) -> str:
        try:
            return _secret_in(path)
        except ValueError as wrong:
            self.problems.append(f"{place}: {wrong}")
            return "unread"  # so that it is not called missing as well


def keys_of(section: str) -> Iterator[str]:
    """The names that may stand in a section; every secret has two."""
    for key in SECTIONS[section].model_fields:
        yield key
        if is_secret(section, key):
            yield key + FILE_SUFFIX


def target_of(section: str, key: str) -> str:
    """The key that a key sets: itself, or of `<key>_file` the secret."""
    secret = key.removesuffix(FILE_SUFFIX)
    fields = SECTIONS[section].model_fields
    return secret if secret in fields and is_secret(section, secret) else key


def _plain(value: object) -> object:
    """A list as the tuple that the models want, everything else as it is."""
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def _secret_in(path: object) -> str:
    if not isinstance(path, str):
        raise ValueError("must be a path in quotes")  # noqa: TRY004 -- collected like the others
    try:
        secret = Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        named = quoted(path)
        raise ValueError(f"{named} cannot be read ({why}); check path and permissions") from None
    if not secret:
        raise ValueError(f"{quoted(path)} is empty; put the secret in")
    return secret
