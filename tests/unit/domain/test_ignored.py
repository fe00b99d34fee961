"""Who is not heard."""

import pytest

from bot.domain.ignored import Ignored

IGNORED = Ignored.of(
    ["@relay:example.org", "relay@example.org", "spam.example", "verein@rooms.example.org/Relay"]
)


@pytest.mark.parametrize(
    "name",
    [
        *("@relay:example.org", "@Relay:Example.org", "relay@example.org"),
        *("@anyone:spam.example", "anyone@spam.example", "verein@rooms.example.org/relay"),
    ],
)
def test_whoever_is_named_or_comes_from_a_named_server_is_ignored(name: str) -> None:
    assert IGNORED.has(name)
    assert IGNORED.has("somebody@else.example", name)


@pytest.mark.parametrize(
    "name",
    [
        *("@anna:example.org", "anna@example.org", "@spam.example:example.org", ""),
        *("spam.example@example.org", "anna@not-spam.example", "verein@rooms.example.org/Anna"),
        "other@rooms.example.org/Relay",
    ],
)
def test_nobody_else_is_ignored(name: str) -> None:
    assert not IGNORED.has(name)
    assert not Ignored().has(name)
