"""The short form of what somebody is and can do (XEP-0115). Pure."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from bot.networks.xmpp.stanzas.elements import CAPS, DATA_FORM, DISCO_INFO, XML_LANG

HASH: Final = "sha-1"
_FORM_TYPE: Final = "FORM_TYPE"


def verification(info: Element) -> str:
    """The verification string of a disco#info answer (section 5.1)."""
    text = "".join(f"{part}<" for part in _parts(info))
    return b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()


def program_of(presence: Element) -> tuple[str, str] | None:
    """The node and the verification string in a presence, where they can be checked."""
    mark = presence.find(f"{CAPS}c")
    if mark is None or mark.get("hash") != HASH:
        return None
    node, version = mark.get("node"), mark.get("ver")
    return (node, version) if node and version else None


def is_robot(info: Element) -> bool:
    """Whether it calls itself a bot, and has a name.

    Without a name that says nothing: it is slixmpp's default, also in small clients that people
    type with.
    """
    return any(
        (one.get("category"), one.get("type")) == ("client", "bot") and one.get("name")
        for one in info.iterfind(f"{DISCO_INFO}identity")
    )


def _parts(info: Element) -> Iterator[str]:
    keys = ("category", "type", XML_LANG, "name")
    identities = info.iterfind(f"{DISCO_INFO}identity")
    yield from sorted("/".join(one.get(key, "") for key in keys) for one in identities)
    yield from sorted(one.get("var", "") for one in info.iterfind(f"{DISCO_INFO}feature"))
    forms = (_fields(form) for form in info.iterfind(f"{DATA_FORM}x"))
    for fields in sorted(forms, key=lambda one: one.get(_FORM_TYPE, [])):
        yield from fields.pop(_FORM_TYPE, [])
        for name in sorted(fields):
            yield from (name, *fields[name])


def _fields(form: Element) -> dict[str, list[str]]:
    return {
        field.get("var", ""): sorted(
            value.text or "" for value in field.iterfind(f"{DATA_FORM}value")
        )
        for field in form.iterfind(f"{DATA_FORM}field")
    }
