"""What the operator wrote, and whom it makes the bot believe."""

import pytest

from bot.domain.ignored import Ignored
from bot.errors import ConfigError
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.settings import XmppSettings
from bot.scheduling.clock import SystemClock
from bot.usecases.ports.networks import Believes


def settings(**changes: object) -> XmppSettings:
    return XmppSettings(**{"jid": "bot@example.org", "password": "geheim", "nick": "B"} | changes)


def test_addresses_are_read_in_any_spelling():
    read = settings(
        jid="Bot@Example.org",
        rooms=("Verein@Conference.example.org",),
        allow=frozenset({"Example.ORG"}),
        admins=frozenset({"Anna@example.org", "@anna:example.org"}),
    ).prepared()

    assert (read.jid, read.rooms) == ("bot@example.org", ("verein@conference.example.org",))
    assert (read.allow, read.admins) == ({"example.org"}, {"anna@example.org"})


def test_whom_the_operator_names_later_is_believed_from_then_on():
    network = XmppNetwork(settings(), SystemClock())
    assert isinstance(network, Believes)
    read = settings().prepared()
    read.believe(
        allow=frozenset({"Example.ORG"}),
        admins=frozenset({"Ben@example.org", "@a:b.org"}),
        ignored=Ignored.of(["Relay@example.org"]),
    )
    assert read.allows("anna@example.org")
    assert not read.allows("relay@example.org/phone")
    assert read.admins == {"ben@example.org"}


@pytest.mark.parametrize(
    ("key", "value"), [("jid", "example.org"), ("jid", "a b@c"), ("rooms", ("room@host/nick",))]
)
def test_an_address_that_is_none_is_named_with_its_key(key: str, value: object):
    with pytest.raises(ConfigError, match=rf"\[xmpp\] {key}: "):
        settings(**{key: value}).prepared()


def test_the_password_is_not_shown():
    assert "geheim" not in repr(settings())


def test_a_room_of_strangers_cannot_vouch_for_an_admin():
    chosen = settings(rooms=("hall@chat.far.example",), allow=frozenset({"*", "friends.example"}))

    assert chosen.believes("room@conference.example.org")
    assert chosen.believes("room@conference.friends.example")
    assert chosen.believes("hall@chat.far.example")
    assert not chosen.believes("trap@chat.far.example")
    assert not chosen.believes("trap@notexample.org")
