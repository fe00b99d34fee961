"""A bot that runs as its operator runs it, on real servers of the tests' own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from bot.demo.program import BotProgram, write_configuration
from bot.demo.servers.prosody import CHAT_DOMAIN, CHAT_MUC, MEET_DOMAIN, MEET_MUC, Prosody
from bot.demo.servers.synapse import Synapse
from bot.demo.websites import conference_rooms, served
from tests.fixtures.synapse import MakeAccount

_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningBot:
    """What people need to meet it. `group_chat` is the MUC that it is in."""

    program: BotProgram
    ready_line: str
    name: str
    matrix_id: str
    xmpp_id: str
    group_chat: str
    jitsi_url: str


@pytest.fixture
async def running_bot(
    tmp_path: Path, prosody: Prosody, synapse: Synapse, make_account: MakeAccount
) -> AsyncIterator[RunningBot]:
    """Started with a configuration file, ready on both networks; must end cleanly on SIGTERM."""
    number = next(_numbers)
    on_matrix = await make_account("anker")
    xmpp_id, group_chat = f"anker{number}@{CHAT_DOMAIN}", f"verein{number}@{CHAT_MUC}"
    prosody.add_account(xmpp_id, "secret")
    rooms = conference_rooms(domain=MEET_DOMAIN, muc=MEET_MUC, websocket=prosody.websocket)
    async with served(rooms) as jitsi_url:
        config = tmp_path / "config.toml"
        write_configuration(
            config,
            {
                "bot": {"language": "en", "allow": [CHAT_DOMAIN, synapse.server_name]},
                "jitsi": {"url": jitsi_url},
                "matrix": {
                    "homeserver": synapse.url,
                    "user_id": on_matrix.user_id,
                    "password": on_matrix.password,
                    "encryption": False,
                },
                "xmpp": {
                    "jid": xmpp_id,
                    "password": "secret",
                    "host": "{}:{}".format(*prosody.c2s),
                    "rooms": [group_chat],
                    "tls": "insecure-plain",
                },
            },
        )
        program = BotProgram(config)
        try:
            ready_line = await program.start()
            yield RunningBot(
                program=program,
                ready_line=ready_line,
                name="Ankerplatz",
                matrix_id=on_matrix.user_id,
                xmpp_id=xmpp_id,
                group_chat=group_chat,
                jitsi_url=jitsi_url,
            )
        finally:
            exit_code = await program.stop()
        assert exit_code == 0, program.last_words()
