"""What is read of nio's sync answer, with the types that nio leaves open."""

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

import nio


class _Sourced(Protocol):
    @property
    def source(self) -> object:
        """The event as JSON."""
        ...


class _Contentful(Protocol):
    @property
    def content(self) -> object: ...


class Timeline(Protocol):
    """The newest events of a room; `limited` when some before them were left out."""

    @property
    def events(self) -> Sequence[_Sourced]: ...
    @property
    def limited(self) -> bool: ...
    @property
    def prev_batch(self) -> str | None: ...


class JoinedRoom(Protocol):
    """What is new in a room that the account is in; `state` is from before the timeline."""

    @property
    def state(self) -> Sequence[_Sourced]: ...
    @property
    def timeline(self) -> Timeline: ...


class _Invitation(Protocol):
    @property
    def invite_state(self) -> Sequence[object]: ...


class _Rooms(Protocol):
    @property
    def invite(self) -> Mapping[str, _Invitation]: ...
    @property
    def join(self) -> Mapping[str, JoinedRoom]: ...
    @property
    def leave(self) -> Mapping[str, object]: ...


def rooms_of(response: nio.SyncResponse) -> _Rooms:
    """The rooms that something happened in."""
    return cast("_Rooms", response.rooms)


def content_of(event: _Contentful) -> object:
    """The content of an invitation as JSON; its `source` lacks it."""
    return event.content


def sources(events: Sequence[_Sourced]) -> Sequence[object]:
    """The events as JSON."""
    return [event.source for event in events]
