"""A person on Matrix: bare nio, no encryption, no store."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final, TypeVar, cast

import nio

from bot.demo.guests.ear import Ear, Heard, Wanted
from bot.errors import PermanentError

_POLL_MS: Final = 20_000
_PATIENCE_S: Final = 20.0

_AnswerT = TypeVar("_AnswerT")


class MatrixGuest:
    """One logged-in person, who says things in the room that they joined last unless told."""

    def __init__(self, homeserver: str, user_id: str) -> None:
        self.user_id = user_id
        self.ear = Ear()
        self.chat = ""
        config = nio.AsyncClientConfig(request_timeout=_PATIENCE_S, max_timeouts=1)
        self._client = nio.AsyncClient(homeserver, user_id, config=config)
        self._since: str | None = None
        self._listening: asyncio.Task[None] | None = None

    @property
    def heard(self) -> list[Heard]:
        """All lines, their own included, in order of arrival."""
        return self.ear.heard

    async def connect(self, *, access_token: str, device_id: str) -> None:
        """Take up the login and listen from now on."""
        self._client.restore_login(self.user_id, device_id, access_token)
        await self._sync(timeout_ms=0)
        self._listening = asyncio.create_task(self._listen(), name=f"{self.user_id} listens")

    async def call_oneself(self, name: str) -> None:
        """Set the display name."""
        _good(await self._client.set_displayname(name), nio.ProfileSetDisplayNameResponse)

    async def open_room(self, alias: str, name: str, *, moderators: Sequence[str] = ()) -> str:
        """Make a public room with that local alias and stay in it. Returns its id."""
        # from room version 12 on, whoever makes a room is above all levels and must not stand there
        levels = {"users": dict.fromkeys(moderators, 50)} if moderators else None
        answer = await self._client.room_create(
            visibility=nio.RoomVisibility.public,
            preset=nio.RoomPreset.public_chat,
            alias=alias,
            name=name,
            power_level_override=levels,
        )
        self.chat = _good(answer, nio.RoomCreateResponse).room_id
        return self.chat

    async def invite(self, user_id: str) -> None:
        """Ask somebody into the room."""
        _good(await self._client.room_invite(self.chat, user_id), nio.RoomInviteResponse)

    async def join(self, room: str) -> str:
        """Join by id or alias. Returns the room's id."""
        self.chat = _good(await self._client.join(room), nio.JoinResponse).room_id
        return self.chat

    async def say(self, text: str, *, chat: str | None = None, thread: str | None = None) -> str:
        """Send a line (into a thread by its root's event id); returns its event id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if thread is not None:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread}
        answer = await self._client.room_send(chat or self.chat, "m.room.message", content)
        return _good(answer, nio.RoomSendResponse).event_id

    async def wait_for(self, wanted: Wanted, timeout: float = 10.0) -> Heard:  # noqa: ASYNC109 -- the `TimeoutError` is part of what it does
        """See `Ear.wait_for`."""
        return await self.ear.wait_for(wanted, timeout)

    async def wait_for_member(self, user_id: str, timeout: float = 10.0) -> None:  # noqa: ASYNC109 -- the `TimeoutError` is part of what it does
        """Return once that account is in the room."""
        async with asyncio.timeout(timeout):
            while True:
                answer = await self._client.joined_members(self.chat)
                members = _good(answer, nio.JoinedMembersResponse).members
                if any(member.user_id == user_id for member in members):
                    return
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Stop listening and hang up; the login stays valid."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])
        await self._client.close()

    async def _listen(self) -> None:
        try:
            while True:
                await self._sync(timeout_ms=_POLL_MS)
        except Exception as error:
            self.ear.fail(error)
            raise

    async def _sync(self, *, timeout_ms: int) -> None:
        answer = await self._client.sync(timeout=timeout_ms, since=self._since)
        response = _good(answer, nio.SyncResponse)
        arrived = time.perf_counter()
        self._since = response.next_batch
        for chat, room in response.rooms.join.items():
            for event in cast("list[nio.Event]", room.timeline.events):
                if event.source["type"] == "m.room.message":
                    self.ear.hear(_heard(event.source, chat=chat, at=arrived))


def _heard(event: dict[str, Any], *, chat: str, at: float) -> Heard:
    relation = event["content"].get("m.relates_to", {})
    kind = relation.get("rel_type")
    content = event["content"].get("m.new_content", event["content"])
    return Heard(
        id=event["event_id"],
        chat=chat,
        speaker=event["sender"],
        text=content.get("body", ""),
        at=at,
        html=content.get("formatted_body"),
        answers=relation.get("m.in_reply_to", {}).get("event_id"),
        thread=relation.get("event_id") if kind == "m.thread" else None,
        replaces=relation.get("event_id") if kind == "m.replace" else None,
    )


def _good(answer: object, wanted: type[_AnswerT]) -> _AnswerT:
    if not isinstance(answer, wanted):
        raise PermanentError(f"the homeserver refused: {answer}")
    return answer
