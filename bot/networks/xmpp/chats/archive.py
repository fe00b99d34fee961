"""Reading an archive (XEP-0313): the room's, or the account's own."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.networks.xmpp.addresses import bare_of
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    DELAY,
    FORWARD,
    MAM,
    RSM,
    element,
    form,
    moment_of,
    namespace,
    spelt,
)
from bot.networks.xmpp.stanzas.ids import is_own_id, names_of
from bot.networks.xmpp.stanzas.mapping import Archived
from bot.networks.xmpp.transport.disco import Asking
from bot.networks.xmpp.transport.errors import RefusedForGoodError

_PAGE: Final = 50
"""Prosody hands out no more at once."""
_UNKNOWN_ID: Final = "item-not-found"
_REMEMBERED: Final = 5000
"""Own messages in one archive."""
_SEARCHES: Final = 100
"""Archives that were looked into lately; more than lines are on their way at once."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One message out of an archive."""

    message: Element
    archived: Archived


@dataclass(slots=True)
class _Search:
    """The ids of all messages of the bot that were kept from `start` on, up to the id `after`.

    While it `is_open`, nothing came yet after the id with which it began.
    """

    start: datetime
    after: str | None
    is_open: bool
    found: set[str] = field(default_factory=set[str])

    def covers(self, start: datetime) -> bool:
        return not self.is_open and self.start <= start


class ArchiveReader:
    """Asks archives, and collects the messages that carry the answer.

    `collect` has to be shown every message stanza; it says whether the stanza was meant for it.
    """

    def __init__(self, stream: Asking, jid: str) -> None:
        self._stream = stream
        self._jid = jid
        self._asked: dict[str, tuple[str, list[Kept]]] = {}
        self._searches = OrderedDict[tuple[str, str], _Search]()
        self._count = 0

    def collect(self, message: Element) -> bool:
        result = message.find(f"{MAM}result")
        if result is None:
            return False
        archive, page = self._asked.get(result.get("queryid", ""), ("", []))
        forwarded = result.find(f"{FORWARD}forwarded")
        # only the archive that was asked can answer; anybody can send such a message
        if forwarded is None or message.get("from", self._jid) != archive:
            return True
        inner = forwarded.find(f"{CLIENT}message")
        delay = forwarded.find(f"{DELAY}delay")
        at = moment_of(delay.get("stamp")) if delay is not None else None
        name = result.get("id")
        if inner is not None and at and name:
            page.append(Kept(inner, Archived(name, at)))
        return True

    async def since(
        self, archive: str, *, after: str | None, start: datetime, contact: str | None = None
    ) -> AsyncIterator[Sequence[Kept]]:
        """What was kept after that id, but not before `start`, in pages, oldest first.

        An id that the archive no longer knows is left out of account. `contact` narrows the
        account's own archive to one bare JID. Raises like `Stream.ask`.
        """
        fields = {"start": spelt(start)}
        if contact:
            fields["with"] = bare_of(contact)
        while True:
            try:
                page, is_last, last = await self._page(archive, fields, after)
            except RefusedForGoodError as error:
                if after is None or error.condition != _UNKNOWN_ID:
                    raise
                after = None
                continue
            yield page
            if is_last or last is None or last == after:
                return
            after = last

    async def holds(
        self,
        archive: str,
        name: str,
        *,
        is_own: Callable[[Element], bool],
        start: datetime,
        after: str | None = None,
        contact: str | None = None,
    ) -> bool:
        """Whether the bot's own message of that id was kept, and not before `start`.

        Whoever works the id out could write one as well: `is_own` tells whose a message there is.
        `after` is the id of something that it can only come after. What was read for one message is
        not read again for the next, and a search that was broken off goes on where it was: after a
        take-over many are looked for, in an archive that may be long. Raises like `Stream.ask`.
        """
        wanted = (archive, bare_of(contact) if contact else "")
        search = self._searches.get(wanted)
        if search is None or not search.covers(start) or len(search.found) > _REMEMBERED:
            search = self._searches[wanted] = _Search(start, after, is_open=after is not None)
        self._searches.move_to_end(wanted)
        if len(self._searches) > _SEARCHES:
            self._searches.popitem(last=False)
        if name in search.found:
            return True
        async for page in self.since(
            archive, after=search.after, start=search.start, contact=contact
        ):
            if page and search.is_open:
                search.start, search.is_open = page[0].archived.at, False
            for kept in page:
                if is_own(kept.message):
                    search.found.update(filter(is_own_id, names_of(kept.message)))
                search.after = kept.archived.id
            if name in search.found:
                return True
        return False

    def is_from_us(self, message: Element) -> bool:
        """Whether the account's own archive keeps it as something that the account sent."""
        return bare_of(message.get("from", self._jid)) == self._jid

    async def one(self, archive: str, name: str) -> Element | None:
        """The message that is kept under that id. Raises like `Stream.ask`."""
        page, _, _ = await self._page(archive, {"ids": name}, None)
        return next((kept.message for kept in page if kept.archived.id == name), None)

    async def _page(
        self, archive: str, fields: dict[str, str], after: str | None
    ) -> tuple[Sequence[Kept], bool, str | None]:
        self._count += 1
        name = str(self._count)
        page: list[Kept] = []
        self._asked[name] = (archive, page)
        wanted = element(f"{RSM}set", element(f"{RSM}max", text=str(_PAGE)))
        if after is not None:
            wanted.append(element(f"{RSM}after", text=after))
        query = element(f"{MAM}query", form(namespace(MAM), fields), wanted, queryid=name)
        try:
            answer = await self._stream.ask(query, to=archive, kind="set")
        finally:
            del self._asked[name]
        fin = answer.find(f"{MAM}fin")
        if fin is None:
            return page, True, None
        return page, fin.get("complete") == "true", fin.findtext(f"{RSM}set/{RSM}last")
