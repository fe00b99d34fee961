"""What becomes of the account when something ends for good."""

import asyncio

import pytest

from bot.errors import PermanentError
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.settings import XmppSettings
from tests.unit.networks.xmpp.conftest import StillClock
from tests.unit.networks.xmpp.stanzas import BOT


class Held:
    """A connection that is never cut."""

    async def keep(self, _on_resumed: object) -> None:
        await asyncio.Event().wait()


class Stumbling:
    """A session, deep within which something cannot go on."""

    def doubt(self) -> None:
        """Nothing was resumed."""

    async def live(self, _ready: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())

    async def _read(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep())

    async def _keep(self) -> None:
        raise PermanentError("the database is damaged")


async def test_the_operator_is_told_why_however_deep_it_happened():
    settings = XmppSettings(
        jid=BOT, password="secret", nick="Anker", allow=frozenset(), admins=frozenset()
    )
    network = XmppNetwork(settings, StillClock())
    with pytest.raises(PermanentError, match="the database is damaged"):
        await network._be_online(Held(), Stumbling())  # type: ignore[arg-type] -- as much of them as is used
