"""Which chats are direct: those in the account's `m.direct` (specification: Direct Messaging)."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import nio

from bot.networks.matrix.homeserver.bare_call import bare_call
from bot.networks.matrix.homeserver.errors import RefusedError
from bot.networks.matrix.homeserver.loose import mapping_at, texts_at

_KIND: Final = "m.direct"


class DirectChats:
    """Rooms that sync has told to be direct, and rooms marked here that it has not told yet."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._people: Mapping[str, object] = {}
        self._told: frozenset[str] = frozenset()
        self._writing = asyncio.Lock()
        self._marked: dict[str, str] = {}

    def __contains__(self, chat: str) -> bool:
        return chat in self._told or chat in self._marked

    def read(self, response: nio.SyncResponse) -> None:
        """Take over the account data, which sync brings when they change, and in a first sync."""
        for event in response.account_data_events:
            if isinstance(event, nio.UnknownAccountDataEvent) and event.type == _KIND:
                self._people = mapping_at(event.content)
                self._told = _rooms(self._people)
        for chat in self._told & self._marked.keys():
            del self._marked[chat]

    def with_person(self, person: str) -> Sequence[str]:
        """The rooms with that person, in the order in which they came to be known as direct.

        Those only marked are among them: between an invitation and its account data a line can
        already come and go there.
        """
        marked = (chat for chat, whose in self._marked.items() if whose == person)
        return (*texts_at(self._people, person), *marked)

    def is_noted(self, chat: str, person: str) -> bool:
        """Whether sync has told that the account data name it for that person."""
        return chat in texts_at(self._people, person)

    def mark(self, chat: str, person: str) -> None:
        """Let it be direct at once, until sync tells the same or this process ends."""
        self._marked[chat] = person

    def is_only_marked(self, chat: str) -> bool:
        """Whether a restart might forget that it is direct."""
        return chat in self._marked

    def forget(self, chat: str) -> None:
        """Take back what `mark` did."""
        self._marked.pop(chat, None)

    async def write(self, chat: str, person: str) -> None:
        """Put it among the direct chats with that person in the account data; a repeat is harmless.

        Raises what `bare_call` raises. The homeserver replaces the whole, so what the owner of the
        account may have put there is read first and kept.
        """
        async with self._writing:
            await self._merge(chat, person)

    async def _merge(self, chat: str, person: str) -> None:
        path = ("user", self._client.user_id, "account_data", _KIND)
        try:
            answer = await bare_call(self._client, "GET", *path)
        except RefusedError as error:
            if error.code != "M_NOT_FOUND":
                raise
            answer = None  # never written
        known = mapping_at(answer)
        if chat not in _rooms(known):
            merged = {**known, person: [*texts_at(known, person), chat]}
            await bare_call(self._client, "PUT", *path, body=merged)


def _rooms(content: object) -> frozenset[str]:
    """The rooms in an `m.direct`, which maps people to lists of rooms."""
    people = mapping_at(content)
    return frozenset(room for person in people for room in texts_at(people, person))
