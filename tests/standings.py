"""Where people stand in a chat, as each network tells it, and how a line of theirs comes in.

What is said goes the whole way: a stanza or event as a server sends it, the network's own reading
of it, and so the role that the bot takes the person for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.domain.chat import AccountId, ChatAddress, ChatId, ChatKind, ChatRole
from bot.domain.line import Incoming
from bot.networks.matrix.events import mapping as matrix
from bot.networks.matrix.events.chat_state import ChatState
from bot.networks.matrix.events.permissions import role_of
from bot.networks.xmpp.stanzas import mapping as xmpp
from bot.networks.xmpp.stanzas.elements import MUC_USER
from bot.networks.xmpp.stanzas.occupants import Grounds, seat_of
from tests.unit.networks.xmpp.stanzas import BOT, ROOM, message, presence

Says = Callable[[str, ChatKind], Incoming | None]

_HERS: Final = "@ada:example.org"
_ADMINS: Final = frozenset({_HERS, "ada@example.org"})
_GROUNDS: Final = Grounds(archive=True, stanza_ids=True, occupant_ids=True, real_jids=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """`group` and `direct`: what that makes of them; `says` makes a line that they wrote."""

    network: str
    title: str
    group: ChatRole
    direct: ChatRole
    says: Says

    def role(self, kind: ChatKind) -> ChatRole:
        return self.direct if kind is ChatKind.DIRECT else self.group


def on_matrix(
    *,
    version: str = "11",
    creator: str = "@root:example.org",
    levels: dict[str, Any] | None = None,
    admins: frozenset[str] = frozenset(),
) -> Says:
    """By the state of a room: who made it, and m.room.power_levels, if it has any."""
    chat = ChatState()
    made = {"type": "m.room.create", "sender": creator, "content": {"room_version": version}}
    chat.apply({**made, "state_key": ""})
    if levels is not None:
        chat.apply({"type": "m.room.power_levels", "state_key": "", "content": levels})

    def says(text: str, kind: ChatKind) -> Incoming | None:
        scene = matrix.Scene(
            chat=ChatAddress(AccountId("matrix:@anker:example.org"), ChatId("!club:example.org")),
            kind=kind,
            own_id="@anker:example.org",
            own_names=("Ankerplatz",),
            name_of=lambda _person: "Ada",
            role_of=lambda person: role_of(
                person, creation=chat.creation, levels=chat.levels, admins=admins
            ),
            in_our_time=lambda moment: moment,
        )
        event = {
            "type": "m.room.message",
            "event_id": "$line",
            "sender": _HERS,
            "origin_server_ts": 1_700_000_000_000,
            "content": {"msgtype": "m.text", "body": text},
        }
        return matrix.incoming(event, scene)

    return says


def on_xmpp(
    item: str,
    *,
    seen: bool = True,
    within: bool = False,
    admins: frozenset[str] = frozenset(),
) -> Says:
    """By the presence that a group chat shows; `seen` with her address, as moderators see it.

    In a direct chat she writes as a contact, or `within` the group chat in private.
    """
    address = "jid='ada@example.org/desk'" if seen else ""
    item = f"<x xmlns='{MUC_USER[1:-1]}'><item {address} {item}/></x>"
    seat = seat_of(presence(item, sender=f"{ROOM}/Ada"), "Ada", _GROUNDS)

    def says(text: str, kind: ChatKind) -> Incoming | None:
        def scene(archive: str) -> xmpp.Scene:
            return xmpp.Scene(
                account=AccountId(f"xmpp:{BOT}"),
                archive=archive,
                nick="Ankerplatz",
                grounds=_GROUNDS,
                admins=admins,
                seats={"Ada": seat},
                now=datetime(2026, 11, 24, 12, tzinfo=UTC),
            )

        if kind is ChatKind.GROUP:
            return xmpp.group_line(message(text, sender=f"{ROOM}/Ada"), scene(ROOM))
        if within:
            said = message(text, sender=f"{ROOM}/Ada", type="chat")
            return xmpp.private_line(said, scene(BOT), scene(ROOM))
        said = message(text, sender="ada@example.org/desk", type="chat")
        return xmpp.contact_line(said, scene(BOT))

    return says


_MEMBER, _MODERATOR, _ADMIN = ChatRole.MEMBER, ChatRole.MODERATOR, ChatRole.ADMIN
_HAS: Final = {"users": {_HERS: 50}}

STANDINGS: Final = tuple(
    Standing("Matrix", *each)
    for each in (
        ("power 0", _MEMBER, _MEMBER, on_matrix(levels={"users": {}})),
        ("power 49 of 50", _MEMBER, _MEMBER, on_matrix(levels={"users": {_HERS: 49}})),
        ("power 50 of 50", _MODERATOR, _MODERATOR, on_matrix(levels=_HAS)),
        ("power 50 of 70", _MEMBER, _MEMBER, on_matrix(levels={**_HAS, "state_default": 70})),
        ("no power levels", _MEMBER, _MEMBER, on_matrix()),
        (
            *("no power levels, made the room", _MODERATOR, _MODERATOR),
            on_matrix(creator=_HERS),
        ),
        (
            *("room version 12, made the room", _MODERATOR, _MODERATOR),
            on_matrix(version="12", creator=_HERS, levels={"users": {}}),
        ),
        (
            *("`admins` names her", _ADMIN, _ADMIN),
            on_matrix(levels={"users": {}}, admins=_ADMINS),
        ),
    )
) + tuple(
    Standing("XMPP", *each)
    for each in (
        ("visitor", _MEMBER, _MODERATOR, on_xmpp("affiliation='none' role='visitor'")),
        ("participant", _MEMBER, _MODERATOR, on_xmpp("affiliation='none' role='participant'")),
        ("member", _MEMBER, _MODERATOR, on_xmpp("affiliation='member' role='participant'")),
        ("moderator", _MODERATOR, _MODERATOR, on_xmpp("affiliation='none' role='moderator'")),
        ("admin", _MODERATOR, _MODERATOR, on_xmpp("affiliation='admin' role='participant'")),
        ("owner", _MODERATOR, _MODERATOR, on_xmpp("affiliation='owner' role='participant'")),
        (
            *("participant, private message in the group chat", _MEMBER, _MODERATOR),
            on_xmpp("affiliation='none' role='participant'", within=True),
        ),
        (
            *("`admins` names her", _ADMIN, _ADMIN),
            on_xmpp("affiliation='none' role='participant'", admins=_ADMINS),
        ),
        (
            *("`admins` names her, the group chat hides addresses", _MEMBER, _MODERATOR),
            on_xmpp(
                "affiliation='none' role='participant'", seen=False, within=True, admins=_ADMINS
            ),
        ),
    )
)
