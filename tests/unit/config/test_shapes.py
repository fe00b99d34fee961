"""What single values may look like, key by key."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.config import shapes


def accepts(shape: Any, value: str) -> bool:
    try:
        TypeAdapter(shape).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (shapes.Title, ["Anker", "Anker Platz"], ["", " ", "a\nb", "a\u202eb"]),
        (shapes.Prefix, ["!", "?!", "~~~", "§"], ["", "a", "1", "! ", "/", "/!", "!!!!", "\x07"]),
        (shapes.SpokenLanguage, ["de", "en", "fr"], ["", "xx", "DE"]),
        (
            shapes.Timezone,
            ["Europe/Berlin", "UTC", "America/Argentina/Ushuaia"],
            [
                *("", "Europe", "MESZ", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"),
                *("localtime", "posixrules", "Factory", "right/Europe/Berlin", "posix/UTC"),
            ],
        ),
        (
            shapes.DatabaseUrl,
            [
                *("sqlite:///a.db", "sqlite:////var/lib/a.db", "postgresql://a@b/c"),
                "postgresql://a@b/c?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem",
            ],
            [
                *("", "sqlite:///", "sqlite://a.db", "a.db", "mysql://a/b", "postgresql://a"),
                *("postgresql://a/b/c", "postgresql://a/b?", "postgresql://a/?b=c"),
            ],
        ),
        (
            shapes.Account,
            ["@anna:example.org", "@a/b:[::1]:8448", "ben@example.org"],
            ["", "anna", "@anna", "@:example.org", "ben@", "ben@example.org/phone", "a b@c"],
        ),
        (
            shapes.AllowedServer,
            ["example.org", "*", "localhost:8008", "müller.example"],
            ["", "*.org", "https://example.org", "@a:b", "-a", "a b"],
        ),
        (
            shapes.MatrixUserId,
            ["@anker:example.org", "@anker:localhost:8008"],
            ["anker@example.org", "@anker", "@an ker:example.org"],
        ),
        (
            shapes.Jid,
            ["anker@example.org", "anker@127.0.0.1"],
            ["@anker:example.org", "example.org", "anker@example.org/bot", "a@b@c"],
        ),
        (
            shapes.HttpsUrl,
            ["https://example.org", "https://example.org:8443/sub/", "http://127.0.0.1:8008",
             "http://localhost", "http://[::1]:80"],
            ["", "example.org", "http://example.org", "ftp://example.org", "https://",
             "https://a:b@example.org", "https://example.org?x", "https://example.org:99999",
             "https://exa mple.org", "https://[::1", "http://127.0.0.1.example.org",
             "https://example.org/{x}", 'https://example.org/"x', "https://example.org/<x>"],
        ),
        (shapes.InnerUrl, ["", "http://prosody:5280", "https://a.example"], ["prosody:5280"]),
        (
            shapes.WebSocketUrl,
            ["", "auto", "wss://meet.example.org/xmpp-websocket", "ws://127.0.0.1:5280/x"],
            ["ws://meet.example.org", "https://meet.example.org", "on"],
        ),
        (shapes.Domain, ["", "meet.jitsi"], ["https://meet.jitsi", "meet.jitsi:80", "a@b"]),
        (
            shapes.ServerEndpoint,
            ["", "example.org:5222", "[2001:db8::1]:5222"],
            ["example.org", "example.org:", ":5222", "example.org:0", "example.org:70000"],
        ),
        (shapes.ListenEndpoint, ["0.0.0.0:80", "127.0.0.1:0"], ["", "8480", "[::1]"]),
        (shapes.PresenceChoice, ["off", "open", "count", "names"], ["", "all", "COUNT"]),
        (shapes.TlsChoice, ["required", "insecure-plain"], ["", "starttls"]),
    ],
)  # fmt: skip
def test_a_shape_takes_what_is_meant_and_nothing_else(
    shape: Any, good: list[str], bad: list[str]
) -> None:
    assert [value for value in good if not accepts(shape, value)] == []
    assert [value for value in bad if accepts(shape, value)] == []


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\udcff"], ids=ascii)
@pytest.mark.parametrize(
    ("shape", "good"),
    [
        (shapes.Secret, "Zaubertinte"),
        (shapes.OptionalSecret, "Zaubertinte"),
        (shapes.DatabaseUrl, "sqlite:///a.db"),
        (shapes.DatabaseUrl, "postgresql://anna@example.org/anker"),
        (shapes.Account, "@anna:example.org"),
        (shapes.IgnoredOne, "verein@conference.example.org/anna"),
        (shapes.MatrixUserId, "@anna:example.org"),
        (shapes.Jid, "anna@example.org"),
        (shapes.MucJid, "anna@conference.example.org"),
        (shapes.WebAddress, "https://example.org/anna"),
    ],
)
def test_nothing_has_characters_that_no_network_and_no_database_carries(
    shape: Any, good: str, odd: str
) -> None:
    """A byte in the environment that is no UTF-8 is half of a surrogate pair to Python."""
    assert accepts(shape, good)
    assert not accepts(shape, good.replace("a", odd))


def test_a_key_may_have_several_lines() -> None:
    assert accepts(shapes.Secret, "-----BEGIN KEY-----\r\nabc\n\t-----END KEY-----\n")


def test_an_address_is_the_same_in_capitals() -> None:
    """Browsers and the dashboard's cookie go by its small letters."""
    read = TypeAdapter[str](shapes.HttpsUrl).validate_python
    assert read("HTTPS://Example.ORG:8443/Sub/") == "https://example.org:8443/Sub"


@pytest.mark.parametrize(
    ("text", "minutes"), [("10m", 10), ("90m", 90), ("1d", 1440), ("1h30m", 90), ("1d1h1m", 1501)]
)
def test_a_duration_is_days_hours_and_minutes(text: str, minutes: int) -> None:
    assert TypeAdapter(shapes.Duration).validate_python(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0m", "10", "1w", "30s", "1m1h", "-1d", "1 d", "1.5h", "٣d"])
def test_anything_else_is_no_duration(text: str) -> None:
    assert not accepts(shapes.Duration, text)
