"""A person with matrix-js-sdk on a real Synapse."""

import pytest

from bot.demo.guests import MatrixGuest
from bot.demo.servers.synapse import MatrixAccount, Synapse
from tests.e2e.clients import run_script
from tests.e2e.conftest import RunningBot
from tests.fixtures.synapse import MakeAccount

pytestmark = pytest.mark.e2e


async def _room_with(bot: RunningBot, synapse: Synapse, account: MatrixAccount) -> str:
    person = MatrixGuest(synapse.url, account.user_id)
    try:
        await person.connect(access_token=account.access_token, device_id=account.device_id)
        room = await person.open_room(f"room-of-{account.device_id}".lower(), "Verein")
        await person.invite(bot.matrix_id)
        await person.wait_for_member(bot.matrix_id)
        return room
    finally:
        await person.close()


async def test_matrix_js_sdk_gets_the_link_in_the_room_and_in_a_thread(
    running_bot: RunningBot, synapse: Synapse, make_account: MakeAccount
):
    account = await make_account("jo")
    room = await _room_with(running_bot, synapse, account)

    in_room, in_thread = await run_script(
        "matrix.mjs",
        {
            "homeserver": synapse.url,
            "userId": account.user_id,
            "accessToken": account.access_token,
            "deviceId": account.device_id,
            "room": room,
            "bot": running_bot.matrix_id,
            "say": [
                {"text": "!meet Vorstand", "answer": "https?://"},
                {"text": "When do we meet?"},
                {"text": "!meet Kasse", "thread": True, "answer": "https?://"},
            ],
        },
    )

    assert f"{running_bot.jitsi_url}/vorstand-" in in_room["body"]
    assert f'href="{running_bot.jitsi_url}/vorstand-' in in_room["html"]
    assert in_room["thread"] is None
    assert f"{running_bot.jitsi_url}/kasse-" in in_thread["body"]
    assert in_thread["thread"] == in_thread["root"]
