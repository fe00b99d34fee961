"""kill -9 while commands arrive in an encrypted chat, as people's own clients see it."""

import asyncio
import os
import re
import secrets
from random import Random

import pytest

from bot.demo.servers.synapse import Synapse
from tests.faults.conftest import Tally
from tests.faults.tally import tallied, times_of
from tests.fixtures.databases import IS_LONG, engines
from tests.fixtures.synapse import MakeAccount
from tests.fixtures.venue import MakeProgram
from tests.integration.matrix.crypto_person import CryptoPerson, crypto_person

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

KILLS = 40 if IS_LONG else 3
ANSWER = re.compile(r"/probe-(\d+)-")


async def answered(anna: CryptoPerson, room: str, bot: str, count: int) -> list[str | None]:
    """All that the bot said, once it has answered so many commands."""
    async with asyncio.timeout(60):
        while True:
            heard = await anna.ask("heard", room=room, sender=bot)
            if len({text for text in heard if text and ANSWER.search(text)}) >= count:
                return heard
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("engine", engines("sqlite"))
async def test_every_encrypted_command_is_answered_once_and_readably(
    synapse: Synapse, make_account: MakeAccount, make_program: MakeProgram, tally: Tally
):
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    bot = await make_account("bot")
    program = make_program(
        matrix={
            "homeserver": synapse.url,
            "user_id": bot.user_id,
            "password": bot.password,
            "encryption": True,
        }
    )
    async with crypto_person(synapse.url, await make_account("anna")) as anna:
        room = await anna.open(bot.user_id, direct=True)
        await program.start()
        for number in range(KILLS):
            await anna.say(room, f"!meet Probe {2 * number}")
            await asyncio.sleep(random.uniform(0, 0.3))
            await program.kill()
            await anna.say(room, f"!meet Probe {2 * number + 1}")
            await program.start()
        await answered(anna, room, bot.user_id, 2 * KILLS)
        assert await program.stop() == 0, program.last_words()
        await program.start()
        await anna.say(room, f"!meet Probe {2 * KILLS}")
        heard = await answered(anna, room, bot.user_id, 2 * KILLS + 1)
        assert await program.stop() == 0, program.last_words()

    assert None not in heard
    counted = times_of(filter(None, heard), ANSWER)
    expected = [str(number) for number in range(2 * KILLS + 1)]
    tally(
        "kill -9 of the bot while commands come, matrix, encrypted",
        tallied(blows=KILLS, times=counted, expected=expected),
    )
    assert counted == dict.fromkeys(expected, 1)
