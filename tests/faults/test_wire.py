"""The wire between the bot and its server goes wrong in every way that TCP has.

ANKERPLATZ_TEST_SEED repeats a run's choices; ANKERPLATZ_TEST_LONG=1 makes it twenty rounds, and
adds connections that are half open, which it takes the bot a minute to notice.
"""

import os
import secrets
from random import Random
from typing import Final

import pytest

from tests.faults.conftest import Tally
from tests.faults.log import own_complaints
from tests.faults.probes import Trial
from tests.faults.troubles import WIRE, trouble
from tests.fixtures.venue import MakeProgram, Venues
from tests.fixtures.wire import through, wire_to

IS_LONG: Final = os.environ.get("ANKERPLATZ_TEST_LONG") == "1"
ROUNDS: Final = 20 if IS_LONG else 1
FAULTS: Final = WIRE if IS_LONG else tuple(each for each in WIRE if each != "half-open")
LASTS_S: Final = 1.5

pytestmark = [pytest.mark.faults, pytest.mark.timeout(60 * ROUNDS * len(FAULTS))]


@pytest.mark.parametrize("network", ["matrix", "xmpp"])
async def test_whatever_the_wire_does_every_command_is_answered_once(
    network: str, venues: Venues, make_program: MakeProgram, tally: Tally
):
    seed = os.environ.get("ANKERPLATZ_TEST_SEED", secrets.token_hex(4))
    print(f"ANKERPLATZ_TEST_SEED={seed}")
    random = Random(seed)
    trial = Trial(await venues.open(network))
    async with wire_to(trial.venue, random) as wire:
        program = make_program(trial.venue, **through(wire, trial.venue))
        await program.start()
        for fault in [each for _ in range(ROUNDS) for each in random.sample(FAULTS, k=len(FAULTS))]:
            before = wire.blows
            trouble(wire, fault, network, random)
            await trial.type(fault, seconds=LASTS_S)
            wire.mend()
            await trial.all_answered()
            trial.blows[fault] += wire.blows - before
        assert await program.stop() == 0, program.last_words()

    assert await trial.counted(tally) == {}
    assert own_complaints(program) == []
