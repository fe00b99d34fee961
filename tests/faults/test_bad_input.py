"""Whatever people and their programs write: one clear sentence or silence, and nothing breaks."""

import asyncio
import re
import unicodedata
from contextlib import suppress
from typing import Final

import pytest

from bot.commands.answering.flood import BURST
from bot.demo.guests import Heard
from tests.faults.conftest import MARK, Scene, until
from tests.fixtures.venue import GUEST_NAME, ask

pytestmark = pytest.mark.faults

SILENCE: Final = None
LINK: Final = r"https?://[!-~]+"
ODD_LINES: Final = (
    (f"!meet {MARK} {'x' * 8000}", "too long: 8012 characters"),
    (f"!meet {MARK} <b>a</b> <script>b</script> **c** [d](https://e.example) &amp;", LINK),
    (f"!meet {MARK} \u202eton si siht\u202c \u2067or this\u2069", LINK),
    (f"!meet {MARK} a\x07b\x1b[31mc\x00d\x7fe\u0085f", LINK),
    (f"!meet {MARK} @room @{GUEST_NAME} {GUEST_NAME}: <@everyone>", LINK),
    (f"!meet {MARK} \U0001f389\U0001f468\u200d\U0001f469\u200d\U0001f467", LINK),
    ("!meet \U0001f389\U0001f389", LINK),
    ("!meet", LINK),
    ("!meet  \t ", LINK),
    ("!meet \u200b\u2800\u3164\u00ad", LINK),
    (f"!meet\n{MARK}\n\nmore\n", LINK),
    ("!meet in", "It goes like this"),
    (f"!meet in {MARK}{'ü' * 4000}", "too long"),
    ("!meet in \u200b/?#", "No room can be called that"),
    (f"!who {MARK}{'x' * 8000}", "too long"),
    (f"!language {MARK}", "I do not speak"),
    (f"!timezone Mars/{MARK}", "I do not know the time zone"),
    (f"!presence {MARK}", "It goes like this"),
    (f"!help {MARK}", "."),
    (f"!{MARK} tomorrow", SILENCE),
    ("!", SILENCE),
    ("!!!!", SILENCE),
    (f"{MARK} !meet", SILENCE),
    ("x" * 8000, SILENCE),
    ("! meet", LINK),
)
"""What is typed, and the one answer that belongs to it."""

PATIENCE: Final = "more than I can read at once"
LONGEST_ANSWER: Final = 600
HOUSE_TAGS: Final = {"a", "br", "code", "strong"}

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def faults_of(answers: list[Heard], pattern: str | None) -> list[str]:
    """What is wrong with what the bot said to one line."""
    if pattern is SILENCE:
        return ["was answered"] if answers else []
    if len(answers) != 1:
        return [f"{len(answers)} answers"]
    (answer,) = answers
    tags = set(re.findall(r"</?(\w+)", answer.html or ""))
    checks = {
        "says something else": re.search(pattern, answer.text) is not None,
        "is long": len(answer.text) <= LONGEST_ANSWER,
        "has characters that nobody sees": all(map(is_visible, answer.text)),
        "has foreign markup": tags <= HOUSE_TAGS,
    }
    return [f"{fault}: {answer.text}" for fault, passed in checks.items() if not passed]


def is_visible(char: str) -> bool:
    return char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}


async def test_odd_lines_get_one_clear_sentence_or_silence(scene: Scene):
    faults: dict[str, list[str]] = {}
    for line, pattern in ODD_LINES:
        typed = line if scene.venue.network == "matrix" else _NOT_XML.sub("", line)
        answers = await scene.answers_to(typed, waits=pattern is not SILENCE)
        found = faults_of(answers, pattern)
        if found:
            faults[line[:60]] = found

    assert faults == {}


async def test_who_floods_the_chat_is_answered_politely_once_and_then_ignored(scene: Scene):
    venue = scene.venue
    await asyncio.gather(*(venue.guest.say(f"!meet flood {n}") for n in range(200)))

    async def is_heard_again() -> bool:
        """Who goes on typing is still told nothing; after a moment of peace they are heard."""
        with suppress(TimeoutError):
            return bool(await ask(venue, "!meet again", "/again-", seconds=6))
        return False

    await until(is_heard_again, seconds=60)
    answers = await venue.answers()
    assert sum(PATIENCE in text for text in answers) == 1
    # what the bot was asked before counts as well
    assert BURST - 2 <= sum("/flood-" in text for text in answers) <= BURST
