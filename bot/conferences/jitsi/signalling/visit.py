"""A seat of the bot in a room, as one of its occupants (XEP-0045)."""

import asyncio
import contextlib
import re
from typing import Final, cast
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID, Presence
from slixmpp.types import PresenceArgs

from bot.conferences.jitsi.signalling.occupants import Seat, seat
from bot.conferences.jitsi.signalling.stream import SignallingStream

_ENTER_S: Final = 2.0
_LEAVE_S: Final = 0.5
_NOT_IN_NICK: Final = re.compile(r"[^A-Za-z0-9]")


async def look_inside(stream: SignallingStream, room: str, *, name: str) -> list[Seat] | None:
    """The seats, the bot's own among them; None when the room does not let the bot in in time.

    The bot shows itself as `name` and has left when this returns. It never destroys a room, not
    even one that its coming made: a destroyed one may stay closed to everybody for weeks.
    """
    visit = Visit(room, own_nick(stream.boundjid.user))
    with stream.hearing_presences(visit.hear):
        visit.entering(stream, name).send()
        try:
            return visit.taken if await visit.wait_complete() else None
        finally:
            await visit.leave(stream)


class Visit:
    """A room sends the others' presences first and one's own last; then all who are in are known.

    What is heard after that is kept up to date. It is over when the room refuses, or when the bot's
    own seat is gone.
    """

    def __init__(self, room: str, nick: str) -> None:
        self._room = JID(room)
        self._nick = nick
        self._taken: dict[str, Seat] = {}
        self._entered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._left = asyncio.Event()

    @property
    def taken(self) -> list[Seat]:
        """The seats that are taken, the bot's own among them."""
        return list(self._taken.values())

    @property
    def is_complete(self) -> bool:
        """Whether the bot was let in, and is still there."""
        return self._entered.done() and self._entered.result() and not self._left.is_set()

    @property
    def is_over(self) -> bool:
        """Whether the bot was not let in, or was put out."""
        return self._left.is_set()

    async def wait_complete(self) -> bool:
        """Whether the room lets the bot in, within two seconds."""
        try:
            async with asyncio.timeout(_ENTER_S):
                await asyncio.shield(self._entered)
        except TimeoutError:
            return False
        return self.is_complete

    def entering(self, stream: SignallingStream, name: str) -> Presence:
        """The presence to send first."""
        options = cast("PresenceArgs", {"pnick": name})  # as make_presence names it
        presence = stream.plugin["xep_0045"].make_join_stanza(
            self._room, self._nick, maxstanzas=0, presence_options=options
        )
        # with it, a client alone in the room does not offer the bot a direct media connection
        SubElement(presence.xml, "{jabber:client}bot", {"type": "poltergeist"})
        # Jicofo makes somebody moderator when the one there was leaves; a robot is passed over
        SubElement(presence.xml, "{http://jitsi.org/jitmeet/userinfo}userinfo", {"robot": "true"})
        return presence

    def hear(self, presence: Element) -> None:
        """Every presence on the stream; those of other rooms are passed over."""
        room, _, nick = presence.get("from", "").partition("/")
        if room != self._room.bare:
            return
        taken = seat(presence)
        if presence.get("type") == "error":
            self._end(entered=False)
        elif taken is None:
            self._taken.pop(nick, None)
            if nick == self._nick:
                self._end(entered=False)
        else:
            self._taken[nick] = taken
            if taken.is_self:
                self._end(entered=True)

    def say_goodbye(self, stream: SignallingStream) -> None:
        """Leave, without waiting for the room to say so."""
        stream.send_presence(pto=f"{self._room.bare}/{self._nick}", ptype="unavailable")

    async def leave(self, stream: SignallingStream) -> None:
        """Leave, and wait half a second for the room to say so, unless it never let the bot in."""
        if self._left.is_set():
            return
        self.say_goodbye(stream)
        with contextlib.suppress(TimeoutError):  # said is said; the server is slow to confirm
            async with asyncio.timeout(_LEAVE_S):
                await self._left.wait()

    def _end(self, *, entered: bool) -> None:
        if not self._entered.done():
            self._entered.set_result(entered)
        if not entered:
            self._left.set()


def own_nick(own_user_part: str) -> str:
    """Jitsi's rule for guests; some servers refuse any other nick."""
    return _NOT_IN_NICK.sub("", own_user_part)[:8] or "visitor"
