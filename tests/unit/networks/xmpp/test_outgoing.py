"""What the bot says, as the content of a stanza."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest

from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.delivery import Delivery, Outgoing
from bot.networks.xmpp.saying.outgoing import content
from bot.networks.xmpp.stanzas.ids import is_own_id, message_id
from tests.unit.networks.xmpp.stanzas import BOT, ROOM

LINK = "https://meet.example.org/a"


def spoken(
    outgoing: Outgoing,
    *,
    edits: LineId | None = None,
    author: str | None = None,
    is_private: bool = False,
    sealed: Element | None = None,
) -> Element:
    delivery = Delivery(
        id=1,
        key=DeliveryKey("reply:1"),
        chat=ChatAddress(AccountId(f"xmpp:{BOT}"), ChatId(ROOM)),
        outgoing=outgoing,
        attempt=1,
        first_tried_at=datetime(2026, 3, 24, tzinfo=UTC),
        edits=edits,
    )
    whole = Element("message")
    whole.extend(content(delivery, author=author, is_private=is_private, sealed=sealed))
    return whole


def attribute(stanza: Element, name: str, key: str) -> str | None:
    found = stanza.find(name)
    return None if found is None else found.get(key)


def test_a_line_carries_an_id_that_follows_from_its_key():
    said = spoken(Outgoing(text="hello"))

    assert said.findtext("{jabber:client}body") == "hello"
    name = message_id(DeliveryKey("reply:1"))
    assert attribute(said, "{urn:xmpp:sid:0}origin-id", "id") == name
    assert is_own_id(name)
    assert name != message_id(DeliveryKey("reply:2"))


def test_an_answer_names_whom_it_answers_where_the_author_is_known():
    outgoing = Outgoing(text="hello", answers=LineId("s1"), thread=LineId("t1"))
    said = spoken(outgoing, author=f"{ROOM}/Anna")

    assert attribute(said, "{urn:xmpp:reply:0}reply", "id") == "s1"
    assert attribute(said, "{urn:xmpp:reply:0}reply", "to") == f"{ROOM}/Anna"
    assert said.findtext("{jabber:client}thread") == "t1"
    assert spoken(outgoing).find("{urn:xmpp:reply:0}reply") is None


def test_a_link_is_offered_as_such_unless_it_stands_in_what_is_said():
    url = "{jabber:x:oob}x/{jabber:x:oob}url"

    assert spoken(Outgoing(text="Here", link=LINK)).findtext(url) == LINK
    assert spoken(Outgoing(text=f"Here: {LINK}", link=LINK)).find(url) is None
    assert spoken(Outgoing(text=LINK, link=LINK)).find(url) is None


def test_an_edit_names_the_line_that_it_corrects():
    said = spoken(Outgoing(text="hello"), edits=LineId("ankerplatz-1"))

    assert attribute(said, "{urn:xmpp:message-correct:0}replace", "id") == "ankerplatz-1"


def test_a_private_message_in_a_room_is_marked_as_one():
    mark = "{http://jabber.org/protocol/muc#user}x"

    assert spoken(Outgoing(text="psst"), is_private=True).find(mark) is not None
    assert spoken(Outgoing(text="hello")).find(mark) is None


def test_what_xml_cannot_carry_is_left_out():
    said = spoken(Outgoing(text="a\x00b\x1b\ud800\ufffe\tc\nd\U0001f600", thread=LineId("t\x07")))

    assert said.findtext("{jabber:client}body") == "ab\tc\nd\U0001f600"
    assert said.findtext("{jabber:client}thread") == "t"


@pytest.mark.parametrize("sealed", [None, Element("{x}encrypted")])
def test_no_sign_that_somebody_typed_changes_how_the_rest_is_shown(sealed: Element | None):
    """By XEP-0393 a client would make a block of all that stands behind the three backticks."""
    said = spoken(Outgoing(text="```\nnext: Choir, https://x.example"), sealed=sealed)

    assert said.find("{urn:xmpp:styling:0}unstyled") is not None


def test_nothing_of_an_encrypted_text_is_said_beside_it():
    outgoing = Outgoing(text="secret", link=LINK, answers=LineId("s1"))
    line = spoken(outgoing, author=f"{ROOM}/Anna", sealed=Element("{x}encrypted"))
    told = " ".join(text for text in line.itertext())

    assert "secret" not in told
    assert LINK not in told
    assert line.find("{x}encrypted") is not None
    assert line.find("{urn:xmpp:sid:0}origin-id") is not None
    assert line.find("{urn:xmpp:reply:0}reply") is not None
    assert line.find("{urn:xmpp:hints}store") is not None
