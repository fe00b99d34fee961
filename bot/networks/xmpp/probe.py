"""Tries an account out, for `ankerplatz check`: what works, before anybody relies on it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.addresses import bare_of
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.join_terms import JoinTerms
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.settings import Patience, XmppSettings
from bot.networks.xmpp.transport.connection import Connection
from bot.networks.xmpp.transport.disco import features
from bot.networks.xmpp.transport.errors import RefusedForGoodError
from bot.networks.xmpp.transport.stream import Stream

_GOODBYE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFindings:
    """One configured room. `problem` says why it cannot be entered, None: it can.

    A room that does not exist yet (`is_new`) would be made by the bot, and is not tried.
    """

    room: str
    problem: str | None = None
    is_new: bool = False
    has_archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """An account that can log in. `tls` is the protocol version, None on a plain connection."""

    tls: str | None
    rooms: tuple[RoomFindings, ...]


async def probe(settings: XmppSettings, patience: Patience | None = None) -> Findings:
    """Log in, look into each configured room, and leave again. Does not disturb a running bot.

    Raises `PermanentError` when the account is refused, `TransientError` with the reason when the
    server cannot be used, `ConfigError` when an address in the settings is not valid.
    """
    settings = settings.prepared()
    patience = patience or Patience()
    rooms: dict[str, GroupChat] = {}

    def on_presence(presence: Element) -> None:
        room = rooms.get(bare_of(presence.get("from", "")))
        if room:
            room.on_presence(presence)

    stream = Stream(
        settings,
        seconds=patience.request,
        on_message=lambda _: None,
        on_presence=on_presence,
    )
    connection = Connection(stream, settings, patience)
    try:
        await connection.try_once()
        for jid in settings.rooms:
            rooms[jid] = _room(jid, settings, stream=stream, patience=patience)
        found = await asyncio.gather(*(_look(room, stream) for room in rooms.values()))
        return Findings(
            tls=stream.tls_version,
            rooms=tuple(found),
        )
    finally:
        await connection.close(_GOODBYE_S)


async def _look(room: GroupChat, stream: Stream) -> RoomFindings:
    try:
        await features(stream, room.jid)
        await room.join()
    except RefusedForGoodError as error:
        if error.condition == "item-not-found":
            return RoomFindings(room=room.jid, is_new=True)
        return RoomFindings(room=room.jid, problem=str(error))
    except (PermanentError, TransientError) as error:
        return RoomFindings(room=room.jid, problem=str(error))
    return RoomFindings(room=room.jid, has_archive=room.grounds.archive)


def _room(jid: str, settings: XmppSettings, *, stream: Stream, patience: Patience) -> GroupChat:
    return GroupChat(
        JoinTerms(room=jid, nick=settings.nick, real_jids=False),
        stream=stream,
        patience=patience,
        turns=asyncio.Semaphore(),
        on_entered=lambda _: None,
        history_from=_no_history,
        caps=Portrait(settings.nick).caps(),
    )


async def _no_history() -> datetime | None:
    return None
