"""What of a changed configuration takes effect while the bot runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from bot.config.model import SECTIONS, Configuration

AT_ONCE: Final[Mapping[str, frozenset[str]]] = {
    "bot": frozenset(SECTIONS["bot"].model_fields) - {"name", "database"},
    "jitsi": frozenset(
        {
            *("reservations", "reservations_secret", "reservations_policy", "max_occupants"),
            *("app_id", "app_secret", "guests", "moderation_key", "moderation_kid"),
        }
    ),
    "matrix": frozenset({"lines_per_minute"}),
    "web": frozenset(SECTIONS["web"].model_fields),
    "reminders": frozenset(SECTIONS["reminders"].model_fields),
    "privacy": frozenset(SECTIONS["privacy"].model_fields),
}
"""The keys that take effect while the bot runs."""

FIXED: Final = {
    section: frozenset(model.model_fields) - AT_ONCE.get(section, frozenset())
    for section, model in SECTIONS.items()
}
"""The keys that connections hang on: they take effect at the next start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """`configuration` is what holds from now on. Keys are written as `section.key`."""

    configuration: Configuration
    changed: tuple[str, ...]
    at_next_start: tuple[str, ...]


def renewal(old: Configuration, new: Configuration) -> Renewal:
    """The new one, but for what stays as it was in the old one until the next start."""
    changed, waiting = list[str](), list[str]()
    sections: dict[str, BaseModel | None] = {}
    for name in SECTIONS:
        before, after = getattr(old, name), getattr(new, name)
        fixed = FIXED[name]
        if fixed and (before is None or after is None):
            sections[name] = before
            waiting += [name] if before is not after else []
            continue
        differing = set(_differing(before, after)) if before and after else set[str]()
        if (before is None) is not (after is None):
            changed.append(name)
        changed += [f"{name}.{key}" for key in sorted(differing - fixed)]
        waiting += [f"{name}.{key}" for key in sorted(differing & fixed)]
        kept = {key: getattr(before, key) for key in differing & fixed}
        sections[name] = after.model_copy(update=kept) if after else None
    return Renewal(
        configuration=new.model_copy(update=sections),
        changed=tuple(changed),
        at_next_start=tuple(waiting),
    )


def _differing(before: BaseModel, after: BaseModel) -> Iterator[str]:
    for key in type(before).model_fields:
        if getattr(before, key) != getattr(after, key):
            yield key
