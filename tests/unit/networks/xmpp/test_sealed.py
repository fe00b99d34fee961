"""Encrypted messages as they look from outside."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from bot.domain.line import Incoming
from bot.networks.xmpp.stanzas.sealed import Sealed, is_sealed
from tests.unit.networks.xmpp.stanzas import SEALED, message

KEYS_ALONE = "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>"


def sealed(*more: str, line: Incoming | None = None) -> tuple[Sealed, list[Element]]:
    seen: list[Element] = []

    def read(plain: Element) -> Incoming | None:
        seen.append(plain)
        return line

    return Sealed(message("I am encrypted", *more), "anna@example.org", read), seen


def test_only_messages_with_such_an_element_are_encrypted():
    assert is_sealed(message("I am encrypted", SEALED))
    assert not is_sealed(message("eu.siacs.conversations.axolotl"))


def test_what_carries_keys_alone_has_no_words():
    assert sealed(SEALED)[0].has_words
    assert not sealed(KEYS_ALONE)[0].has_words


def test_the_words_take_the_place_of_the_fallback_and_the_rest_stays():
    one, seen = sealed(SEALED, "<thread>t</thread>")
    one.saying("wer\0")

    assert [child.tag for child in seen[0]] == ["{jabber:client}thread", "{jabber:client}body"]
    assert seen[0].findtext("{jabber:client}body") == "wer"
    assert is_sealed(one.message)


def test_an_unread_line_has_no_words_and_says_so(a_line: Incoming):
    one, _ = sealed(SEALED, line=replace(a_line, text="…"))
    unread = one.unread()

    assert unread is not None
    assert (unread.text, unread.is_unreadable) == ("", True)


def test_what_is_none_of_the_bots_lines_stays_none_of_them():
    assert sealed(SEALED)[0].unread() is None
