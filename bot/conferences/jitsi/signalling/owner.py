"""Decides about calls by the rights of a room's owner (XEP-0045 section 10), without entering.

To Prosody whoever stands in the `admins` of its MUC component owns each room there, if
`component_admins_as_room_owners` says so: up to 0.12 it does by itself, and in Jitsi's
configuration for 13 as well, because Jicofo lives by it.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from bot.conferences.jitsi.signalling.shared import Signalling
from bot.conferences.jitsi.signalling.stream import ConditionError
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.shaping import Obedience

log = logging.getLogger(__name__)
_ANSWER_S: Final = 4.5
_OWNER: Final = "{http://jabber.org/protocol/muc#owner}"
_DATA: Final = "{jabber:x:data}"
_CONFIG: Final = "http://jabber.org/protocol/muc#roomconfig"
_NO_ROOM: Final = frozenset({"item-not-found", "gone"})
_NOT_NOW: Final = frozenset(
    {
        *("internal-server-error", "recipient-unavailable", "remote-server-not-found"),
        *("remote-server-timeout", "resource-constraint", "service-unavailable"),
    }
)
"""A server or component that is just coming up, or is too busy: it says nothing about rights."""
_REASON: Final = "The meeting has been terminated."
"""What Jitsi's own ways to end a call have its clients show."""


class RoomOwner:
    """Fits `CallControl` and `CallLocks`; `signalling` is that of the account."""

    def __init__(self, signalling: Signalling) -> None:
        self._signalling = signalling

    async def end(self, room: ConferenceRoom) -> Obedience:
        """The room is made one that nothing is left of: a persistent one stays shut for weeks.

        Jitsi's breakout rooms make the main room persistent.
        """
        destroy = Element(f"{_OWNER}query")
        SubElement(SubElement(destroy, f"{_OWNER}destroy"), f"{_OWNER}reason").text = _REASON
        return await self._command(
            room, _configuration({"muc#roomconfig_persistentroom": "0"}), destroy
        )

    async def lock(self, room: ConferenceRoom, password: str | None) -> Obedience:
        wish = {"muc#roomconfig_roomsecret": password or ""}
        return await self._command(room, _configuration(wish))

    async def _command(self, room: ConferenceRoom, *commands: Element) -> Obedience:
        try:
            async with asyncio.timeout(_ANSWER_S):
                line = await self._signalling.line()
                jid = line.way.domains.jid(room.node)
                for command in commands:
                    await line.stream.command(jid, command, timeout=_ANSWER_S)
        except TimeoutError as error:
            raise TransientError("the XMPP server does not answer in time") from error
        except ConditionError as refused:
            if refused.condition in _NO_ROOM:
                return Obedience.NOTHING_RUNS
            if refused.condition in _NOT_NOW:
                raise TransientError(f"the rooms answer {refused.condition}") from refused
            log.warning(
                "The Jitsi server does not take the account as the owner of its rooms",
                extra={"condition": refused.condition},
            )
            return Obedience.REFUSED
        return Obedience.DONE


def _configuration(wishes: Mapping[str, str]) -> Element:
    """A form with these fields alone; a room keeps what a form does not name (XEP-0045 10.2)."""
    query = Element(f"{_OWNER}query")
    form = SubElement(query, f"{_DATA}x", {"type": "submit"})
    for name, value in {"FORM_TYPE": _CONFIG, **wishes}.items():
        SubElement(SubElement(form, f"{_DATA}field", {"var": name}), f"{_DATA}value").text = value
    return query
