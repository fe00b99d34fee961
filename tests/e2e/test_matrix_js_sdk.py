"""A person with matrix-js-sdk on a real Synapse."""

import pytest

from tests.e2e.clients import run_script
from tests.e2e.conftest import RunningBot

pytestmark = pytest.mark.e2e


async def test_matrix_js_sdk_gets_the_link_in_the_room_and_in_a_thread(running_bot: RunningBot):
    room = running_bot.room

    in_room, in_thread = await run_script(
        "matrix.mjs",
        {
            "homeserver": room.server.url,
            "userId": room.account.user_id,
            "accessToken": room.account.access_token,
            "deviceId": room.account.device_id,
            "room": room.guest.chat,
            "bot": room.bot,
            "say": [
                {"text": "!meet Vorstand", "answer": "https?://"},
                {"text": "When do we meet?"},
                {"text": "!meet Kasse", "thread": True, "answer": "https?://"},
            ],
        },
    )

    assert "/vorstand-" in in_room["body"]
    assert '<a href="http://' in in_room["html"]
    assert in_room["thread"] is None
    assert "/kasse-" in in_thread["body"]
    assert in_thread["thread"] == in_thread["root"]
