"""How the account shows itself: a name and a picture on its vCard (XEP-0054).

Servers translate it for clients that look for the newer forms (XEP-0398), and put the picture's
hash into presences (XEP-0153).
"""

import logging
from base64 import b64encode
from typing import Final
from xml.etree.ElementTree import Element

from bot.errors import PermanentError
from bot.networks.xmpp.stanzas.elements import VCARD, element
from bot.networks.xmpp.transport.disco import Asking
from bot.networks.xmpp.transport.errors import RefusedForGoodError

_PICTURE_TYPE: Final = "image/png"
log = logging.getLogger(__name__)


async def introduce(stream: Asking, *, name: str, picture: bytes) -> None:
    """Fill in what is missing. What somebody gave the account stays.

    Raises `TransientError`, as `Stream.ask`; a server that keeps no vCards is no error.
    """
    try:
        card = await _card(stream)
        missing = [
            one
            for one in (
                element(f"{VCARD}FN", text=name),
                element(f"{VCARD}NICKNAME", text=name),
                element(
                    f"{VCARD}PHOTO",
                    element(f"{VCARD}TYPE", text=_PICTURE_TYPE),
                    element(f"{VCARD}BINVAL", text=b64encode(picture).decode()),
                ),
            )
            if card.find(one.tag) is None
        ]
        if missing:
            card.extend(missing)
            await stream.ask(card, kind="set")
    except PermanentError as error:
        log.warning("The profile cannot be set", extra={"why": str(error)})


async def _card(stream: Asking) -> Element:
    empty = element(f"{VCARD}vCard")
    try:
        answer = await stream.ask(empty)
    except RefusedForGoodError as error:
        if error.condition != "item-not-found":  # never had one
            raise
        return empty
    found = answer.find(f"{VCARD}vCard")
    return empty if found is None else found
