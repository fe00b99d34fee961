"""What the verbs can call: the use cases, put together once in `bootstrap`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The use cases."""
