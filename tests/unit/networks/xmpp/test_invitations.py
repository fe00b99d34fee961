"""Whose invitations are followed."""

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given

from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.invitations import invitation
from tests.unit.networks.xmpp.stanzas import BOT, ROOM, message, strange

SETTINGS = XmppSettings(
    jid=BOT, password="", nick="Anker", allow=frozenset({"example.org", "friends.example"})
)
THROUGH = "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='{}'/></x>"


def direct(inviter: str, room: str = ROOM) -> Element:
    return message(None, f"<x xmlns='jabber:x:conference' jid='{room}'/>", sender=inviter)


def through_room(inviter: str, room: str = ROOM) -> Element:
    return message(None, THROUGH.format(inviter), sender=room)


@pytest.mark.parametrize(
    ("stanza", "is_welcome"),
    [
        (direct("anna@example.org/phone"), True),
        (direct("anna@example.org", "room@muc.far.example"), True),
        (direct("anna@far.example"), False),
        (direct("anna@sub.example.org"), False),
        (through_room("anna@friends.example/phone"), True),
        (through_room("anna@far.example"), False),
        (through_room(f"{ROOM}/Anna"), True),
        (through_room("anna@example.org", "room@muc.far.example"), False),
        (through_room("room@muc.far.example/Anna", "room@muc.far.example"), False),
        (through_room("anna@example.org", "room@badexample.org"), False),
    ],
)
def test_invitations_are_followed_from_allowed_servers_only(stanza: Element, is_welcome: bool):
    asked = invitation(stanza)

    assert asked is not None
    assert asked.is_welcome(SETTINGS) is is_welcome


def test_with_everybody_allowed_every_invitation_is_followed():
    settings = replace(SETTINGS, allow=frozenset({"*"}))
    for stanza in (
        direct("a@far.example"),
        through_room("r@muc.far.example/A", "r@muc.far.example"),
    ):
        asked = invitation(stanza)
        assert asked is not None
        assert asked.is_welcome(settings)


@pytest.mark.parametrize(
    "stanza",
    [
        message(None),
        direct(""),
        direct("example.org"),
        direct("anna@example.org", ""),
        direct("anna@example.org", "conference.example.org"),
        direct("anna@example.org", "@@@"),
        through_room(""),
        through_room("example.org"),
        message(None, THROUGH.format("anna@example.org"), sender=ROOM, type="error"),
    ],
)
def test_what_makes_no_sense_is_no_invitation(stanza: Element):
    assert invitation(stanza) is None


@given(strange())
def test_strange_stanzas_never_bring_the_bot_anywhere(stanza: Element):
    asked = invitation(stanza)
    assert asked is None or "@" in asked.room
