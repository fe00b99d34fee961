"""Invitations into group chats, direct (XEP-0249) and through the room (XEP-0045, 7.8). Pure."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bot.networks.xmpp.addresses import bare_of, domain_of, local_of, prepared
from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import CONFERENCE, MUC_USER


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody asks the bot into a room. `room` and `inviter` are bare JIDs.

    `by_room` says that only the room's word stands for who it was.
    """

    room: str
    inviter: str
    by_room: bool
    password: str | None = None

    def is_welcome(self, settings: XmppSettings) -> bool:
        """Whether to follow it: from people of allowed servers, as far as one can know that.

        A room may hide who its people are, and then names the inviter as one of its occupants. So
        what comes through a room is trusted as far as its service is, and its occupants with it.
        """
        if self.by_room and not settings.allows_room(self.room):
            return False
        return self.inviter == self.room or settings.allows(self.inviter)

    @property
    def server(self) -> str:
        """Where the inviter is from; more of them is not logged."""
        return domain_of(self.inviter)


def invitation(message: Element) -> Invitation | None:
    """The invitation in a message, if there is one that makes sense."""
    if message.get("type") == "error":
        return None
    sender = prepared(message.get("from"))
    direct = message.find(f"{CONFERENCE}x")
    through = message.find(f"{MUC_USER}x/{MUC_USER}invite")
    if through is not None:
        inviter = prepared(through.get("from"))
        password = message.findtext(f"{MUC_USER}x/{MUC_USER}password")
        if sender and inviter and local_of(sender) and local_of(inviter):
            return Invitation(bare_of(sender), bare_of(inviter), by_room=True, password=password)
    elif direct is not None:
        room = prepared(direct.get("jid"))
        if sender and room and local_of(sender) and local_of(room):
            password = direct.get("password")
            return Invitation(bare_of(room), bare_of(sender), by_room=False, password=password)
    return None
