"""From what sync brings to lines in order, and to what happened to the chats themselves."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

import nio

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole
from bot.domain.line import Incoming
from bot.errors import TransientError
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.encryption.riddles import Riddles
from bot.networks.matrix.events.catch_up import (
    OLDEST_ANSWERED,
    has_joined,
    is_recent,
    read_back,
    split_at_arrival,
)
from bot.networks.matrix.events.chat_state import POWER_LEVELS, ChatState, Opening, is_state
from bot.networks.matrix.events.mapping import Scene, incoming, unreadable
from bot.networks.matrix.events.permissions import role_of
from bot.networks.matrix.events.sync_answer import JoinedRoom, Timeline, rooms_of, sources
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import text_at
from bot.networks.matrix.homeserver.server_clock import ServerClock
from bot.networks.matrix.settings import MatrixSettings, localpart

log = logging.getLogger(__name__)

_TRIES: Final = 6
"""Half a minute, with the pauses between them."""


@dataclass(frozen=True, slots=True)
class SyncNews:
    """What one sync brought: lines in order within each chat, chats that ended, or were entered.

    `replacements` are the rooms that took the place of upgraded ones, with who said so; `moves`
    those of which the account is in both: there what was planned goes on.
    """

    lines: list[Incoming] = field(default_factory=list[Incoming])
    removed: list[ChatAddress] = field(default_factory=list[ChatAddress])
    entered: list[ChatAddress] = field(default_factory=list[ChatAddress])
    replacements: list[tuple[ChatId, str]] = field(default_factory=list[tuple[ChatId, str]])
    moves: list[tuple[ChatAddress, ChatId]] = field(
        default_factory=list[tuple[ChatAddress, ChatId]]
    )


def _is_tombstone(event: object) -> bool:
    return is_state(event, "m.room.tombstone")


def _take_note(events: Iterable[object], scene: Scene, news: SyncNews) -> None:
    """Sort events into the news: lines, the end of an upgraded room, and what is neither."""
    for event in events:
        line = incoming(event, scene)
        if line is not None:
            news.lines.append(line)
        elif _is_tombstone(event):
            replacement = text_at(event, "content", "replacement_room") or ""
            news.removed.append(scene.chat)
            news.replacements.append((ChatId(replacement), text_at(event, "sender") or ""))


def _has_gap(timeline: Timeline, since: str | None) -> bool:
    """Whether something happened that sync does not tell. A first sync is not to tell the past."""
    return timeline.limited and since is not None


def _must_try_again(
    room_id: str, error: RefusedError | TransientError, missed: Counter[str]
) -> bool:
    """Not for ever, as all other rooms wait meanwhile. `missed` counts, also this time."""
    if isinstance(error, RefusedError):
        return error.token_is_gone
    missed[room_id] += error.retry_after is None
    return missed[room_id] < _TRIES


def _take_over(state: ChatState, room: JoinedRoom, since: str | None) -> None:
    for event in sources(room.state):
        state.recall(event)
    for event in sources(room.timeline.events):
        state.apply(event)
    if _has_gap(room.timeline, since):
        state.gap = object()


def _name(room: nio.MatrixRoom, user_id: str) -> str:
    """As the room displays it. A writer whom nio was not told about has only their user id."""
    return room.user_name(user_id) or localpart(user_id)


class SyncReader:
    """Knows the state of every room that the account is in, as far as sync has told it.

    `heard_at` is when it was told last, by the homeserver's clock (aware, UTC).
    """

    def __init__(
        self,
        settings: MatrixSettings,
        client: nio.AsyncClient,
        direct_chats: DirectChats,
        riddles: Riddles,
        *,
        clock: ServerClock,
    ) -> None:
        self._settings = settings
        self._client = client
        self._direct_chats = direct_chats
        self._riddles = riddles
        self._clock = clock
        self.heard_at: datetime | None = None
        self._states: dict[str, ChatState] = {}
        # how often in a row that of a room could not be read
        self._missed_levels = Counter[str]()
        self._missed_gaps = Counter[str]()

    def state(self, chat: ChatId) -> ChatState | None:
        """None for a room that the account is not in, or not yet seen in."""
        return self._states.get(chat)

    def opened_for(self, person: str) -> Sequence[ChatId]:
        """The rooms that the account is in and once opened for that person, in a fixed order."""
        opening = Opening(self._client.user_id, person)
        found = (chat for chat, state in self._states.items() if state.opening == opening)
        return tuple(ChatId(chat) for chat in sorted(found))

    async def read(self, response: nio.SyncResponse, *, since: str | None) -> SyncNews:
        """Take over all state, and then collect lines; reads back where the answer left a gap.

        So the role of a writer is the one they have now, not the one they had when writing.
        May be repeated with the answer to the same `since` when it or what follows failed.
        """
        news = SyncNews()
        self._clock.hear(response)
        self._direct_chats.read(response)
        rooms = rooms_of(response)
        for room_id in rooms.leave:
            self._forget(room_id)
            news.removed.append(self._address(room_id))
        for room_id, room in rooms.join.items():
            _take_over(self._states.setdefault(room_id, ChatState()), room, since)
        for room_id in rooms.join:
            await self._settle_levels(room_id)
        self._note_moves(rooms.join, news)
        self.heard_at = self._clock.now()
        for room_id, room in rooms.join.items():
            if has_joined(sources(room.timeline.events), self._client.user_id):
                news.entered.append(self._address(room_id))
            events = await self._events(room_id, room, since)
            if events:
                _take_note(events, self._scene(room_id), news)
            for event in events:
                self._riddles.add(ChatId(room_id), event)
        self._solve(news)
        return news

    async def _settle_levels(self, room_id: str) -> None:
        """Ask which power levels hold where sync told others than it had told before.

        Where somebody else changed the room at the same moment, those are not what the homeserver
        made of both: they may be old ones, or the wrong of two (MSC4222).
        """
        state = self._states[room_id]
        if not state.levels_in_doubt:
            return
        path = ("rooms", room_id, "state", POWER_LEVELS)
        try:
            content = await bare_call(self._client, "GET", *path)
            state.apply({"type": POWER_LEVELS, "state_key": "", "content": content})
        except (RefusedError, TransientError) as error:
            if _must_try_again(room_id, error, self._missed_levels):
                raise
            log.warning("The levels are not told", extra={"chat": room_id, "why": str(error)})
        state.levels_in_doubt = False
        del self._missed_levels[room_id]

    def _note_moves(self, room_ids: Iterable[str], news: SyncNews) -> None:
        """An old and a new room that name each other: so nobody can take over from another room."""
        for room_id in room_ids:
            state = self._states[room_id]
            for old, new in ((state.predecessor, room_id), (room_id, state.successor)):
                before, after = self._states.get(old or ""), self._states.get(new or "")
                if not (old and new and before and after):
                    continue
                if before.successor == new and after.predecessor == old:
                    news.moves.append((self._address(old), ChatId(new)))

    def _solve(self, news: SyncNews) -> None:
        """Lines whose key has come since; and those whose key does not come.

        Of those only direct chats are told: in a group nobody knows whether the bot was meant.
        """
        for riddle in self._riddles.look():
            if riddle.chat not in self._states:
                continue
            scene = self._scene(riddle.chat)
            if riddle.says is not None:
                _take_note([riddle.says], scene, news)
            elif scene.kind is ChatKind.DIRECT:
                line = unreadable(riddle.event, scene)
                if line is not None:
                    news.lines.append(line)

    async def _events(self, room_id: str, room: JoinedRoom, since: str | None) -> Sequence[object]:
        """What happened since the last sync, or since the bot came, whichever is later."""
        events = await self._said(room_id, room.timeline, since)
        if not _has_gap(room.timeline, since):
            return events
        return [*filter(_is_tombstone, sources(room.state)), *events]

    async def _said(self, room_id: str, timeline: Timeline, since: str | None) -> Sequence[object]:
        before, events = split_at_arrival(sources(timeline.events), self._client.user_id)
        not_before = self._clock.now() - OLDEST_ANSWERED
        # all: one old stamp alone may be of a bridge
        is_past = bool(events) and not any(is_recent(event, not_before) for event in events)
        if before or is_past or not (timeline.limited and timeline.prev_batch):
            return events
        try:
            earlier = await read_back(
                self._client,
                room_id,
                start=timeline.prev_batch,
                end=since,
                not_before=not_before,
            )
        except (RefusedError, TransientError) as error:
            if _must_try_again(room_id, error, self._missed_gaps):
                raise
            log.warning("A gap cannot be read", extra={"chat": room_id, "why": str(error)})
            earlier = ()
        del self._missed_gaps[room_id]
        return [*earlier, *events]

    def role(self, room_id: str, user_id: str) -> ChatRole | None:
        """Of a member of a room that the account is in. None where it is not."""
        state = self._states.get(room_id)
        if state is None:
            return None
        return role_of(
            user_id,
            creation=state.creation,
            levels=state.levels,
            admins=self._settings.admins,
        )

    def _scene(self, room_id: str) -> Scene:
        room = self._client.rooms[room_id]
        own_id = self._client.user_id
        names = (self._settings.display_name, own_id, localpart(own_id), _name(room, own_id))
        return Scene(
            chat=self._address(room_id),
            kind=ChatKind.DIRECT if room_id in self._direct_chats else ChatKind.GROUP,
            own_id=own_id,
            own_names=names,
            name_of=partial(_name, room),
            role_of=lambda person: self.role(room_id, person) or ChatRole.MEMBER,
            in_our_time=self._clock.in_ours,
        )

    def _forget(self, room_id: str) -> None:
        """Drop a room that the account is not in any more; nio would keep it."""
        self._states.pop(room_id, None)
        for missed in (self._missed_levels, self._missed_gaps):
            del missed[room_id]
        self._client.rooms.pop(room_id, None)
        self._client.invited_rooms.pop(room_id, None)

    def _address(self, room_id: str) -> ChatAddress:
        return ChatAddress(self._settings.account, ChatId(room_id))
