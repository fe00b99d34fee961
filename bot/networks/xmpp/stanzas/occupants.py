"""Who is in a group chat, as the room shows them (XEP-0045, XEP-0421). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import ChatId, ChatRole, PersonId, private_within
from bot.networks.xmpp.addresses import bare_of, prepared
from bot.networks.xmpp.stanzas.caps import program_of
from bot.networks.xmpp.stanzas.elements import MAM, MUC_USER, OCCUPANT_ID, SID, namespace

_MODERATING: Final = frozenset({"owner", "admin"})
_LONGEST_OCCUPANT: Final = 128
"""Characters (XEP-0421)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a room's service vouches for. What it does not, members could have written themselves.

    `archive` is MAM, `stanza_ids` XEP-0359, `occupant_ids` XEP-0421; `real_jids` is our own
    judgement, see `XmppSettings.believes`.
    """

    archive: bool = False
    stanza_ids: bool = False
    occupant_ids: bool = False
    real_jids: bool = False

    @classmethod
    def of(cls, features: Iterable[str], *, real_jids: bool) -> "Grounds":
        """Read a room's or an account's disco#info features (XEP-0030)."""
        known = frozenset(features)
        archive = namespace(MAM) in known
        return cls(
            archive=archive,
            stanza_ids=archive or namespace(SID) in known,
            occupant_ids=namespace(OCCUPANT_ID) in known,
            real_jids=real_jids,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One occupant. None where not known.

    `jid` is the real bare JID, `occupant` the stable id, `program` the verification string of what
    they write with (XEP-0115).
    """

    nick: str
    moderates: bool = False
    jid: str | None = None
    occupant: str | None = None
    program: str | None = None

    def person(self, room: str) -> PersonId:
        if self.jid:
            return PersonId(self.jid)
        return PersonId(f"{self.occupant}@{room}" if self.occupant else f"{room}/{self.nick}")

    def alone(self, room: str) -> ChatId:
        """The private chat with them in that room."""
        return private_within(ChatId(room), self.person(room))

    def has_alone(self, chat: ChatId, room: str) -> bool:
        """Whether that private chat is theirs, also from before the room showed who they are."""
        before = PersonId(f"{self.occupant}@{room}") if self.occupant else self.person(room)
        return chat in (self.alone(room), private_within(ChatId(room), before))

    def wrote(self, message: Element, grounds: Grounds) -> bool | None:
        """Whether a message in the room's archive is theirs; None where the room does not tell."""
        if self.occupant and (occupant := occupant_id(message, grounds)):
            return occupant == self.occupant
        if self.jid and (jid := shown_jid(message, grounds)):
            return jid == self.jid
        return None

    def role(self, admins: frozenset[str]) -> ChatRole:
        if self.jid in admins:
            return ChatRole.ADMIN
        return ChatRole.MODERATOR if self.moderates else ChatRole.MEMBER


def seat_of(presence: Element, nick: str, grounds: Grounds) -> Seat:
    """The seat that an available presence describes."""
    item = presence.find(f"{MUC_USER}x/{MUC_USER}item")
    shown = item if item is not None else Element(f"{MUC_USER}item")
    program = program_of(presence)
    return Seat(
        nick=nick,
        moderates=shown.get("affiliation") in _MODERATING or shown.get("role") == "moderator",
        jid=shown_jid(presence, grounds),
        occupant=occupant_id(presence, grounds),
        program=program and program[1],
    )


def shown_jid(stanza: Element, grounds: Grounds) -> str | None:
    """The real bare JID that the room put into a presence, or into a message of its archive."""
    item = stanza.find(f"{MUC_USER}x/{MUC_USER}item") if grounds.real_jids else None
    jid = prepared(item.get("jid")) if item is not None else None
    return bare_of(jid) if jid else None


def occupant_id(stanza: Element, grounds: Grounds) -> str | None:
    """The stable id that the room put into a stanza."""
    mark = stanza.find(f"{OCCUPANT_ID}occupant-id") if grounds.occupant_ids else None
    found = "" if mark is None else mark.get("id", "")
    return found if 0 < len(found) <= _LONGEST_OCCUPANT else None
