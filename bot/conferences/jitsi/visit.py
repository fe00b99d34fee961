"""Looks into a room from inside, for a moment, as one of its occupants (XEP-0045)."""

import asyncio
import contextlib
import re
from typing import Final, cast
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID, Presence
from slixmpp.types import PresenceArgs

from bot.conferences.jitsi.occupants import Seat, seat
from bot.conferences.jitsi.stream import SignallingStream

_ENTER_SECONDS: Final = 2.0
_LEAVE_SECONDS: Final = 0.5
_NOT_IN_NICK: Final = re.compile(r"[^A-Za-z0-9]")


async def look_inside(stream: SignallingStream, room: str, *, name: str) -> list[Seat] | None:
    """The seats, the bot's own among them; None when the room does not let the bot in in time.

    The bot shows itself as `name` and has left when this returns. It never destroys a room, not
    even one that its coming made: a destroyed one may stay closed to everybody for weeks.
    """
    visit = _Visit(JID(room), _nick(stream.boundjid.user))
    with stream.hearing_presences(visit.hear):
        visit.entering(stream, name).send()
        try:
            async with asyncio.timeout(_ENTER_SECONDS):
                return await visit.seats
        except TimeoutError:
            return None
        finally:
            await visit.leave(stream)


class _Visit:
    """A room sends the others' presences first and one's own last; then `seats` is complete.

    It becomes None when the room refuses.
    """

    def __init__(self, room: JID, nick: str) -> None:
        self.seats: asyncio.Future[list[Seat] | None] = asyncio.get_running_loop().create_future()
        self._taken: dict[str, Seat] = {}
        self._refused = False
        self._left = asyncio.Event()
        self._room = room
        self._nick = nick

    def entering(self, stream: SignallingStream, name: str) -> Presence:
        options = cast("PresenceArgs", {"pnick": name})  # as make_presence names it
        presence = stream.plugin["xep_0045"].make_join_stanza(
            self._room, self._nick, maxstanzas=0, presence_options=options
        )
        # with it, a client alone in the room does not offer the bot a direct media connection
        SubElement(presence.xml, "{jabber:client}bot", {"type": "poltergeist"})
        return presence

    def hear(self, presence: Element) -> None:
        room, _, nick = presence.get("from", "").partition("/")
        if room != self._room.bare:
            return
        kind, taken = presence.get("type"), seat(presence)
        if self.seats.done():
            if nick == self._nick and kind == "unavailable":
                self._left.set()
        elif kind == "error":
            self._refused = True
            self.seats.set_result(None)
        elif taken is None:
            self._taken.pop(nick, None)
        else:
            self._taken[nick] = taken
            if taken.is_self:
                self.seats.set_result(list(self._taken.values()))

    async def leave(self, stream: SignallingStream) -> None:
        if self._refused:
            return
        stream.send_presence(pto=f"{self._room.bare}/{self._nick}", ptype="unavailable")
        with contextlib.suppress(TimeoutError):  # said is said; the server is slow to confirm
            async with asyncio.timeout(_LEAVE_SECONDS):
                await self._left.wait()


def _nick(own_user_part: str) -> str:
    """Jitsi's rule for guests; some servers refuse any other nick."""
    return _NOT_IN_NICK.sub("", own_user_part)[:8] or "visitor"
