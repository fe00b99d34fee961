"""Stanzas as a server would send them, and strange ones."""

from typing import Final
from xml.etree.ElementTree import Element, fromstring

from hypothesis import strategies as st

ROOM: Final = "verein@conference.example.org"
BOT: Final = "anker@example.org"
SEALED: Final = (
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/>"
    "<payload>AAAA</payload></encrypted>"
)
"""Words in an envelope of OMEMO."""


def message(
    body: str | None = "!who", *more: str, sender: str = f"{ROOM}/Anna", **attributes: str
) -> Element:
    """A message; `more` is further XML inside of it."""
    built = fromstring(f"<message xmlns='jabber:client'>{''.join(more)}</message>")
    for name, value in {"from": sender, "type": "groupchat", "id": "m1", **attributes}.items():
        built.set(name, value)
    if body is not None:
        element = Element("{jabber:client}body")
        element.text = body
        built.append(element)
    return built


def presence(*more: str, sender: str = f"{ROOM}/Anna", **attributes: str) -> Element:
    built = fromstring(f"<presence xmlns='jabber:client'>{''.join(more)}</presence>")
    for name, value in {"from": sender, **attributes}.items():
        built.set(name, value)
    return built


_TAGS: Final = st.sampled_from(
    [
        "{jabber:client}body",
        "{jabber:client}thread",
        "{jabber:client}error",
        "{urn:xmpp:delay}delay",
        "{urn:xmpp:sid:0}stanza-id",
        "{urn:xmpp:sid:0}origin-id",
        "{urn:xmpp:reference:0}reference",
        "{urn:xmpp:fallback:0}fallback",
        "{urn:xmpp:fallback:0}body",
        "{urn:xmpp:occupant-id:0}occupant-id",
        "{urn:xmpp:mam:2}result",
        "{urn:xmpp:forward:0}forwarded",
        "{http://jabber.org/protocol/muc#user}x",
        "{http://jabber.org/protocol/muc#user}item",
        "{http://jabber.org/protocol/muc#user}invite",
        "{jabber:x:conference}x",
        "{urn:xmpp:reactions:0}reactions",
        "{urn:xmpp:reactions:0}reaction",
    ]
)
_VALUES: Final = st.text(max_size=8) | st.sampled_from(
    f"""
    {ROOM} {ROOM}/Anna {BOT} xmpp:{ROOM}/Anker @ a@b/c -1 0 1 4 {"9" * 30} ² mention yesterday
    2026-13-01T00:00:00Z 0001-01-01T00:00:00+23:59 groupchat error urn:xmpp:reply:0 true owner 110
    """.split()
)
_NAMES: Final = st.sampled_from(
    [
        *("id", "from", "to", "type", "by", "for", "uri", "jid", "queryid"),
        *("begin", "end", "start", "stamp", "affiliation", "role", "code"),
    ]
)


@st.composite
def strange(draw: st.DrawFn, tag: str = "{jabber:client}message", depth: int = 3) -> Element:
    """A stanza whose parts are real and whose whole is not."""
    built = Element(tag, draw(st.dictionaries(_NAMES, _VALUES, max_size=5)))
    built.text = draw(st.none() | _VALUES)
    if depth:
        for child in draw(st.lists(_TAGS, max_size=4)):
            built.append(draw(strange(child, depth - 1)))
    return built
