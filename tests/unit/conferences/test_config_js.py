"""A server's config.js is read in all its shapes, and never believed or executed."""

import time
import timeit
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.conferences.jitsi.discovery.config_js import JitsiConfig, parse_config_js
from bot.conferences.jitsi.links.address import ServerAddress, registrable_domain

DATA = Path(__file__).parents[2] / "data" / "jitsi"
SERVER = ServerAddress.parse("https://meet.example.org")
TENANT = ServerAddress.parse("https://meet.example.org/acme.co")
TRIAL = ServerAddress.parse("http://127.0.0.1:8080")
SIZE = 1 << 17


def test_a_debian_installation_is_read() -> None:
    text = (DATA / "config_js_debian.js").read_text()
    assert parse_config_js(text, ServerAddress.parse("https://meet.test")) == JitsiConfig(
        domain="meet.test",
        muc_domain="conference.meet.test",
        hidden_domain="recorder.meet.test",
        websocket=URL("wss://meet.test/xmpp-websocket"),
        bosh=URL("https://meet.test/http-bind"),
    )


def test_a_docker_installation_is_read() -> None:
    text = (DATA / "config_js_docker.js").read_text()
    assert parse_config_js(text, SERVER) == JitsiConfig(
        domain="meet.jitsi",
        muc_domain="muc.meet.jitsi",
        anonymous_domain="guest.meet.jitsi",
        hidden_domain="hidden.meet.jitsi",
        websocket=URL("wss://meet.example.org/xmpp-websocket"),
        bosh=URL("https://meet.example.org/http-bind"),
    )


TEMPLATE = """
var subdir = '<!--# echo var="subdir" default="" -->';
var subdomain = "<!--# echo var="subdomain" default="" -->";
if (subdir.startsWith('<!--')) { subdir = ''; }
if (subdomain) {
    subdomain = subdomain.substr(0,subdomain.length-1).split('.').join('_').toLowerCase() + '.';
}
config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
config.websocket = 'wss://meet.example.org/' + subdir + 'xmpp-websocket';
"""


def test_a_tenant_fills_the_gaps_that_its_web_server_left() -> None:
    config = parse_config_js(
        TEMPLATE.replace('<!--# echo var="subdir" default="" -->', "acme.co/"), TENANT
    )
    assert config.muc_domain == "muc.acme_co.meet.jitsi"
    assert config.websocket == URL("wss://meet.example.org/acme.co/xmpp-websocket")


SHAPES = {
    "minified": "var config={hosts:{domain:'d.example',muc:'muc.'+'d.example'},p2p:{a:1}};",
    "json": 'config = { "hosts": { "domain": "d.example", "muc": "muc.d.example" } } // the end',
    "no semicolons": """
        var d = 'd.example'
        var config = {}
        config.hosts = {domain: d,
            muc: 'muc.'
                + d
        }
    """,
    "comments": """
        /* config.hosts.domain = 'x.example'; */
        var config = { // hosts: {domain: 'y.example'}
            list: [{hosts: {domain: 'z.example'}}],
            hosts: { domain: `d.example`, muc: 'muc' + /* the */ '.d.example' }
        };
    """,
    "code": """
        if (config.hosts.domain == 'q.example') { alert('it\\'s') }
        other = {hosts: {domain: 'no.example'}};
        config = {hosts: {domain: 'd.example', muc: 'muc.d.example',
            anonymousdomain: f('guest.d.example'), x: y ? 'a' : 'b'}}
    """,
    "twice": """
        config.hosts.domain = 'old.example'; config.hosts.muc = 'muc.d.example';
        config.hosts.domain = 'd.example';
    """,
    "junk": "config.hosts.domain='D.Example';config.hosts.muc='muc.d.example';}}]) an 'end",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_assignments_and_literals_are_read_however_they_are_written(text: str) -> None:
    assert parse_config_js(text, SERVER) == JitsiConfig(
        domain="d.example", muc_domain="muc.d.example"
    )


@pytest.mark.parametrize(
    ("server", "given", "address"),
    [
        (SERVER, "'wss://meet.example.org/ws'", "wss://meet.example.org/ws"),
        (SERVER, "'wss://meet.example.org:5443/ws'", "wss://meet.example.org:5443/ws"),
        (SERVER, "'wss://xmpp.meet.example.org/ws'", "wss://xmpp.meet.example.org/ws"),
        (SERVER, "'wss://xmpp.example.org/ws'", "wss://xmpp.example.org/ws"),
        (SERVER, "'wss://example.org/ws'", "wss://example.org/ws"),
        (SERVER, "'//meet.example.org/ws'", "wss://meet.example.org/ws"),
        (SERVER, "'/ws'", "wss://meet.example.org/ws"),
        (TENANT, "'/' + subdir + 'ws'", "wss://meet.example.org/acme.co/ws"),
        (TRIAL, "'ws://127.0.0.1:5280/ws'", "ws://127.0.0.1:5280/ws"),
        (TRIAL, "'wss://127.0.0.1/ws'", "wss://127.0.0.1/ws"),
        (TRIAL, "'/ws'", "ws://127.0.0.1:8080/ws"),
    ],
)
def test_an_address_on_the_own_host_is_taken(
    server: ServerAddress, given: str, address: str
) -> None:
    config = parse_config_js(f"config.websocket = {given};", server)
    assert config.websocket == URL(address)
    assert not config.refused


@pytest.mark.parametrize(
    "address",
    [
        "wss://evil.example/ws",
        "wss://meet.example.org.evil.example/ws",
        "wss://meet.example.org@evil.example/ws",
        "wss://evilexample.org/ws",
        "wss://org/ws",
        "//evil.example/ws",
        "ws://meet.example.org/ws",
        "https://meet.example.org/ws",
        "javascript:alert(1)",
        "wss://meet.example.org:99999/ws",
        "wss://",
        # found by fuzzing: at these brackets the library stumbles
        "//][@",
        "wss://]x[y",
    ],
)
def test_an_address_anywhere_else_is_refused(address: str) -> None:
    config = parse_config_js(f"config.websocket = '{address}'", SERVER)
    assert config.websocket is None
    assert config.refused == {"config.websocket"}


@pytest.mark.parametrize("address", ["wss://xmpp.example.net/ws", "//xmpp.example.net/ws"])
def test_an_address_that_the_operator_allowed_is_taken(address: str) -> None:
    allowed = frozenset({"xmpp.example.net"})
    config = parse_config_js(f"config.websocket = '{address}'", SERVER, allowed)
    assert config.websocket == URL("wss://xmpp.example.net/ws")
    plain = parse_config_js("config.websocket = 'ws://xmpp.example.net/ws'", SERVER, allowed)
    assert plain.websocket is None


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("meet.example.org", "example.org"),
        ("meet.verein.example.org", "verein.example.org"),
        ("meet.verein.co.uk", "verein.co.uk"),
        ("example.org", ""),
        ("verein.co.uk", ""),
        ("verein.dyndns.org", ""),
        ("verein.github.io", ""),
        ("localhost", ""),
        ("127.0.0.1", ""),
        ("::1", ""),
    ],
)
def test_what_one_party_may_be_taken_to_hold(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    "domain", ["a b", "x@y.example", "x/y", "<script>", "a..b", ".a", "x" * 64, "a." * 130 + "b"]
)
def test_what_is_no_domain_is_refused(domain: str) -> None:
    config = parse_config_js(f"config = {{hosts: {{muc: '{domain}'}}}}", SERVER)
    assert config.muc_domain is None
    assert config.refused == {"config.hosts.muc"}


@given(st.text() | st.text(alphabet="'\"`/*\\{}[]():;,.+= \nconfighsdmua"))
def test_no_text_whatever_raises(text: str) -> None:
    parse_config_js(text, SERVER)


@pytest.mark.parametrize(
    "bomb",
    [
        "'" * SIZE,
        "\\'" * (SIZE // 2),
        "'" + "\\'" * (SIZE // 2),
        "/*" * (SIZE // 2),
        "/" * SIZE,
        "{" * SIZE,
        "a." * (SIZE // 2),
        "a=" * (SIZE // 2),
        "a=\n" * (SIZE // 3),
        "a='x'" + "+'x'" * (SIZE // 4),
        "a='x'" + "\n/**/" * (SIZE // 5),
        "config={" + "'a':" * (SIZE // 4),
        "a='" + "x" * 999 + "';" + "a=a+a;" * (SIZE // 6),
        bytes(range(256)).decode("latin-1") * (SIZE // 256),
    ],
    ids=lambda bomb: repr(bomb[:9]),
)
def test_a_text_made_to_hurt_is_read_in_linear_time(bomb: str) -> None:
    """Read in quadratic time, the whole would take a thousand times as long as its 32nd part."""

    def best(text: str) -> float:
        work = partial(parse_config_js, text, SERVER)
        return min(timeit.repeat(work, number=1, repeat=3, timer=time.process_time))

    assert best(bomb) < 32 * 8 * max(best(bomb[: len(bomb) // 32]), 0.005)
