"""Whom a group chat belongs to, whether they are there or not (XEP-0045, section 9.5)."""

from contextlib import suppress
from typing import Final

from bot.networks.xmpp.addresses import bare_of, prepared
from bot.networks.xmpp.disco import Asking
from bot.networks.xmpp.elements import MUC_ADMIN, element
from bot.networks.xmpp.errors import RefusedForGoodError
from bot.networks.xmpp.group_chat import GroupChat

_AFFILIATIONS: Final = ("owner", "admin", "member")


async def members(stream: Asking, room: GroupChat) -> frozenset[str]:
    """Bare JIDs of the members and of who else is there, as far as the room shows them.

    The bot itself is among them. Raises `TransientError`.
    """
    found = {seat.jid for seat in room.seats.values() if seat.jid}
    for affiliation in _AFFILIATIONS if room.grounds.real_jids else ():
        query = element(f"{MUC_ADMIN}query", element(f"{MUC_ADMIN}item", affiliation=affiliation))
        with suppress(RefusedForGoodError):
            answer = await stream.ask(query, to=room.jid)
            shown = (
                item.get("jid") for item in answer.iterfind(f"{MUC_ADMIN}query/{MUC_ADMIN}item")
            )
            found.update(bare_of(jid) for jid in map(prepared, shown) if jid)
    return frozenset(found)
