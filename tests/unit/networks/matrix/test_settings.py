"""Who may bring the bot into a chat."""

from pathlib import Path

import pytest

from bot.domain.ignored import Ignored
from bot.networks.matrix.network import MatrixNetwork
from bot.networks.matrix.settings import MatrixSettings, localpart
from bot.scheduling.clock import SystemClock
from bot.usecases.ports.networks import Believes


def settings(*allow: str) -> MatrixSettings:
    return MatrixSettings(
        homeserver="https://matrix.example.org",
        user_id="@anker:example.org",
        display_name="Anker",
        allow=frozenset(allow),
        admins=frozenset(),
        credentials_file=Path("matrix.json"),
        password="secret",
    )


@pytest.mark.parametrize(
    ("allow", "user_id", "allowed"),
    [
        (["example.org"], "@anna:example.org", True),
        (["example.org"], "@anna:EXAMPLE.org", True),
        (["example.org:8448"], "@anna:example.org:8448", True),
        (["example.org"], "@anna:example.org:8448", False),
        (["example.org"], "@anna:evil.example.org", False),
        (["example.org"], "@example.org:evil.example", False),
        (["*"], "@anna:anywhere.example", True),
        ([], "@anna:example.org", False),
        (["example.org"], "", False),
        ([""], "anna", True),
    ],
)
def test_the_server_of_the_inviter_decides(allow: list[str], user_id: str, allowed: bool):
    assert settings(*allow).allows(user_id) is allowed


def test_secrets_do_not_show_when_printed():
    assert "secret" not in repr(settings("example.org"))


def test_a_localpart_is_what_stands_before_the_server():
    assert localpart("@anna:example.org") == "anna"


def test_whom_the_operator_names_later_is_believed_from_then_on() -> None:
    made = settings()
    network = MatrixNetwork(made, SystemClock())
    assert isinstance(network, Believes)
    assert not made.allows("@anna:example.org")
    network.believe(
        allow=frozenset({"example.org"}),
        admins=frozenset(),
        ignored=Ignored.of(["@relay:example.org"]),
    )
    assert made.allows("@anna:example.org")
    assert not made.allows("@relay:example.org")
