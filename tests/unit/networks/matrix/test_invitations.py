"""When an invitation is taken up, whatever becomes of the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.chat import ChatId
from bot.errors import TransientError
from bot.networks.matrix.chats import invitations as invitations_module
from bot.networks.matrix.chats.direct_chats import DirectChats
from bot.networks.matrix.chats.invitations import Invitation, Invitations
from bot.networks.matrix.login import client_for
from bot.networks.matrix.settings import MatrixSettings, Patience

ANNA = Invitation("@anna:example.org")
PATIENCE = Patience(first_pause=0.01, longest_pause=0.02)


class Homeserver:
    """Answers joins; into rooms of a server that is gone it does not come back."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy: set[str] = set()
        self.hears = asyncio.Condition()

    async def call(self, _client: object, _method: str, *path: str, **_options: object) -> object:
        async with self.hears:
            self.asked.append(path[1])
            self.hears.notify_all()
        if "gone" in path[1]:
            await asyncio.Event().wait()
        if path[1] in self.busy:
            self.busy.remove(path[1])
            raise TransientError("HTTP 500")
        return {}

    async def until_asked(self, *chats: str) -> None:
        async with asyncio.timeout(10), self.hears:
            await self.hears.wait_for(lambda: set(chats) <= set(self.asked))


@pytest.fixture
def homeserver(monkeypatch: pytest.MonkeyPatch) -> Homeserver:
    made = Homeserver()
    monkeypatch.setattr(invitations_module, "bare_call", made.call)
    return made


@asynccontextmanager
async def running() -> AsyncIterator[Invitations]:
    settings = MatrixSettings(
        homeserver="https://matrix.example.org",
        user_id="@anker:example.org",
        display_name="Anker",
        allow=frozenset({"example.org"}),
        admins=frozenset(),
        credentials_file=Path("matrix.json"),
    )
    client = client_for(settings, PATIENCE)
    made = Invitations(settings, client, DirectChats(client), PATIENCE)
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def taken_up(invitations: Invitations, chat: str) -> bool:
    return chat not in invitations.kept()


async def until_taken_up(invitations: Invitations, chat: str) -> None:
    async with asyncio.timeout(10):
        while not taken_up(invitations, chat):  # noqa: ASYNC110 -- nobody else asks for it
            await asyncio.sleep(0)


async def test_a_new_one_does_not_wait_for_old_ones_into_rooms_that_are_gone(
    homeserver: Homeserver,
):
    async with running() as invitations:
        old = {f"!gone{number}": {"inviter": ANNA.inviter} for number in range(20)}
        invitations.restore(str(old).replace("'", '"'))
        await homeserver.until_asked(*[f"!gone{number}" for number in range(15, 20)])
        invitations.add(ChatId("!new"), ANNA)
        await until_taken_up(invitations, "!new")
    assert sum("gone" in chat for chat in homeserver.asked) == 5  # at once


async def test_each_is_tried_again_by_itself(homeserver: Homeserver):
    async with running() as invitations:
        homeserver.busy.add("!busy")
        invitations.add(ChatId("!gone"), ANNA)
        invitations.add(ChatId("!busy"), ANNA)
        await until_taken_up(invitations, "!busy")
        assert not taken_up(invitations, "!gone")


async def test_one_that_was_withdrawn_and_made_anew_is_taken_up_anew(homeserver: Homeserver):
    async with running() as invitations:
        invitations.add(ChatId("!gone"), ANNA)
        await homeserver.until_asked("!gone")
        homeserver.asked.clear()
        invitations.add(ChatId("!gone"), Invitation(ANNA.inviter))
        await homeserver.until_asked("!gone")


async def test_those_open_were_tried_once_all_were_answered_or_failed(homeserver: Homeserver):
    async with running() as invitations:
        homeserver.busy.update(["!one", "!two"])
        for chat in ("!one", "!two"):
            invitations.add(ChatId(chat), ANNA)
        async with asyncio.timeout(10):
            await invitations.wait_tried()
        assert set(homeserver.asked) >= {"!one", "!two"}
        invitations.add(ChatId("!gone"), ANNA)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await invitations.wait_tried()
