"""What slixmpp writes to a byte stream becomes RFC 7395 frames, and back."""

import pytest
from defusedxml.ElementTree import fromstring

from bot.conferences.jitsi.signalling.framing import incoming_stream, outgoing_frame
from bot.errors import TransientError

FRAMING = "urn:ietf:params:xml:ns:xmpp-framing"
STREAMS = "http://etherx.jabber.org/streams"


def root_of(text: str) -> str:
    """The qualified name of a frame's element; fails when the frame does not stand by itself."""
    return str(fromstring(text, forbid_dtd=True).tag)


@pytest.mark.parametrize(
    ("written", "root"),
    [
        (f"<stream:stream to='a.example' xmlns:stream='{STREAMS}'>", f"{{{FRAMING}}}open"),
        ("</stream:stream>", f"{{{FRAMING}}}close"),
        ("<presence />", "{jabber:client}presence"),
        ('<iq type="get" id="xmlns="><q xmlns="u"/></iq>', "{jabber:client}iq"),
        ('<auth xmlns="urn:sasl" mechanism="ANONYMOUS">QQ==</auth>', "{urn:sasl}auth"),
        (f'<stream:error xmlns="{STREAMS}"><bad xmlns="u"/></stream:error>', f"{{{STREAMS}}}error"),
    ],
)
def test_what_is_written_becomes_a_frame_that_stands_by_itself(written: str, root: str) -> None:
    frame = outgoing_frame(written, "a.example")
    assert frame is not None
    assert root_of(frame) == root


def test_the_stream_is_opened_to_the_login_domain() -> None:
    frame = outgoing_frame("<stream:stream to='x'>", "a'b&c.example")
    assert frame is not None
    opened = fromstring(frame)
    assert (opened.get("to"), opened.get("version")) == ("a'b&c.example", "1.0")


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_that_keeps_a_byte_stream_alive_is_no_frame(blank: str) -> None:
    assert outgoing_frame(blank, "a.example") is None


def test_an_open_frame_is_a_stream_header() -> None:
    opened = f"<open xmlns='{FRAMING}' id='a&quot;b' from='x' version='1.0' xml:lang='en'/>"
    header = fromstring(incoming_stream(opened) + "</stream:stream>")
    assert header.tag == f"{{{STREAMS}}}stream"
    assert (header.get("id"), header.get("version")) == ('a"b', "1.0")


def test_a_close_frame_ends_the_stream() -> None:
    assert incoming_stream(f"<close xmlns='{FRAMING}'/>") == "</stream:stream>"


@pytest.mark.parametrize(
    "frame",
    [
        "<?xml version='1.0'?><iq xmlns='jabber:client' id='ä'><q xmlns='u'>&lt;</q></iq>",
        "<presence xmlns='jabber:client' xml:lang='en'/>",
        f"<stream:features xmlns:stream='{STREAMS}'><bind xmlns='u'/></stream:features>",
    ],
)
def test_a_stanza_means_the_same_inside_the_stream(frame: str) -> None:
    opened = incoming_stream(f"<open xmlns='{FRAMING}'/>")
    inside = fromstring(opened + incoming_stream(frame) + "</stream:stream>")[0]
    alone = fromstring(frame)
    assert [(e.tag, e.attrib, e.text) for e in inside.iter()] == [
        (e.tag, e.attrib, e.text) for e in alone.iter()
    ]


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "hello",
        "<iq>",
        "<iq/><iq/>",
        "</stream:stream>",
        "<!DOCTYPE x><x/>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
        "<x>\ud800</x>",
        "<a:x/>",
        "<x>" * 9999 + "</x>" * 9999,
    ],
    ids=lambda frame: frame[:40],
)
def test_a_frame_that_is_not_one_element_is_refused(frame: str) -> None:
    with pytest.raises(TransientError):
        incoming_stream(frame)
