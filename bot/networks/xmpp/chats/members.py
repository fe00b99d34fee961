"""The affiliations of a group chat, and the roles that follow from them (XEP-0045, section 9.5)."""

from contextlib import suppress
from typing import Final

from bot.domain.chat import ChatId, ChatRole, PersonId
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.addresses import bare_of, prepared
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.stanzas.elements import MUC_ADMIN, element
from bot.networks.xmpp.transport.disco import Asking
from bot.networks.xmpp.transport.errors import RefusedForGoodError

_KEEPERS: Final = ("owner", "admin")
_AFFILIATIONS: Final = (*_KEEPERS, "member")


async def members(stream: Asking, room: GroupChat) -> frozenset[str]:
    """Bare JIDs of the members and of who else is there, as far as the room shows them.

    The bot itself is among them. Raises `TransientError`.
    """
    there = frozenset(seat.jid for seat in room.seats.values() if seat.jid)
    return there | await _with(stream, room, _AFFILIATIONS)


async def role_in(
    stream: Asking, room: GroupChat, chat: ChatId, person: PersonId, admins: frozenset[str]
) -> ChatRole | None:
    """The role of an occupant, or of an owner or admin who is not there at the moment.

    Where `chat` is the private one with them, it is theirs. None for anybody else: what cannot be
    seen cannot be believed. Raises `TransientError`.
    """
    if not room.is_in:
        raise TransientError("not in the room just now")
    seats = [seat for seat in room.seats.values() if seat.person(room.jid) == person]
    if chat != room.jid:
        theirs = (seat for seat in seats if seat.has_alone(chat, room.jid))
        return max(
            (max(seat.role(admins), ChatRole.MODERATOR) for seat in theirs),
            default=None,
        )
    roles = [seat.role(admins) for seat in seats]
    if not roles and person in await _with(stream, room, _KEEPERS):
        roles = [ChatRole.ADMIN if person in admins else ChatRole.MODERATOR]
    return max(roles, default=None)


def occupant_in(room: GroupChat, alone: ChatId) -> str:
    """The occupant JID, by now, of whoever that private chat is with.

    Raises `TransientError` while it is not known who is there, `PermanentError` for one who left.
    """
    nicks = [nick for nick, seat in room.seats.items() if seat.has_alone(alone, room.jid)]
    if nicks:
        return f"{room.jid}/{nicks[-1]}"
    if not room.knows_seats:
        raise TransientError("not in the room at the moment")
    raise PermanentError("they have left the room")


async def _with(stream: Asking, room: GroupChat, affiliations: tuple[str, ...]) -> frozenset[str]:
    """Who has one of these affiliations, as far as the room shows it."""
    found = set[str]()
    for affiliation in affiliations if room.grounds.real_jids else ():
        query = element(f"{MUC_ADMIN}query", element(f"{MUC_ADMIN}item", affiliation=affiliation))
        with suppress(RefusedForGoodError):
            answer = await stream.ask(query, to=room.jid)
            shown = (
                item.get("jid") for item in answer.iterfind(f"{MUC_ADMIN}query/{MUC_ADMIN}item")
            )
            found.update(bare_of(jid) for jid in map(prepared, shown) if jid)
    return frozenset(found)
