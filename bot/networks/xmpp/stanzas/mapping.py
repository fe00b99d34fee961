"""From message stanzas to what people wrote or did. Pure, and never raises."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Incoming, Reaction
from bot.networks.xmpp.addresses import bare_of, domain_of, local_of, resource_of
from bot.networks.xmpp.stanzas.addressing import SaidWords, answered, said
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    CONFERENCE,
    CORRECT,
    DELAY,
    REACTIONS,
    SID,
    moment_of,
)
from bot.networks.xmpp.stanzas.ids import is_own_id, made_up_id, repeated_id
from bot.networks.xmpp.stanzas.occupants import Grounds, Seat, occupant_id
from bot.networks.xmpp.stanzas.reactions import reaction

LONGEST_LINE: Final = 16_384
"""Characters. Nobody types more to a bot, and what pastes more means others."""

_LONGEST_ID: Final = 255
"""Characters. Archives and clients need a fraction of it; not every database finds much longer
ones, and that of a thread is repeated in every answer."""

_NOT_SAID: Final = (
    f"{CORRECT}replace",
    f"{CONFERENCE}x",  # an invitation, whose body says so to older clients
    "{urn:xmpp:message-retract:1}retract",  # XEP-0424, which brings a body for older clients
    "{urn:xmpp:message-retract:0}retract",
    "{urn:xmpp:fasten:0}apply-to",  # XEP-0422
    f"{REACTIONS}reactions",  # the same, and read apart from words
    "{urn:xmpp:omemo:2}encrypted",  # XEP-0384, whose body only says that it is encrypted
    "{eu.siacs.conversations.axolotl}encrypted",
    "{urn:xmpp:openpgp:0}openpgp",
    "{urn:xmpp:carbons:2}sent",  # we enable no carbons, so these are forged
    "{urn:xmpp:carbons:2}received",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where messages arrive: a group chat, or the account itself for everything direct.

    `archive` is the bare JID of it. `now` is when a live message arrived. `robots` are the programs
    of other bots, as seats name them.
    """

    account: AccountId
    archive: str
    nick: str
    grounds: Grounds
    admins: frozenset[str]
    seats: Mapping[str, Seat]
    now: datetime
    robots: Container[str | None] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """What a mention of the bot in this group chat may lead to (XEP-0372).

        Where addresses are shown, some programs name the account rather than the occupant.
        """
        return f"{self.archive}/{self.nick}", self.account.partition(":")[2]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """Words, or a reaction in their place."""

    words: SaidWords
    reaction: Reaction | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive says about a message it kept: its id (XEP-0313) and when it came."""

    id: str
    at: datetime


def group_line(message: Element, scene: Scene, kept: Archived | None = None) -> Incoming | None:
    """A line or reaction in the group chat. None for those of bots, corrections, errors and such.

    In a message from earlier the nick proves nothing, because somebody else may have it by now:
    the person is known by the occupant id alone, and without it is a member like any other.
    """
    seat, meaning = _said_in(scene, message, kept)
    if seat is None or meaning is None:
        return None
    return _incoming(
        message,
        scene,
        kept,
        chat=scene.archive,
        kind=ChatKind.GROUP,
        sender=Person(seat.person(scene.archive), seat.nick),
        role=seat.role(scene.admins),
        meaning=meaning,
    )


def contact_line(message: Element, scene: Scene, kept: Archived | None = None) -> Incoming | None:
    """A line that a contact wrote to the account. Their chat is theirs to moderate."""
    contact = bare_of(message.get("from", ""))
    meaning = _meaning(message, scene, (scene.archive,))
    if not local_of(contact) or contact == scene.archive or meaning is None:
        return None
    return _incoming(
        message,
        scene,
        kept,
        chat=contact,
        kind=ChatKind.DIRECT,
        sender=Person(PersonId(contact), local_of(contact)),
        role=ChatRole.ADMIN if contact in scene.admins else ChatRole.MODERATOR,
        meaning=meaning,
    )


def private_line(
    message: Element, scene: Scene, room: Scene, kept: Archived | None = None
) -> Incoming | None:
    """A private message inside a group chat (XEP-0045, section 7.5), kept by the account."""
    seat, meaning = _said_in(room, message, kept)
    if seat is None or meaning is None:
        return None
    return _incoming(
        message,
        scene,
        kept,
        chat=seat.alone(room.archive),
        kind=ChatKind.DIRECT,
        sender=Person(seat.person(room.archive), seat.nick),
        role=max(seat.role(room.admins), ChatRole.MODERATOR),
        meaning=meaning,
    )


def archive_id(message: Element, scene: Scene) -> str | None:
    """The id under which the archive of the scene keeps a live message (XEP-0359)."""
    if not scene.grounds.stanza_ids:
        return None
    marks = message.iterfind(f"{SID}stanza-id")
    return next((mark.get("id") for mark in marks if mark.get("by") == scene.archive), None)


def sent_at(message: Element, scene: Scene) -> datetime:
    """When the server got the message, as far as it says so."""
    return _held_back(message, scene) or scene.now


def _held_back(message: Element, scene: Scene) -> datetime | None:
    """The stamp of a message from earlier (XEP-0203).

    Only the archive itself and its server are believed: anybody may put a stamp into a message.
    """
    trusted = {scene.archive, domain_of(scene.archive)}
    stamps = (
        moment_of(delay.get("stamp"))
        for delay in message.iterfind(f"{DELAY}delay")
        if delay.get("from") in trusted
    )
    return next((stamp for stamp in stamps if stamp), None)


def _meaning(message: Element, scene: Scene, addresses: tuple[str, ...]) -> _Meaning | None:
    if message.get("type") == "error" or is_own_id(message.get("id", "")):
        return None
    put = reaction(message)
    if put is not None:
        return _Meaning(SaidWords("", by_name=False), put)
    if any(message.find(name) is not None for name in _NOT_SAID):
        return None
    words = said(message, nick=scene.nick, addresses=[one.casefold() for one in addresses])
    return _Meaning(words) if words and len(words.text) <= LONGEST_LINE else None


def _said_in(
    room: Scene, message: Element, kept: Archived | None
) -> tuple[Seat, _Meaning] | tuple[None, None]:
    """Who says what in a group chat; nobody for the room, the bot itself, and other bots."""
    nick = resource_of(message.get("from", ""))
    meaning = _meaning(message, room, room.addresses)
    if not nick or nick == room.nick or meaning is None:
        return None, None
    seat = replace(_seat(message, nick, room, kept), nick=nick)  # as it was then
    return (None, None) if seat.program in room.robots else (seat, meaning)


def _seat(message: Element, nick: str, scene: Scene, kept: Archived | None) -> Seat:
    known = occupant_id(message, scene.grounds)
    if kept is None and _held_back(message, scene) is None:
        found = scene.seats.get(nick)
    else:
        same = (seat for seat in scene.seats.values() if known and seat.occupant == known)
        found = next(same, None)
    return found or Seat(nick=nick, occupant=known)


def _incoming(
    message: Element,
    scene: Scene,
    kept: Archived | None,
    *,
    chat: str,
    kind: ChatKind,
    sender: Person,
    role: ChatRole,
    meaning: _Meaning,
) -> Incoming:
    given = _line(kept.id if kept else archive_id(message, scene))
    return Incoming(
        line=given or made_up_id(message),
        chat=ChatAddress(scene.account, ChatId(chat)),
        kind=kind,
        sender=sender,
        role=role,
        text=meaning.words.text,
        addressed=meaning.words.by_name or kind is ChatKind.DIRECT,
        sent_at=kept.at if kept else sent_at(message, scene),
        thread=_line(message.findtext(f"{CLIENT}thread")),
        reaction=meaning.reaction,
        answers=answered(message),
        repeats=repeated_id(message, sender.id),
    )


def _line(given: str | None) -> LineId | None:
    return LineId(given) if given and len(given) <= _LONGEST_ID else None
