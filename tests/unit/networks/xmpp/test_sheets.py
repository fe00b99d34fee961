"""Which language somebody asks in who opens a form."""

from xml.etree.ElementTree import fromstring

import pytest

from bot.networks.xmpp.queries.sheets import language_of


@pytest.mark.parametrize(
    ("stanza", "payload", "expected"),
    [
        ("xml:lang='de'", "", "de"),
        ("xml:lang='de'", "xml:lang='fr'", "fr"),
        ("xml:lang='en'", "xml:lang='de'", "de"),
        ("xml:lang='en-GB'", "", "en-GB"),
        ("", "xml:lang='en'", "en"),
        ("xml:lang='en'", "", None),
        ("", "", None),
    ],
)
def test_english_that_only_the_stanza_has_is_nobodys_wish(
    stanza: str, payload: str, expected: str | None
):
    command = f"<command xmlns='http://jabber.org/protocol/commands' {payload}/>"
    assert language_of(fromstring(f"<iq {stanza}>{command}</iq>")) == expected
