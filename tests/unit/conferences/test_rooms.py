"""Room names and links come out as Jitsi itself would make them."""

import unicodedata
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.conferences.jitsi.links.address import ServerAddress
from bot.conferences.jitsi.links.rooms import RESERVED, node, normalise, room_name
from bot.errors import ConfigError, UserError

SERVER = ServerAddress.parse("https://meet.example.org")
TENANT = ServerAddress.parse("https://meet.example.org/acme/")
TRIAL = ServerAddress.parse("http://127.0.0.1:8080")


def jitsi_node(link: str) -> str:
    """What Jitsi's web client makes of a link: decode, drop, NFKC, lower, encode, lower."""
    room = unquote(urlsplit(link).path.rpartition("/")[2])
    room = "".join(char for char in room if char not in ":?#[]@!$&'()*+,;=></\"")
    room = unicodedata.normalize("NFKC", room).lower()
    return quote(room, safe="-_.!~*'()").lower()


@pytest.mark.parametrize(
    ("typed", "name", "made"),
    [
        ("Ankerplatz", "Ankerplatz", "ankerplatz"),
        ("  Grüne   Runde ", "Grüne Runde", "gr%c3%bcne%20runde"),
        ("Gru\u0308ne", "Grüne", "gr%c3%bcne"),
        ("Was? Wer! (alle)", "Was Wer alle", "was%20wer%20alle"),
        ("a/b\\c%41", "abc41", "abc41"),
        ("\u202eAnker\u200bplatz\u202c\x00", "Ankerplatz", "ankerplatz"),
        ("Team\uff1f", "Team", "team"),
        ("会议", "会议", "%e4%bc%9a%e8%ae%ae"),
        ("👍", "👍", "%f0%9f%91%8d"),
        ("v1.2_x~y", "v1.2_x~y", "v1.2_x~y"),
        ("{a|b}", "{a|b}", "%7ba%7cb%7d"),
    ],
)
def test_a_name_keeps_its_case_and_loses_what_jitsi_drops(typed: str, name: str, made: str) -> None:
    assert room_name(typed, SERVER) == name
    assert node(name) == made


@given(st.text(max_size=60))
def test_jitsi_makes_the_same_room_of_the_link(typed: str) -> None:
    name = normalise(typed)
    assume(name.strip("."))
    assert normalise(name) == name
    link = SERVER.link(name)
    assert link.isascii()
    assert jitsi_node(link) == node(name)
    assert urlsplit(link).netloc == "meet.example.org"
    assert link.count("/") == 3


@pytest.mark.parametrize(
    ("server", "name", "link"),
    [
        (SERVER, "Ankerplatz", "https://meet.example.org/Ankerplatz"),
        (SERVER, "Grüne Runde", "https://meet.example.org/Gr%C3%BCne%20Runde"),
        (TENANT, "Daily", "https://meet.example.org/acme/Daily"),
        (TRIAL, "Daily", "http://127.0.0.1:8080/Daily"),
    ],
)
def test_a_link_is_encoded_as_browsers_encode_it(
    server: ServerAddress, name: str, link: str
) -> None:
    assert server.link(name) == link


@pytest.mark.parametrize(
    ("server", "pasted", "name"),
    [
        (SERVER, "https://meet.example.org/Foo", "Foo"),
        (SERVER, "http://meet.example.org/Foo/", "Foo"),
        (SERVER, "HTTPS://MEET.example.org:443/Foo", "Foo"),
        (SERVER, "https://meet.example.org/Gr%C3%BCne%20Runde?jwt=x#config.a=1", "Grüne Runde"),
        (SERVER, "//meet.example.org/Foo", "Foo"),
        (SERVER, "meet.example.org/Foo", "Foo"),
        (TENANT, "https://meet.example.org/acme/Foo", "Foo"),
        (TRIAL, "127.0.0.1:8080/Foo", "Foo"),
    ],
)
def test_a_pasted_link_to_the_own_server_names_its_room(
    server: ServerAddress, pasted: str, name: str
) -> None:
    assert room_name(pasted, server) == name


@pytest.mark.parametrize(
    ("server", "pasted"),
    [
        (SERVER, "https://meet.jit.si/Foo"),
        (SERVER, "https://meet.example.org.evil.example/Foo"),
        (SERVER, "https://meet.example.org:8443/Foo"),
        (SERVER, "https://user@evil.example/meet.example.org/Foo"),
        (SERVER, "https://meet.example.org/acme/Foo"),
        (SERVER, "https://meet.example.org/a%2FFoo"),
        (TENANT, "https://meet.example.org/Foo"),
        (TRIAL, "http://127.0.0.1/Foo"),
        (SERVER, "https://"),
    ],
)
def test_a_pasted_link_to_another_place_is_refused(server: ServerAddress, pasted: str) -> None:
    with pytest.raises(UserError) as refused:
        room_name(pasted, server)
    assert refused.value.key == "foreign_server"
    assert refused.value.values["server"] == str(server)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", "?!", ".", "..", "\u200b\u202e"),
        *("https://meet.example.org/", "http://x:y/", "https://][@"),
    ],
)
def test_a_name_of_which_nothing_is_left_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        room_name(typed, SERVER)
    assert refused.value.key == "room_name_unusable"


@pytest.mark.parametrize("typed", ["x" * 201, "会" * 114])
def test_a_name_that_no_server_would_take_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        room_name(typed, SERVER)
    assert refused.value.key == "room_name_too_long"


@pytest.mark.parametrize("typed", [*sorted(RESERVED), "Static", "(config.js)"])
def test_a_path_of_the_web_server_is_no_room(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        room_name(typed, SERVER)
    assert refused.value.key == "room_name_reserved"


@pytest.mark.parametrize(
    "url",
    ["", "meet.example.org", "ftp://meet.example.org", "https://", "https://x/?a", "https://u:p@x/",
     "https://x:99999", "https://][@"],
)  # fmt: skip
def test_an_address_that_rooms_cannot_hang_below_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigError, match=r"jitsi\.url"):
        ServerAddress.parse(url)
