"""XML names that occur here (a name says its XEP), and careful ways to read them. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement

CLIENT: Final = "{jabber:client}"
STANZAS: Final = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
DATA_FORM: Final = "{jabber:x:data}"  # XEP-0004
DISCO_INFO: Final = "{http://jabber.org/protocol/disco#info}"  # XEP-0030
DISCO_ITEMS: Final = "{http://jabber.org/protocol/disco#items}"
MUC: Final = "{http://jabber.org/protocol/muc}"  # XEP-0045
MUC_USER: Final = "{http://jabber.org/protocol/muc#user}"
MUC_ADMIN: Final = "{http://jabber.org/protocol/muc#admin}"
MUC_OWNER: Final = "{http://jabber.org/protocol/muc#owner}"
COMMANDS: Final = "{http://jabber.org/protocol/commands}"  # XEP-0050
RSM: Final = "{http://jabber.org/protocol/rsm}"  # XEP-0059
PUBSUB: Final = "{http://jabber.org/protocol/pubsub}"  # XEP-0060
PUBSUB_OWNER: Final = "{http://jabber.org/protocol/pubsub#owner}"
OOB: Final = "{jabber:x:oob}"  # XEP-0066
CAPS: Final = "{http://jabber.org/protocol/caps}"  # XEP-0115
PING: Final = "{urn:xmpp:ping}"  # XEP-0199
DELAY: Final = "{urn:xmpp:delay}"  # XEP-0203
VCARD: Final = "{vcard-temp}"  # XEP-0054
CONFERENCE: Final = "{jabber:x:conference}"  # XEP-0249
FORWARD: Final = "{urn:xmpp:forward:0}"  # XEP-0297
CORRECT: Final = "{urn:xmpp:message-correct:0}"  # XEP-0308
MAM: Final = "{urn:xmpp:mam:2}"  # XEP-0313
HINTS: Final = "{urn:xmpp:hints}"  # XEP-0334
SID: Final = "{urn:xmpp:sid:0}"  # XEP-0359
REFERENCE: Final = "{urn:xmpp:reference:0}"  # XEP-0372
UPLOAD: Final = "{urn:xmpp:http:upload:0}"  # XEP-0363
EME: Final = "{urn:xmpp:eme:0}"  # XEP-0380
OMEMO: Final = "{eu.siacs.conversations.axolotl}"  # XEP-0384 0.3, the one that all clients speak
STYLING: Final = "{urn:xmpp:styling:0}"  # XEP-0393
BOOKMARKS: Final = "{urn:xmpp:bookmarks:1}"  # XEP-0402
MUJI: Final = "{urn:xmpp:jingle:muji:0}"  # XEP-0272
OCCUPANT_ID: Final = "{urn:xmpp:occupant-id:0}"  # XEP-0421
FALLBACK: Final = "{urn:xmpp:fallback:0}"  # XEP-0428
REACTIONS: Final = "{urn:xmpp:reactions:0}"  # XEP-0444
REPLY: Final = "{urn:xmpp:reply:0}"  # XEP-0461

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def namespace(name: str) -> str:
    """`urn:xmpp:mam:2` of `{urn:xmpp:mam:2}`: how features and form types are spelt."""
    return name[1 : name.index("}")]


def element(tag: str, /, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """An element, built in one expression. `from_` stands for the attribute `from`."""
    built = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    built.text = text
    built.extend(children)
    return built


def form(kind: str, fields: Mapping[str, str]) -> Element:
    """A data form (XEP-0004) of that FORM_TYPE, filled in."""
    built = element(f"{DATA_FORM}x", type="submit")
    for name, value in {"FORM_TYPE": kind, **fields}.items():
        field = SubElement(built, f"{DATA_FORM}field", {"var": name})
        if name == "FORM_TYPE":
            field.set("type", "hidden")
        SubElement(field, f"{DATA_FORM}value").text = value
    return built


def moment_of(text: str | None) -> datetime | None:
    """An XEP-0082 moment, aware, UTC; None when it is none."""
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def spelt(moment: datetime) -> str:
    """A moment as XEP-0082 spells it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def speakable(text: str) -> str:
    """The text without characters that XML cannot carry; one of them would end the stream."""
    return _NOT_XML.sub("", text)
