"""A bot account on the shared Synapse and the network that runs it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.demo.servers.synapse import MatrixAccount, Synapse
from bot.networks.matrix.network import MatrixNetwork
from bot.networks.matrix.settings import MatrixSettings, Patience
from tests.fixtures.synapse import MakeAccount, MatrixPerson
from tests.integration.matrix.door import RecordingDoor, WallClock

HURRY = Patience(
    first_sync=2,
    poll=5,
    poll_grace=2,
    request=3,
    riddle=2,
    first_pause=0.05,
    longest_pause=0.4,
)


@dataclass
class Bot:
    """One account of the bot with its door; `network()` is a new process as it were."""

    account: MatrixAccount
    settings: MatrixSettings
    door: RecordingDoor

    @property
    def user_id(self) -> str:
        return self.account.user_id

    @property
    def kept(self) -> dict[str, str]:
        """What stands in the credentials file."""
        return json.loads(self.settings.credentials_file.read_text())

    def network(self, **changes: object) -> MatrixNetwork:
        return MatrixNetwork(replace(self.settings, **changes), WallClock(), patience=HURRY)


MakeBot = Callable[..., Awaitable[Bot]]


@pytest.fixture
def make_bot(synapse: Synapse, make_account: MakeAccount, tmp_path: Path) -> MakeBot:
    """Make a bot that logs in by password; the arguments go into its settings."""

    async def make(*, on: Synapse | None = None, **options: object) -> Bot:
        account = await (make_account("anker") if on is None else on.account("anker"))
        settings = MatrixSettings(
            homeserver=(on or synapse).url,
            user_id=account.user_id,
            password=account.password,
            display_name="Anker Platz",
            allow=frozenset({"localhost"}),
            admins=frozenset(),
            credentials_file=tmp_path / "matrix.json",
            encryption=False,
            keys_folder=tmp_path / "matrix-keys",
        )
        return Bot(account, replace(settings, **options), RecordingDoor())

    return make


@pytest.fixture
async def bot(make_bot: MakeBot) -> Bot:
    return await make_bot()


@pytest.fixture
async def owner(bot: Bot) -> AsyncIterator[MatrixPerson]:
    """Whoever owns the bot's account, on a device of their own."""
    async with aiohttp.ClientSession() as http:
        yield MatrixPerson(bot.settings.homeserver, bot.account, http)
