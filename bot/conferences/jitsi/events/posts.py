"""What modules on the Jitsi server post: Jitsi's `event_sync`, and this project's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from bot.conferences.jitsi.discovery.inner_http import items, record
from bot.conferences.jitsi.signalling.occupants import MOST_TOLD
from bot.domain.naming import shown_name

OWN_KIND: Final = "ankerplatz"
"""The kind of a post by this project's own module."""

_LAST_SECOND: Final = 1 << 33
"""Of what is taken for a time: the year 2242."""
_LAST_NUMBER: Final = 1 << 53


class What(StrEnum):
    """What happened in a room."""

    CREATED = "room/created"
    DESTROYED = "room/destroyed"
    JOINED = "occupant/joined"
    LEFT = "occupant/left"
    RENAMED = "renamed"


_OWN_WORDS: Final = {
    "room-created": What.CREATED,
    "room-destroyed": What.DESTROYED,
    "joined": What.JOINED,
    "left": What.LEFT,
    "renamed": What.RENAMED,
}
_SYNC_WORDS: Final = {
    "muc-room-created": What.CREATED,
    "muc-room-destroyed": What.DESTROYED,
    "muc-occupant-joined": What.JOINED,
    "muc-occupant-left": What.LEFT,
}


@dataclass(frozen=True, slots=True)
class Stay:
    """One occupant's time in a room, from coming to going: never the same twice.

    `jid` is the real one. `breakout` is the breakout room's id, empty for the main room.
    """

    jid: str
    joined_at: float
    breakout: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOrder:
    """The place of a post among all of its sender: `boot` changes when the sender restarts."""

    boot: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post. What it does not say is None.

    `room` is the main room's inner address. `told` is how many seats are taken in the room, or in
    the breakout room, after what happened, that of the focus left out; so recorders count. `gone`
    are the stays that a destroyed room has had. Only the own module's posts have a `turn`.
    """

    what: What
    room: str
    at: datetime
    breakout: str = ""
    stay: Stay | None = None
    name: str | None = None
    is_hidden: bool = False
    told: int | None = None
    gone: tuple[Stay, ...] = ()
    began_at: datetime | None = None
    turn: PostOrder | None = None


def read_post(kind: str, body: Mapping[str, object]) -> Post:
    """`kind` is the end of the address that it was posted to, empty where it has none.

    Raises `ValueError` with a reason for the sender.
    """
    if kind == OWN_KIND or (not kind and "event" in body):
        return _own(body)
    word = _text(body, "event_name")
    what = _SYNC_WORDS.get(word)
    if what is None or kind not in ("", what.value):
        raise ValueError(f"event_name: {word[:40]} is not what is posted to events/{kind[:40]}")
    return _sync(what, body)


def _sync(what: What, body: Mapping[str, object]) -> Post:
    is_breakout = body.get("is_breakout", False)
    if not isinstance(is_breakout, bool):
        raise ValueError("is_breakout: must be true or false")  # noqa: TRY004 -- as the port says
    breakout = _text(body, "breakout_room_id") if is_breakout else ""
    room = _text(body, "room_jid")
    if what is What.CREATED:
        began = _time(body, "created_at")
        return Post(what=what, room=room, at=began, breakout=breakout, began_at=began)
    if what is What.DESTROYED:
        gone = [_stay(record(one), breakout) for one in items(body.get("all_occupants")) or []]
        return Post(
            what=what,
            room=room,
            at=_time(body, "destroyed_at"),
            breakout=breakout,
            began_at=_time(body, "created_at"),
            gone=tuple(gone),
        )
    occupant = record(body.get("occupant"))
    return Post(
        what=what,
        room=room,
        at=_time(occupant or {}, "joined_at" if what is What.JOINED else "left_at"),
        breakout=breakout,
        stay=_stay(occupant, breakout),
        name=_name(occupant),
        told=_count(body, "active_occupants_count"),
    )


def _own(body: Mapping[str, object]) -> Post:
    word = _text(body, "event")
    what = _OWN_WORDS.get(word)
    if what is None:
        raise ValueError(f"event: {word[:40]} is not known")
    began = body.get("began_at")
    post = Post(
        what=what,
        room=_text(body, "room_jid"),
        at=_time(body, "at"),
        told=_count(body, "seats"),
        began_at=None if began is None else _time(body, "began_at"),
        turn=PostOrder(boot=_text(body, "boot"), number=_count(body, "seq", below=_LAST_NUMBER)),
    )
    if what in (What.CREATED, What.DESTROYED):
        return post
    occupant = record(body.get("occupant"))
    return replace(
        post,
        stay=_stay(occupant, ""),
        name=_name(occupant),
        is_hidden=(occupant or {}).get("hidden") is True,
    )


def _stay(occupant: Mapping[str, object] | None, breakout: str) -> Stay:
    if occupant is None:
        raise ValueError("occupant: must be an object")
    jid = _text(occupant, "occupant_jid")
    return Stay(jid, _time(occupant, "joined_at").timestamp(), breakout)


def _name(occupant: Mapping[str, object] | None) -> str | None:
    name = occupant.get("name") if occupant else None
    return shown_name(name) if isinstance(name, str) else None


def _text(body: Mapping[str, object], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key}: must be text")
    return value


def _time(body: Mapping[str, object], key: str) -> datetime:
    seconds = _number(body, key)
    if not 0 <= seconds < _LAST_SECOND:
        raise ValueError(f"{key}: must be seconds since 1970")
    return datetime.fromtimestamp(seconds, UTC)


def _count(body: Mapping[str, object], key: str, *, below: int = MOST_TOLD) -> int:
    number = _number(body, key)
    if not 0 <= number < below:
        raise ValueError(f"{key}: must be a number from 0 on, and below {below}")
    return int(number)


def _number(body: Mapping[str, object], key: str) -> float:
    """Lua has one kind of number, so whole ones may come with a point."""
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: must be a number")  # noqa: TRY004 -- as the port says
    return value
