"""A chat that goes on under another id, in plain dictionaries."""

from dataclasses import replace
from datetime import datetime

from bot.domain.chat import ChatAddress, DeliveryKey
from bot.storage.memory.tables import Tables


def move(tables: Tables, old: ChatAddress, new: ChatAddress, *, now: datetime) -> bool:
    """Fits `Chats.move`."""
    if _has_a_life(tables, new):
        return False
    _move_settings(tables, old, new)
    _move_programme(tables, old, new)
    _move_rooms(tables, old, new)
    for key, card in list(tables.cards.items()):
        if card.chat == old and card.closed_at is None:
            tables.cards[key] = replace(card, closed_at=now)
    return True


def _has_a_life(tables: Tables, chat: ChatAddress) -> bool:
    by_chat = (tables.chats, tables.series_numbers, tables.pinned_programmes)
    return (
        any(chat in table for table in by_chat)
        or any(where == chat for where, _ in (*tables.rooms, *tables.follows))
        or any(one.target == chat for one in tables.subscriptions.values())
    )


def _move_settings(tables: Tables, old: ChatAddress, new: ChatAddress) -> None:
    if old in tables.chats:
        tables.chats[new] = replace(tables.chats.pop(old), address=new, active=True)
    for side in [chat for chat in tables.chats.values() if chat.main == old]:
        tables.chats[side.address] = replace(side, main=new)
    if old in tables.pinned_programmes:
        pinned = tables.pinned_programmes.pop(old)
        key = DeliveryKey(f"{pinned.key}:{new.chat}")
        tables.pinned_programmes[new] = replace(pinned, chat=new, key=key, shown="")


def _move_programme(tables: Tables, old: ChatAddress, new: ChatAddress) -> None:
    if old in tables.series_numbers:
        tables.series_numbers[new] = tables.series_numbers.pop(old)
    for series in [one for one in tables.series.values() if one.owner == old]:
        tables.series[series.id] = replace(series, owner=new)
    for key, subscription in list(tables.subscriptions.items()):
        if subscription.target == old:
            del tables.subscriptions[key]
            moved = replace(subscription, target=new)
            tables.subscriptions[moved.series, moved.target, moved.lead] = moved
    for key, announcement in list(tables.announcements.items()):
        if announcement.chat == old:
            del tables.announcements[key]
            tables.announcements[announcement.series, new] = replace(announcement, chat=new)
    for chat, uid in [key for key in tables.imported if key[0] == old]:
        tables.imported[new, uid] = tables.imported.pop((chat, uid))


def _move_rooms(tables: Tables, old: ChatAddress, new: ChatAddress) -> None:
    for chat, node in [key for key in tables.rooms if key[0] == old]:
        tables.rooms[new, node] = tables.rooms.pop((chat, node))
    for chat, node in [key for key in tables.owned_rooms if key[0] == old]:
        owned = tables.owned_rooms.pop((chat, node))
        tables.owned_rooms[new, node] = replace(owned, chat=new)
    for chat, node in [key for key in tables.follows if key[0] == old]:
        tables.follows[new, node] = replace(tables.follows.pop((chat, node)), chat=new)
    for key, wish in list(tables.wishes.items()):
        if wish.asked_in == old:
            tables.wishes[key] = replace(wish, asked_in=new)
