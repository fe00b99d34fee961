"""Two chats that somebody's bridge joins: one of them is the main chat, the other its side.

The bridge copies every line both ways. So the bot answers only in the main chat, where what is
written on the side arrives as well, and leaves it to the bridge to carry its words back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.chat import ChatAddress, ChatKind
from bot.domain.settings import Chat
from bot.errors import UserError
from bot.usecases.ports.store import Work
from bot.usecases.programme.share import GOOD_FOR, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridgehead:
    """What a moderator of the other chat is to type, and how many sides there are already."""

    offer: Offer
    sides: int


async def offer_bridge(work: Work, chat: Chat, code: str, *, now: datetime) -> Bridgehead:
    """The chat becomes the main one of whichever chat types the code."""
    if chat.kind is ChatKind.DIRECT:
        raise UserError("bridge_of_groups")
    offer = Offer(code=code, until=now + GOOD_FOR)
    await work.chats.offer(code, chat.address, until=offer.until, now=now)
    return Bridgehead(offer=offer, sides=len(await work.chats.sides(chat.address)))


async def cross(work: Work, chat: Chat, code: str, *, now: datetime) -> ChatAddress | None:
    """Make the chat the side of the one that the code stands for. Returns that one's address.

    None when that is the same chat: the bridge brought a copy of what was typed on the side.
    Raises `UserError` for a code that stands for nothing, and for a chat that has dates or sides.
    """
    main = await work.chats.offered(code, now=now)
    if main == chat.address:
        return None
    kept = main and await work.chats.get(main)
    if main is None or (kept and kept.main):
        raise UserError("no_such_bridge", {"code": code})
    if chat.kind is ChatKind.DIRECT:
        raise UserError("bridge_of_groups")
    if await work.chats.sides(chat.address):
        raise UserError("bridge_has_sides")
    if await work.programme.of_chat(chat.address):
        raise UserError("bridge_has_dates")
    await work.chats.save(replace(chat, main=main))
    return main


async def part(work: Work, chat: Chat) -> Sequence[Chat]:
    """End the bridge of this chat if it is a side, else that of all its sides: the former sides."""
    parted = [chat] if chat.main else await work.chats.sides(chat.address)
    for side in parted:
        await work.chats.save(replace(side, main=None))
    return parted
