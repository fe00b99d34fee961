"""Lines that cannot be read yet: their key may be on its way still."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import nio

from bot.domain.chat import ChatId
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.events.catch_up import OLDEST_ANSWERED, is_recent
from bot.networks.matrix.homeserver.loose import mapping_at, text_at
from bot.usecases.ports.clock import Clock

_MOST: Final = 50
_LARGEST: Final = 16_384
"""Bytes as JSON; who says more has pasted something."""


@dataclass(frozen=True, slots=True)
class Riddle:
    """An m.room.encrypted event, and what it says; None when its key did not come in time."""

    chat: ChatId
    event: Mapping[str, object]
    says: object


@dataclass(frozen=True, slots=True)
class _Waiting:
    chat: ChatId
    source: Mapping[str, object]
    event: nio.MegolmEvent
    since: datetime


class Riddles:
    """Survives restarts by `kept` and `restore`, like open invitations."""

    def __init__(self, client: CarefulClient, clock: Clock, *, patience_seconds: float) -> None:
        self._client = client
        self._clock = clock
        self._patience = timedelta(seconds=patience_seconds)
        self._waiting: dict[str, _Waiting] = {}
        self._done: set[str] = set()

    @property
    def is_waiting(self) -> bool:
        return bool(self._waiting)

    def restore(self, kept: str | None) -> None:
        """Take up what `kept` once returned."""
        told: object = json.loads(kept) if kept else None
        for chat in mapping_at(told):
            for event in mapping_at(told, chat).values():
                self.add(ChatId(chat), event)

    def kept(self) -> str:
        """Those that still wait, in a form to be stored."""
        told: dict[str, dict[str, object]] = {}
        for name, waiting in self._waiting.items():
            if name not in self._done:
                told.setdefault(waiting.chat, {})[name] = waiting.source
        return json.dumps(told)

    def add(self, chat: ChatId, source: object) -> None:
        """Take in an event of sync if its key is missing and it may be a line for the bot.

        Where encryption is switched off, none is.
        """
        if self._client.olm is None or text_at(source, "type") != "m.room.encrypted":
            return
        event = nio.Event.parse_event(dict(mapping_at(source)))
        if not isinstance(event, nio.MegolmEvent) or self._client.has_key(event, chat):
            return
        is_wanted = (
            event.sender != self._client.user_id
            and is_recent(source, self._clock.now() - OLDEST_ANSWERED)
            and len(json.dumps(source)) <= _LARGEST
        )
        if is_wanted and len(self._waiting) < _MOST:
            fresh = _Waiting(chat, mapping_at(source), event, self._clock.now())
            self._waiting.setdefault(event.event_id, fresh)

    def look(self) -> Iterator[Riddle]:
        """Lines that can be read now, and those whose key did not come in time.

        They come again each time until `forget_done` is called.
        """
        self._done.clear()
        now = self._clock.now()
        for name, waiting in self._waiting.items():
            if self._client.has_key(waiting.event, waiting.chat):
                self._done.add(name)
                opened = self._client.opened(waiting.event, waiting.chat)
                if opened is not None:
                    yield Riddle(waiting.chat, waiting.source, opened.source)
            elif now - waiting.since >= self._patience:
                self._done.add(name)
                yield Riddle(waiting.chat, waiting.source, None)

    def forget_done(self) -> None:
        """What `look` told is on disk."""
        for name in self._done:
            del self._waiting[name]
        self._done.clear()
