"""A person in a browser, with converse.js on a real Prosody."""

import re

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN, Prosody
from bot.demo.websites import served, web_chat
from tests.e2e.clients import CONVERSE, chromium, picture, run_script
from tests.e2e.conftest import RunningBot

pytestmark = pytest.mark.e2e


async def test_a_person_in_converse_sees_the_link_and_who_followed_it(
    running_bot: RunningBot, prosody: Prosody
):
    jid = f"carla@{CHAT_DOMAIN}"
    prosody.add_account(jid, "carla's")
    page = web_chat(
        CONVERSE,
        {
            "jid": jid,
            "password": "carla's",
            "room": running_bot.group_chat,
            "nick": "Carla",
            "websocket": prosody.websocket,
        },
    )
    async with served(page) as address:
        seen = await run_script(
            "converse.mjs",
            {
                "chromium": chromium(),
                "url": f"{address}/",
                "nick": "Carla",
                "bot": running_bot.name,
                "say": [
                    {"text": "!who", "answer": "."},
                    {"text": "!meet Vorstand", "answer": "https?://"},
                    {"follow": True},
                    {"text": "!who", "answer": "."},
                ],
                "screenshot": picture("converse"),
            },
        )

    nothing_yet, link, who = seen["answers"]
    assert "http" not in nothing_yet
    assert re.search(re.escape(running_bot.jitsi_url) + r"/vorstand-[a-z0-9-]+", link)
    assert seen["links"][0] in link
    assert "In this room now: 1" in seen["room"]
    assert re.search(r"\b1\b|\bone\b", who, re.IGNORECASE)
    assert seen["errors"] == []
