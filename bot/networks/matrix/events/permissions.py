"""Who may do what in a room, from its state events (specification: m.room.power_levels).

nio's own helpers know neither the creators of room version 12, whose power has no bounds and who
stand in no list, nor removals from the list of users.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.chat import ChatRole
from bot.domain.fixture import PowerMissing
from bot.networks.matrix.homeserver.loose import mapping_at, number_at, text_at, texts_at

UNBOUNDED: Final = float("inf")
_CREATOR_LEVEL: Final = 100
_STATE_DEFAULT: Final = 50
_FIRST_UNBOUNDED_VERSION: Final = 12


@dataclass(frozen=True, slots=True)
class Creation:
    """What m.room.create says about power. `unbounded`: room version 12 or later (MSC4289)."""

    creators: frozenset[str] = frozenset()
    unbounded: bool = False

    @classmethod
    def of(cls, event: object) -> "Creation":
        version = number_at(event, "content", "room_version") or 1
        unbounded = version >= _FIRST_UNBOUNDED_VERSION
        creators = {text_at(event, "sender")}
        if unbounded:
            creators.update(texts_at(event, "content", "additional_creators"))
        return cls(frozenset(name for name in creators if name), unbounded)


@dataclass(frozen=True, slots=True)
class PowerLevels:
    """The part of m.room.power_levels that says who is a moderator and who may change what.

    `events` are the levels for types of events that have one of their own, `events_default` is
    that of all others but state.
    """

    users: Mapping[str, int] = field(default_factory=dict[str, int])
    users_default: int = 0
    state_default: int = _STATE_DEFAULT
    events: Mapping[str, int] = field(default_factory=dict[str, int])
    events_default: int = 0

    @classmethod
    def of(cls, event: object) -> "PowerLevels":
        state_default = number_at(event, "content", "state_default")
        return cls(
            users=_levels(event, "users"),
            users_default=number_at(event, "content", "users_default") or 0,
            state_default=_STATE_DEFAULT if state_default is None else state_default,
            events=_levels(event, "events"),
            events_default=number_at(event, "content", "events_default") or 0,
        )


def _levels(event: object, part: str) -> Mapping[str, int]:
    told = mapping_at(event, "content", part)
    levels = {name: number_at(told, name) for name in told}
    return {name: level for name, level in levels.items() if level is not None}


def level_of(user_id: str, creation: Creation, levels: PowerLevels | None) -> float:
    """The power of a user. Without m.room.power_levels, the creator has 100 and the rest none."""
    is_creator = user_id in creation.creators
    if is_creator and creation.unbounded:
        return UNBOUNDED
    if levels is None:
        return _CREATOR_LEVEL if is_creator else 0
    return levels.users.get(user_id, levels.users_default)


def role_of(
    user_id: str,
    *,
    creation: Creation,
    levels: PowerLevels | None,
    admins: frozenset[str],
) -> ChatRole:
    """The role of a writer, in direct chats as well: others may be invited into one.

    `admins` have their servers in small letters: names of servers are the same in any.
    A room without power levels lets everyone change its state; here that makes nobody a moderator
    but its creator: whoever has not set levels has not said that all may command.
    """
    name, _, server = user_id.partition(":")
    if f"{name}:{server.lower()}" in admins:
        return ChatRole.ADMIN
    needed = _STATE_DEFAULT if levels is None else levels.state_default
    has_it = level_of(user_id, creation, levels) >= needed
    return ChatRole.MODERATOR if has_it else ChatRole.MEMBER


def power_missing(
    user_id: str, kind: str, *, creation: Creation, levels: PowerLevels | None
) -> PowerMissing | None:
    """What keeps a user from writing state of that type, None for nothing.

    Without m.room.power_levels everybody may.
    """
    if levels is None:
        return None
    needs, has = levels.events.get(kind, levels.state_default), level_of(user_id, creation, levels)
    return PowerMissing(needs=needs, has=int(has)) if has < needs else None


def may_react(levels: PowerLevels | None) -> bool:
    """Whether anybody in the room may put a reaction under a line (MSC2677)."""
    if levels is None:
        return True
    return levels.users_default >= levels.events.get("m.reaction", levels.events_default)
