"""The call that a group chat holds itself, known from what its people say of it. Pure.

A call is proposed, joined and left by messages (XEP-0482), or each occupant shows in their presence
that they take part (Muji, XEP-0272). Both only say what clients announce: nobody is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.networks.xmpp.stanzas.elements import MUJI, SID

SOURCE: Final = "xmpp-call"
_INVITES: Final = ("{urn:xmpp:call-invites:0}", "{urn:xmpp:call-message:1}")
"""XEP-0482, and how it was spelt before it had a number."""
_BEGINNINGS: Final = frozenset({"invite", "propose"})
_ENDINGS: Final = frozenset({"left", "reject"})
_MOST_CALLS: Final = 20


@dataclass(slots=True)
class _Call:
    """Its `names` in messages, and the nicks of those in it.

    `is_whole`: seen from its beginning, so that nobody is missing.
    """

    names: set[str]
    is_whole: bool
    since: datetime | None
    nicks: set[str] = field(default_factory=set[str])


class GroupCalls:
    """The calls of one room. Whoever leaves the room has left them as well."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._shown: set[str] = set()

    def on_message(self, nick: str, message: Element, *, now: datetime) -> None:
        """Take in what somebody in the room said, just now and not in its history."""
        for child in message:
            namespace, _, name = child.tag.rpartition("}")
            if f"{namespace}}}" not in _INVITES:
                continue
            if name in _BEGINNINGS:
                self._begin(nick, {*_names(message, child)}, now)
            elif name == "accept":
                self._called(child.get("id", "")).nicks.add(nick)
            elif name in _ENDINGS:
                self._leave(nick, child.get("id", ""))
            elif name == "retract":
                self._calls = [one for one in self._calls if child.get("id") not in one.names]

    def on_presence(self, nick: str, presence: Element) -> None:
        """Take in what an occupant shows. One who still prepares is not in the call yet."""
        muji = presence.find(f"{MUJI}muji")
        if muji is not None and muji.find(f"{MUJI}content") is not None:
            self._shown.add(nick)
        else:
            self._shown.discard(nick)

    def rename(self, nick: str, new: str) -> None:
        """An occupant changed their nick."""
        for nicks in (self._shown, *(call.nicks for call in self._calls)):
            if nick in nicks:
                nicks.remove(nick)
                nicks.add(new)

    def gone(self, nick: str) -> None:
        """Somebody left the room."""
        self._shown.discard(nick)
        for call in self._calls:
            call.nicks.discard(nick)
        self._forget_empty()

    def attendance(self, *, now: datetime) -> Attendance | None:
        """Who is in the call now; None where none runs that the bot knows of."""
        nicks = sorted(self._shown.union(*(call.nicks for call in self._calls)))
        if not nicks:
            return None
        is_whole = all(call.is_whole for call in self._calls)
        begun = [call.since for call in self._calls if call.since]
        return Attendance(
            liveness=Liveness.LIVE,
            seen_at=now,
            source=SOURCE,
            count=len(nicks) if is_whole else None,
            occupants=tuple(map(Occupant, nicks)) if is_whole else None,
            since=min(begun, default=None),
        )

    def _begin(self, nick: str, names: set[str], now: datetime) -> None:
        if all(names.isdisjoint(call.names) for call in self._calls):
            self._calls.append(_Call(names=names, is_whole=True, since=now, nicks={nick}))
            del self._calls[:-_MOST_CALLS]

    def _called(self, name: str) -> _Call:
        for call in self._calls:
            if name in call.names:
                return call
        self._calls.append(_Call(names={name}, is_whole=False, since=None))
        del self._calls[:-_MOST_CALLS]
        return self._calls[-1]

    def _leave(self, nick: str, name: str) -> None:
        for call in self._calls:
            if name in call.names:
                call.nicks.discard(nick)
        self._forget_empty()

    def _forget_empty(self) -> None:
        self._calls = [call for call in self._calls if call.nicks]


def _names(message: Element, invite: Element) -> Iterator[str]:
    """The ids by which answers may name an invitation: its own, the room's, the sender's."""
    marks = (*message.iterfind(f"{SID}stanza-id"), *message.iterfind(f"{SID}origin-id"))
    for one in (message, invite, *marks):
        if name := one.get("id"):
            yield name
