"""What hangs in a room: pinned lines, and widgets of calls. Fits the port `Wall`."""

import hashlib
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import nio

from bot.domain.chat import ChatAddress, ChatId
from bot.domain.conference import ConferenceRoom
from bot.domain.fixture import Fixture, FixtureKind, Hanging, Pin, PowerMissing
from bot.errors import TransientError
from bot.networks.matrix.chats.reader import SyncReader
from bot.networks.matrix.events.content import Json
from bot.networks.matrix.events.permissions import power_missing
from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import mapping_at, text_at, texts_at

PINNED: Final = "m.room.pinned_events"
WIDGETS: Final = "im.vector.modular.widgets"

_TYPES: Final = {FixtureKind.PIN: PINNED, FixtureKind.WIDGET: WIDGETS}


class RoomWall:
    """Reads before it writes: what others pinned stays, and so do the widgets of others.

    Between reading and writing somebody else may pin a line, which is lost then: the server has
    no way to add one line to a list.
    """

    def __init__(self, client: nio.AsyncClient, reader: SyncReader) -> None:
        self._client = client
        self._reader = reader

    def power_missing(self, chat: ChatAddress, kind: FixtureKind) -> PowerMissing | None:
        state = self._reader.state(chat.chat)
        if state is None:
            return None
        return power_missing(
            self._client.user_id, _TYPES[kind], creation=state.creation, levels=state.levels
        )

    async def put_up(self, fixture: Fixture) -> None:
        await self._hang(fixture.chat.chat, fixture)

    async def take_down(self, hanging: Hanging) -> None:
        if hanging.kind is FixtureKind.PIN:
            await self._pin(hanging.chat.chat, hanging.name, wanted=False)
        elif await self._is_ours(hanging.chat.chat, widget_id(hanging.name)):
            await self._write(hanging.chat.chat, WIDGETS, widget_id(hanging.name), {})

    async def _hang(self, chat: ChatId, fixture: Fixture) -> None:
        if isinstance(fixture, Pin):
            await self._pin(chat, fixture.line, wanted=True)
            return
        key = widget_id(fixture.name)
        if await self._is_ours(chat, key):
            content = widget_content(fixture.room, key=key, by=self._client.user_id)
            await self._write(chat, WIDGETS, key, content)

    async def _pin(self, chat: ChatId, line: str, *, wanted: bool) -> None:
        content = mapping_at(await self._read(chat, PINNED, ""))
        pinned = texts_at(content, "pinned")
        if (line in pinned) is wanted:
            return
        others = [one for one in pinned if one != line]
        body = {**content, "pinned": [*others, line] if wanted else others}
        await self._write(chat, PINNED, "", body)

    async def _is_ours(self, chat: ChatId, key: str) -> bool:
        """Or nobody's: whoever wrote last under a key owns what it says."""
        event = await self._read(chat, WIDGETS, key, query={"format": "event"})
        # a server that does not know that format gives the content alone
        content = mapping_at(event, "content") if "sender" in mapping_at(event) else event
        writer = text_at(event, "sender") or text_at(event, "creatorUserId")
        return not mapping_at(content) or writer == self._client.user_id

    async def _read(
        self, chat: ChatId, kind: str, key: str, *, query: Mapping[str, str] | None = None
    ) -> object:
        """The content of the state event; None where there is none."""
        path = ("rooms", chat, "state", kind, key)
        try:
            return await self._do("GET", *path, query=query)
        except RefusedError as error:
            if error.code != "M_NOT_FOUND":
                raise
            return None

    async def _write(
        self, chat: ChatId, kind: str, key: str, content: Mapping[str, object]
    ) -> None:
        await self._do("PUT", "rooms", chat, "state", kind, key, body=content)

    async def _do(
        self,
        method: str,
        *path: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> object:
        if not self._client.logged_in:
            raise TransientError("not logged in yet", whole_account=True)
        try:
            return await bare_call(self._client, method, *path, query=query, body=body)
        except RefusedError as error:
            if error.token_is_gone:
                raise TransientError(str(error), whole_account=True) from error
            raise


def widget_id(node: str) -> str:
    """The state key of the widget of a room: always the same, and nobody else's."""
    return f"ankerplatz_{hashlib.sha256(node.encode()).hexdigest()[:24]}"


def widget_content(room: ConferenceRoom, *, key: str, by: str) -> Json:
    """What Element and others make a widget of. Pure.

    Element has a page of its own for the type `jitsi` and takes only `data`; others show `url`.
    That page knows no tokens: with a signed link it is any other page.
    """
    content: Json = {
        "id": key,
        "creatorUserId": by,
        "name": room.title,
        "url": room.link,
        "type": "m.custom",
        "data": {"title": room.title},
    }
    link = urlsplit(room.link)
    if link.query:
        return content
    folder, _, _ = link.path.rpartition("/")
    data: Json = {
        "conferenceId": room.name,
        "domain": f"{link.netloc}{folder}",
        "isAudioOnly": False,
        "roomName": room.title,
    }
    return {**content, "name": f"Jitsi: {room.title}", "type": "jitsi", "data": data}
