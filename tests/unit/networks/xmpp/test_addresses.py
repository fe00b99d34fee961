"""Which addresses are some."""

import pytest

from bot.networks.xmpp.addresses import prepared


@pytest.mark.parametrize(
    ("jid", "address"),
    [
        ("Anna@Example.org/Phone", "anna@example.org/Phone"),
        ("verein@conference.example.org/Anna 🎉", "verein@conference.example.org/Anna 🎉"),
        ("Anna@Example.org/👩‍👧", "anna@example.org/👩‍👧"),
        ("anna@example.org/a\u0007", None),
        ("anna@example.org/🎉" + "a" * 1023, None),
        ("🎉@example.org/x", None),
        ("@example.org", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_behind_the_slash_may_be_what_servers_let_pass(jid: str | None, address: str | None):
    assert prepared(jid) == address
