"""Numbered commands that somebody types while things go wrong, and what came of them."""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from bot.demo.guests import Heard
from tests.faults.conftest import Tally
from tests.faults.tally import tallied, times_of
from tests.fixtures.venue import Venue, is_answer

ASKED: Final = re.compile(r"^!meet Probe (\d+)$")
ANSWER: Final = re.compile(r"/probe-(\d+)-")


async def type_probes(venue: Venue, numbers: Iterable[int]) -> None:
    """Say them one after the other, each when the chat shows the one before."""
    for number in numbers:
        text = f"!meet Probe {number}"
        await venue.guest.say(text)
        await venue.guest.wait_for(lambda line, text=text: line.text == text, 60)


class Watch:
    """Notes when each probe and its answer were seen first, by the guest who is in the chat now."""

    def __init__(self, venue: Venue) -> None:
        self._asked: dict[int, float] = {}
        self._answered: dict[int, float] = {}
        self.look_at(venue)

    def look_at(self, venue: Venue) -> None:
        """From now on, in place of the guest before, who lost the connection."""
        self._venue = venue
        venue.guest.ear.told = self._note

    async def sees_answer_from(self, number: int, *, seconds: float) -> None:
        """Wait until that one or a later one was answered; fails the test when none is."""
        async with asyncio.timeout(seconds):
            while max(self._answered, default=-1) < number:  # noqa: ASYNC110 -- an ear has no tasks
                await asyncio.sleep(0.05)

    async def sees_all_answered(self, *, seconds: float) -> None:
        """Wait for the answers to all that was seen until now; fails the test without them."""
        asked = set(self._asked)
        async with asyncio.timeout(seconds):
            while asked - self._answered.keys():  # noqa: ASYNC110 -- as above
                await asyncio.sleep(0.05)

    def longest_s(self, numbers: Iterable[int]) -> float:
        """From the sight of the probe to that of its answer; of what was seen, both."""
        seen = self._asked.keys() & self._answered.keys()
        waits = [self._answered[each] - self._asked[each] for each in numbers if each in seen]
        return max(waits, default=0.0)

    def longest_between(self, begin: float, end: float) -> float:
        """The longest wait of which a part fell between these moments of `time.perf_counter()`."""
        never = float("inf")
        return self.longest_s(
            number
            for number, asked in self._asked.items()
            if asked < end and begin <= self._answered.get(number, never)
        )

    def asked_between(self, begin: float, end: float) -> list[int]:
        """The probes that were seen from one moment of `time.perf_counter()` to the other."""
        return [number for number, asked in self._asked.items() if begin <= asked < end]

    def _note(self, line: Heard) -> None:
        if found := ASKED.search(line.text):
            self._asked.setdefault(int(found[1]), line.at)
        elif is_answer(line, self._venue, "") and (found := ANSWER.search(line.text)):
            self._answered.setdefault(int(found[1]), line.at)


class Trial:
    """A chat in which probes are typed under one fault after the other, each counted under its."""

    def __init__(self, venue: Venue) -> None:
        self.venue = venue
        self.blows = Counter[str]()
        self._watch = Watch(venue)
        self._said = 0
        self._typed: defaultdict[str, list[int]] = defaultdict(list)

    async def type(self, fault: str, *, seconds: float = 0, pause: float = 0.2) -> None:
        """For so long, one at least."""
        end = time.monotonic() + seconds
        while True:
            await type_probes(self.venue, [self._said])
            self._typed[fault].append(self._said)
            self._said += 1
            if time.monotonic() >= end:
                return
            await asyncio.sleep(pause)

    async def all_answered(self, *, seconds: float = 150) -> None:
        """Wait for the answer to the newest; fails the test when it does not come."""
        await self._watch.sees_answer_from(self._said - 1, seconds=seconds)

    def look_at(self, venue: Venue) -> None:
        """The same chat by another connection, or the chat that it has become."""
        self.venue = venue
        self._watch.look_at(venue)

    async def counted(self, tally: Tally, *earlier: str) -> dict[str, int]:
        """Leave a tally of each fault. What was not answered exactly once: how often it was.

        `earlier` are lines of the bot's from where the chat was before.
        """
        network = self.venue.network
        times = times_of([*await self.venue.answers(), *earlier], ANSWER)
        for fault, numbers in self._typed.items():
            made = tallied(
                blows=self.blows[fault],
                times=times,
                expected=map(str, numbers),
                longest_s=self._watch.longest_s(numbers),
            )
            tally(f"{fault}, {network}", made)
        numbers = map(str, range(self._said))
        return {f"{each}, {network}": times[each] for each in numbers if times[each] != 1}
