"""One group chat (XEP-0045): joining it, noticing that the bot is out, and joining again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, NoReturn
from xml.etree.ElementTree import Element

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.xmpp.addresses import resource_of
from bot.networks.xmpp.chats.join_terms import JoinTerms
from bot.networks.xmpp.settings import Patience
from bot.networks.xmpp.stanzas.elements import (
    DATA_FORM,
    MUC,
    MUC_ADMIN,
    MUC_OWNER,
    MUC_USER,
    element,
    namespace,
    spelt,
)
from bot.networks.xmpp.stanzas.group_calls import GroupCalls
from bot.networks.xmpp.stanzas.occupants import Grounds, Seat, seat_of
from bot.networks.xmpp.stanzas.room_codes import (
    CREATED,
    NEW_NICK,
    OWN,
    GoneError,
    codes_of,
    exit_of,
)
from bot.networks.xmpp.transport.disco import features
from bot.networks.xmpp.transport.errors import RefusedForGoodError, RefusedForNowError, refusal
from bot.networks.xmpp.transport.stream import Stream

log = logging.getLogger(__name__)
_FULL: Final = "service-unavailable"
_MAY_BE_MADE: Final = frozenset({"item-not-found", "not-allowed", _FULL})
"""Refusals that end when somebody makes the room, or leaves it when it is full."""
_STILL_IN: Final = frozenset({"service-unavailable", "feature-not-implemented"})
"""What a self-ping is answered with when only nobody understands pings (XEP-0410)."""


class GroupChat:
    """The bot's presence in one room, for as long as one stream lasts.

    `seats` is who is there, by nick. `settled` is set once the first attempt to join has ended, in
    success or not. `on_entered` is called each time the bot has joined, before the first line that
    follows; `history_from` tells from when on a room without an archive is to repeat its lines.
    `caps` tells the others what the bot is (XEP-0115).
    """

    def __init__(
        self,
        terms: JoinTerms,
        *,
        stream: Stream,
        patience: Patience,
        turns: asyncio.Semaphore,
        on_entered: Callable[["GroupChat"], None],
        history_from: Callable[[], Awaitable[datetime | None]],
        caps: Element,
    ) -> None:
        self.terms: Final = terms
        self.jid: Final = terms.room
        self.nick = terms.nick
        self.seats: dict[str, Seat] = {}
        self.calls = GroupCalls()
        self.grounds = Grounds(real_jids=terms.real_jids)
        self._exists = True
        self._is_room = False
        self.is_in = False
        self.settled = asyncio.Event()
        self._stream = stream
        self._patience = patience
        self._turns = turns
        self._on_entered = on_entered
        self._history_from = history_from
        self._caps: Final = caps
        self._entering: asyncio.Future[frozenset[str]] | None = None
        self._exit: AnkerplatzError | None = None
        self._doubt = asyncio.Event()
        self._must_look = False

    async def join(self) -> None:
        """Join, under another nick when somebody else has ours."""
        async with self._turns:
            await self._learn()
            codes = await self._enter_under_some_nick()
            if CREATED in codes:
                await self._take_over()
        self.settled.set()

    async def stay(self) -> NoReturn:
        """Until the bot is out of the room; raises why."""
        while True:
            try:
                async with asyncio.timeout(self._patience.self_ping):
                    await self._doubt.wait()
            except TimeoutError:
                pass
            self._doubt.clear()
            if self._exit is not None:
                raise self._exit
            if self._must_look:
                await self._look_again()
            else:
                await self._ping_self()

    def leave(self) -> None:
        """Leave, without waiting for the room to confirm it."""
        self.is_in = False
        self._stream.appear(to=self.origin, kind="unavailable")

    @property
    def origin(self) -> str:
        """The bot's own occupant JID."""
        return f"{self.jid}/{self.nick}"

    @property
    def knows_seats(self) -> bool:
        """Whether the room has told who is there."""
        return self.is_in and self._entering is None

    def wrote(self, message: Element) -> bool:
        """Whether the bot wrote what the room's archive keeps, maybe in an earlier life.

        Where the room does not show who wrote it, a nick that the bot gives itself is enough.
        """
        own = self.seats.get(self.nick)
        shown = own.wrote(message, self.grounds) if own else None
        if shown is not None:
            return shown
        return resource_of(message.get("from", "")) in (self.nick, *self.terms.nicks)

    def look_again(self) -> None:
        """Have the room tell who is there anew: it shows more of them now, or less."""
        self._must_look = True
        self._doubt.set()

    def doubt(self) -> None:
        """Find out soon whether the bot is still in the room: something hints that it is not."""
        self._doubt.set()

    def on_presence(self, presence: Element) -> None:
        """What the room says about one occupant, or to our request to enter."""
        kind = presence.get("type")
        nick = resource_of(presence.get("from", ""))
        codes = codes_of(presence)
        is_own = OWN in codes or nick == self.nick
        if kind == "error":
            if self._entering and not self._entering.done():
                self._entering.set_exception(refusal(presence))
        elif kind == "unavailable":
            self.seats.pop(nick, None)
            self._note_exit(presence, nick, codes)
            if is_own:
                self._on_own_exit(presence, codes)
        elif kind is None and nick:
            before, seat = self.seats.get(nick), seat_of(presence, nick, self.grounds)
            self.seats[nick] = seat
            self.calls.on_presence(nick, presence)
            if is_own:
                self._on_own_entry(nick, codes)
            if is_own and before and seat.moderates and not before.moderates:
                self.look_again()  # moderators see addresses, of those too who came before

    def _on_own_entry(self, nick: str, codes: frozenset[str]) -> None:
        self.nick = nick
        if self._entering and not self._entering.done():
            self._entering.set_result(codes)
            self.is_in = True
            self._on_entered(self)

    def _note_exit(self, presence: Element, nick: str, codes: frozenset[str]) -> None:
        if NEW_NICK in codes:
            self.calls.rename(nick, _new_nick(presence) or nick)
        else:
            self.calls.gone(nick)

    def _on_own_exit(self, presence: Element, codes: frozenset[str]) -> None:
        if NEW_NICK in codes:
            self.nick = _new_nick(presence) or self.nick
            return
        self.is_in = False
        self._exit = exit_of(presence)
        self._doubt.set()

    async def _learn(self) -> None:
        """What the room supports decides how to join it and what in its stanzas can be believed."""
        known: frozenset[str] = frozenset()
        self._exists = True
        try:
            known = await features(self._stream, self.jid)
        except RefusedForGoodError as error:
            self._exists = error.condition != "item-not-found"
            if self.terms.is_invited and not self._exists:
                raise GoneError("the room is gone") from error
        self._is_room = namespace(MUC) in known
        self.grounds = Grounds.of(known, real_jids=self.terms.real_jids)

    async def _enter_under_some_nick(self) -> frozenset[str]:
        for nick in self.terms.nicks:
            try:
                return await self._enter(nick)
            except RefusedForGoodError as error:
                if error.condition in _MAY_BE_MADE:
                    raise self._closed(error.condition) from error
                if error.condition != "conflict":
                    raise
        raise TransientError("no nick is free")

    def _closed(self, condition: str) -> TransientError | PermanentError:
        """What keeps the bot out, and may change: nobody made the room yet, or it is full."""
        if not self.terms.is_invited or (condition == _FULL and self._is_room):
            return TransientError(condition)
        return PermanentError(condition) if condition == _FULL else GoneError("the room is gone")

    async def _enter(self, nick: str) -> frozenset[str]:
        history = element(f"{MUC}history")
        # one that has to be made again may repeat old lines out of its archive, without their ids
        repeats = self._exists and not self.grounds.archive
        since = await self._history_from() if repeats else None
        if since is None:
            history.set("maxstanzas", "0")
        else:
            history.set("since", spelt(since))
        entry = element(f"{MUC}x", history)
        if self.terms.password:
            entry.append(element(f"{MUC}password", text=self.terms.password))
        self.nick, self._exit = nick, None
        self.seats.clear()
        self.calls = GroupCalls()
        self._doubt.clear()
        self._entering = asyncio.get_running_loop().create_future()
        self._stream.appear(entry, self._caps, to=self.origin)
        try:
            async with asyncio.timeout(self._patience.join):
                return await self._entering
        except TimeoutError as error:
            raise TransientError("the room did not answer") from error
        finally:
            self._entering = None

    async def _take_over(self) -> None:
        """Joining has made the room: accept its configuration as it is, or leave it again."""
        if self.terms.is_invited:
            self.leave()
            raise GoneError("the room is gone")
        accept = element(f"{MUC_OWNER}query", element(f"{DATA_FORM}x", type="submit"))
        await self._stream.ask(accept, to=self.jid, kind="set")
        log.warning("The room did not exist; it was made", extra={"room": self.jid})
        for owner in sorted(self.terms.owners):
            item = element(f"{MUC_ADMIN}item", affiliation="owner", jid=owner)
            with suppress(RefusedForGoodError):
                query = element(f"{MUC_ADMIN}query", item)
                await self._stream.ask(query, to=self.jid, kind="set")
        await self._learn()
        self._on_entered(self)  # once more, since now it is known whether there is an archive

    async def _look_again(self) -> None:
        """A room tells everything again to an occupant who enters once more."""
        self._must_look = False
        try:
            async with self._turns:
                await self._enter(self.nick)
        except RefusedForGoodError as error:
            raise TransientError("the room did not let us look again") from error

    async def _ping_self(self) -> None:
        try:
            await self._stream.ping(self.origin)
        except RefusedForGoodError as error:
            if error.condition not in _STILL_IN:
                self.is_in = False
                raise TransientError("the room does not know us any more") from error
        except (RefusedForNowError, TransientError) as error:
            facts = {"room": self.jid, "why": str(error)}
            log.info("Whether we are in the room is not known", extra=facts)


def _new_nick(presence: Element) -> str | None:
    item = presence.find(f"{MUC_USER}x/{MUC_USER}item")
    return None if item is None else item.get("nick")
