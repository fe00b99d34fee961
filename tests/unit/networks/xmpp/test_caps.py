"""What programs announce of themselves, as XEP-0115 has it in its examples."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.stanzas.caps import is_robot, program_of, verification

SIMPLE = """
  <identity category='client' name='Exodus 0.9.1' type='pc'/>
  <feature var='http://jabber.org/protocol/caps'/>
  <feature var='http://jabber.org/protocol/muc'/>
  <feature var='http://jabber.org/protocol/disco#info'/>
  <feature var='http://jabber.org/protocol/disco#items'/>
"""
WITH_A_FORM = """
  <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
  <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
  <feature var='http://jabber.org/protocol/caps'/>
  <feature var='http://jabber.org/protocol/disco#info'/>
  <feature var='http://jabber.org/protocol/disco#items'/>
  <feature var='http://jabber.org/protocol/muc'/>
  <x xmlns='jabber:x:data' type='result'>
    <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
    <field var='ip_version'><value>ipv6</value><value>ipv4</value></field>
    <field var='os'><value>Mac</value></field>
    <field var='os_version'><value>10.5.1</value></field>
    <field var='software'><value>Psi</value></field>
    <field var='software_version'><value>0.11</value></field>
  </x>
"""


def info(inside: str) -> Element:
    return fromstring(f"<query xmlns='http://jabber.org/protocol/disco#info'>{inside}</query>")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (SIMPLE, "QgayPKawpkPSDYmwT/WM94uAlu0="),
        (WITH_A_FORM, "q07IKJEyjvHSyhy//CH0CxmKi8w="),
    ],
)
def test_the_verification_string_is_that_of_the_specification(inside: str, expected: str):
    assert verification(info(inside)) == expected


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("<identity category='client' type='bot' name='Helper'/>", True),
        ("<identity category='client' type='bot'/>", False),
        ("<identity category='client' type='pc' name='Gajim'/>", False),
        ("<identity category='automation' type='bot' name='Helper'/>", False),
        ("", False),
    ],
)
def test_a_bot_is_who_calls_itself_one_by_a_name(identity: str, expected: bool):
    assert is_robot(info(identity)) is expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("<c hash='sha-1' node='urn:n' ver='v='/>", ("urn:n", "v=")),
        ("<c hash='md5' node='urn:n' ver='v='/>", None),
        ("<c ext='older' node='urn:n' ver='1.0'/>", None),
        ("<c hash='sha-1' node='urn:n'/>", None),
        ("", None),
    ],
)
def test_only_what_can_be_checked_counts_as_announced(mark: str, expected: tuple[str, str] | None):
    mark = mark.replace("<c", "<c xmlns='http://jabber.org/protocol/caps'")
    assert program_of(fromstring(f"<presence>{mark}</presence>")) == expected


def test_what_the_bot_announces_is_what_it_answers():
    portrait = Portrait("Ankerplatz")
    answer = portrait.info(None, ())
    assert answer is not None
    assert portrait.caps().get("ver") == verification(answer)
    assert is_robot(answer)
