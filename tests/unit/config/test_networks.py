"""A chat network that can be configured is also served, tried out and asked about."""

from pathlib import Path

import pytest

from bot.bootstrap.adapters import chat_networks
from bot.cli.check import REMEDIES, attempts
from bot.cli.init import QUESTIONS
from bot.config import NETWORKS, Configuration, load
from bot.scheduling.clock import SystemClock

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


@pytest.fixture
def everything(tmp_path: Path) -> Configuration:
    """The example's, which has an account on each network."""
    copy = tmp_path / "config.toml"
    copy.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    copy.chmod(0o600)
    return load(copy, {})


async def test_a_network_is_made_of_each_section(everything: Configuration) -> None:
    made = [network.account for network in chat_networks(everything, SystemClock())]
    assert made == [one.account for one in everything.accounts], "see chat_networks"
    assert [account.partition(":")[0] for account in made] == list(NETWORKS)


def test_each_network_is_tried_by_check_which_knows_what_to_do(everything: Configuration) -> None:
    parts = {part for part, _ in attempts(everything)}
    assert set(NETWORKS) - parts == set(), "bot/cli/check.py: attempts"
    assert parts - REMEDIES.keys() == set(), "bot/cli/check.py: REMEDIES"


def test_init_asks_about_each_network() -> None:
    assert list(QUESTIONS) == list(NETWORKS), "bot/cli/init.py: QUESTIONS"
