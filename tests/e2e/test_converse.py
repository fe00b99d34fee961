"""A person in a browser, with converse.js on a real Prosody."""

import re

import pytest

from bot.demo.servers.prosody import CHAT_DOMAIN
from bot.demo.websites import served, web_chat
from tests.e2e.clients import CONVERSE, chromium, picture, run_script
from tests.e2e.conftest import RunningBot

pytestmark = pytest.mark.e2e


async def test_a_person_in_converse_sees_the_link_and_who_followed_it(running_bot: RunningBot):
    chat = running_bot.group_chat
    jid, password = f"carla@{CHAT_DOMAIN}", "carla's"
    chat.server.add_account(jid, password)
    page = web_chat(
        CONVERSE,
        {
            "jid": jid,
            "password": password,
            "room": chat.guest.chat,
            "nick": "Carla",
            "websocket": chat.server.websocket,
        },
    )
    async with served(page) as address:
        seen = await run_script(
            "converse.mjs",
            {
                "chromium": chromium(),
                "url": f"{address}/",
                "nick": "Carla",
                "bot": chat.bot,
                "say": [
                    {"text": "!who", "answer": "."},
                    {"text": "!meet Vorstand", "answer": "https?://"},
                    {"follow": True},
                    {"shows": "is there, since"},
                    {"text": "!who", "answer": "."},
                ],
                "screenshot": picture("converse"),
            },
        )

    nothing_yet, link, who = seen["answers"]
    assert "http" not in nothing_yet
    assert re.search(r"http://\S+/vorstand-[a-z-]+", link)
    assert seen["links"][0] in link
    assert "In this room now: 1" in seen["room"]
    assert "1 person is in Vorstand" in who
    assert seen["card"].startswith("Vorstand: ")
    assert "1 person is there, since" in seen["card"]
    assert seen["errors"] == []
