"""What message stanzas mean in the rooms that the bot is in, and to the account itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import AccountId, Incoming
from bot.networks.xmpp.addresses import bare_of
from bot.networks.xmpp.elements import MUC_USER
from bot.networks.xmpp.group_chat import GroupChat
from bot.networks.xmpp.lane import Arrival
from bot.networks.xmpp.mapping import (
    Archived,
    Scene,
    archive_id,
    contact_line,
    group_line,
    private_line,
    sent_at,
)
from bot.networks.xmpp.occupants import Grounds
from bot.networks.xmpp.settings import XmppSettings
from bot.usecases.ports import Clock

_DIRECT: Final = frozenset({"chat", "normal"})


@dataclass(slots=True, kw_only=True)
class Reading:
    """Knows the scene of every message. `grounds` is what the account's own server vouches for."""

    settings: XmppSettings
    account: AccountId
    clock: Clock
    rooms: Mapping[str, GroupChat]
    grounds: Grounds = field(default_factory=Grounds)

    def in_room(self, room: GroupChat, message: Element, kept: Archived | None = None) -> Arrival:
        """Something written to everybody in a room."""
        scene = self._room(room)
        is_line = message.get("type") == "groupchat"
        return _arrival(message, scene, kept, group_line(message, scene, kept) if is_line else None)

    def direct(self, message: Element, kept: Archived | None = None) -> Arrival:
        """Something that came to the account alone."""
        scene = self._own()
        is_line = message.get("type", "normal") in _DIRECT
        line = self._direct_line(message, scene, kept) if is_line else None
        return _arrival(message, scene, kept, line)

    def _direct_line(
        self, message: Element, scene: Scene, kept: Archived | None
    ) -> Incoming | None:
        origin = message.get("from", "")
        room = self.rooms.get(bare_of(origin))
        if room:
            return private_line(message, scene, self._room(room), kept)
        if message.find(f"{MUC_USER}x") is not None or not self.settings.allows(origin):
            return None
        return contact_line(message, scene, kept)

    def _own(self) -> Scene:
        return Scene(
            account=self.account,
            archive=self.settings.jid,
            nick=self.settings.nick,
            grounds=self.grounds,
            admins=self.settings.admins,
            seats={},
            now=self.clock.now(),
        )

    def _room(self, room: GroupChat) -> Scene:
        return replace(
            self._own(), archive=room.jid, nick=room.nick, grounds=room.grounds, seats=room.seats
        )


def _arrival(
    message: Element, scene: Scene, kept: Archived | None, line: Incoming | None
) -> Arrival:
    if kept:
        return Arrival(line, kept.id, kept.at)
    return Arrival(line, archive_id(message, scene), sent_at(message, scene))
