"""The disk with the keys of encrypted chats is full for a while."""

import asyncio
import os
from typing import Final

import pytest

from bot.demo.servers.synapse import Synapse
from tests.faults.conftest import Tally
from tests.faults.tally import tallied, times_of
from tests.faults.test_kill_encrypted import ANSWER, answered
from tests.fixtures.disk import Disk
from tests.fixtures.synapse import MakeAccount
from tests.fixtures.venue import MakeProgram
from tests.integration.matrix.crypto_person import crypto_person

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

IS_LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
ROUNDS: Final = 10 if IS_LONG else 2


async def test_a_disk_without_room_for_keys_costs_no_encrypted_answer(
    disk: Disk,
    synapse: Synapse,
    make_account: MakeAccount,
    make_program: MakeProgram,
    tally: Tally,
) -> None:
    bot = await make_account("bot")
    program = make_program(
        bot={"database": f"sqlite:///{disk.folder / 'ankerplatz.db'}"},
        matrix={
            "homeserver": synapse.url,
            "user_id": bot.user_id,
            "password": bot.password,
            "encryption": True,
        },
    )
    number = 0
    async with crypto_person(synapse.url, await make_account("anna")) as anna:
        room = await anna.open(bot.user_id, direct=True)
        await program.start()
        await anna.say(room, "!meet Probe 0")
        await answered(anna, room, bot.user_id, 1)
        for _ in range(ROUNDS):
            disk.fill(program)
            try:
                for _ in range(3):
                    number += 1
                    await anna.say(room, f"!meet Probe {number}")
                    await asyncio.sleep(1)
            finally:
                disk.make_room(program)
            heard = await answered(anna, room, bot.user_id, number + 1)
        assert await program.stop() == 0, program.last_words()

    assert None not in heard
    counted = times_of(filter(None, heard), ANSWER)
    expected = [str(one) for one in range(number + 1)]
    tally(
        "full disk of its own, matrix, encrypted",
        tallied(blows=ROUNDS, times=counted, expected=expected),
    )
    assert counted == dict.fromkeys(expected, 1)
