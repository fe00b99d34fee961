"""Which rooms the bot was invited to, kept on its server as bookmarks (XEP-0402)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.errors import PermanentError
from bot.networks.xmpp.addresses import prepared
from bot.networks.xmpp.stanzas.elements import BOOKMARKS, PUBSUB, element, form, namespace
from bot.networks.xmpp.transport.disco import Asking
from bot.networks.xmpp.transport.errors import RefusedForGoodError

log = logging.getLogger(__name__)
_NODE: Final = namespace(BOOKMARKS)
_PRIVATE: Final = {
    "pubsub#persist_items": "true",
    "pubsub#max_items": "max",
    "pubsub#send_last_published_item": "never",
    "pubsub#access_model": "whitelist",
}


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A room that is to be joined at the start."""

    room: str
    password: str | None = None


class Bookmarks:
    """The account's bookmarks, as far as its server keeps some. Raises `TransientError`."""

    def __init__(self, stream: Asking) -> None:
        self._stream = stream

    async def load(self) -> Sequence[Bookmark]:
        """Those that are to be joined at the start; also if another program set them."""
        query = element(f"{PUBSUB}pubsub", element(f"{PUBSUB}items", node=_NODE))
        try:
            answer = await self._stream.ask(query)
        except PermanentError as error:
            if not _is_missing(error):  # as long as there never were any
                facts = {"why": str(error)}
                log.warning("The server keeps no bookmarks; invitations will not last", extra=facts)
            return ()
        found: list[Bookmark] = []
        for item in answer.iterfind(f"{PUBSUB}pubsub/{PUBSUB}items/{PUBSUB}item"):
            conference = item.find(f"{BOOKMARKS}conference")
            room = prepared(item.get("id"))
            if room and conference is not None and conference.get("autojoin") in ("true", "1"):
                found.append(Bookmark(room, conference.findtext(f"{BOOKMARKS}password")))
        return found

    async def keep(self, bookmark: Bookmark) -> None:
        """Remember the room."""
        conference = element(f"{BOOKMARKS}conference", autojoin="true")
        if bookmark.password:
            conference.append(element(f"{BOOKMARKS}password", text=bookmark.password))
        item = element(f"{PUBSUB}item", conference, id=bookmark.room)
        options = form(f"{namespace(PUBSUB)}#publish-options", _PRIVATE)
        query = element(
            f"{PUBSUB}pubsub",
            element(f"{PUBSUB}publish", item, node=_NODE),
            element(f"{PUBSUB}publish-options", options),
        )
        try:
            await self._stream.ask(query, kind="set")
        except PermanentError as error:
            facts = {"room": bookmark.room, "why": str(error)}
            log.warning("The invitation will be forgotten with the stream", extra=facts)

    async def forget(self, room: str) -> None:
        """Forget the room. One that is not there is no error."""
        item = element(f"{PUBSUB}item", id=room)
        retract = element(f"{PUBSUB}retract", item, node=_NODE, notify="false")
        try:
            await self._stream.ask(element(f"{PUBSUB}pubsub", retract), kind="set")
        except PermanentError as error:
            if not _is_missing(error):
                facts = {"room": room, "why": str(error)}
                log.warning("The room will be entered again at the next start", extra=facts)


def _is_missing(error: PermanentError) -> bool:
    return isinstance(error, RefusedForGoodError) and error.condition == "item-not-found"
