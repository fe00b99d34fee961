"""What the bot asks the homeserver for: nothing that it does not read."""

from typing import Any, Final

from bot.networks.matrix.events.calls import CALL_STATE

_STATE: Final = (
    "m.room.create",
    "m.room.encryption",
    "m.room.member",
    "m.room.power_levels",
    "m.room.tombstone",
    *CALL_STATE,
)
_TIMELINE: Final = (
    "m.room.message",
    "m.room.encrypted",
    "m.reaction",
    "m.room.redaction",
    *_STATE,
)
_NOTHING: Final = {"types": list[str]()}

PAGE: Final = {"types": list(_TIMELINE), "lazy_load_members": True}
"""For reading back with /messages."""


def sync_filter(*, timeline_limit: int) -> dict[str, Any]:
    """The filter for /sync. Members are sent along with what they write, not all in advance."""
    return {
        "presence": _NOTHING,
        "account_data": {"types": ["m.direct"]},
        "room": {
            "timeline": {**PAGE, "limit": timeline_limit},
            "state": {"types": list(_STATE), "lazy_load_members": True},
            "ephemeral": _NOTHING,
            "account_data": _NOTHING,
        },
    }


FIRST_EVER: Final = sync_filter(timeline_limit=10)
"""Without a position every room sends its newest lines, and few of them are needed."""

ONWARDS: Final = sync_filter(timeline_limit=100)
"""100 is the most that Synapse gives in one answer."""
