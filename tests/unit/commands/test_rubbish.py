"""Whatever is typed: it is answered in one line or not at all, and nothing breaks."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.parts.phrases import WORDS
from bot.commands.registry import VERBS
from bot.domain.chat import ChatKind, ChatRole, Person, PersonId
from tests.fuzzing import examples
from tests.unit.commands.conftest import World

PIECES: Final = (
    *("sunday", "tomorrow", "jeden", "every", "1.", "montag", "11:00", "19 uhr", "24.12.", "31.2."),
    *("#1", "1", "2", "99999999999", "0", "-1", "1d", "10m", "2h,", "60d", "until", "bis", "außer"),
    *("RRULE:FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=HOURLY", "2026-13-45"),
    *("[public]", "[remind 1d]", "[", "]", "[x]", '"', "„", "“", "<b>", "&amp;", "{{ 7*7 }}", "%s"),
    *("https://meet.example.org/Anker", "https://e.example/a.ics", "mibon-1", "\u202e", "\0", "\n"),
    *("Europe/Berlin", "Wien", "../..", "'; DROP TABLE series; --", "\U0001f389", "ﷺ", "@room"),
)  # fmt: skip
SAID: Final = st.one_of(
    st.sampled_from([word for verb in VERBS for words in verb.words.values() for word in words]),
    st.sampled_from(sorted({word for words in WORDS.values() for word in words.values()})),
    st.sampled_from(PIECES),
    st.text(max_size=12),
)
LINES: Final = st.lists(SAID, min_size=1, max_size=7).map(" ".join)
ROLES: Final = st.sampled_from([ChatRole.MODERATOR, ChatRole.MEMBER])
KINDS: Final = st.sampled_from([ChatKind.GROUP, ChatKind.GROUP, ChatKind.DIRECT])
NAMES: Final = st.sampled_from(["Ada", "<b>Ada</b>", "\u202eadA", "{{ x }}", "", "a\nb", "@room"])
PAUSE: Final = timedelta(seconds=1)
TAGS: Final = {"a", "br", "code", "strong", "em"}


@pytest.fixture
async def busy(world: World, caplog: pytest.LogCaptureFixture) -> World:
    """Something is planned already, so that there is something to change."""
    await world.moderate(
        "!meet every sunday 11:00 Choir in Anker", "!meet tomorrow 19:30 Board", "!subscribe 1"
    )
    caplog.clear()
    return world


async def test_no_line_breaks_the_bot_or_gets_more_than_one_answer(
    busy: World, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.get_running_loop()

    async def said(text: str, role: ChatRole, kind: ChatKind, name: str) -> list[str]:
        line = busy.line(text, role=role, kind=kind, addressed=kind is ChatKind.DIRECT)
        await busy.hand_in(replace(line, sender=Person(PersonId("ada"), name)))
        busy.clock.time += PAUSE
        out = await busy.out()
        for one in out:
            tags = set(re.findall(r"</?([a-zA-Z]+)", one.outgoing.html or ""))
            assert tags <= TAGS, one.outgoing.html
            assert "\0" not in one.outgoing.text
        return [one.outgoing.text for one in out if one.edits is None and one.chat.chat == "club"]

    @examples(150)
    @given(LINES, ROLES, KINDS, NAMES)
    def holds(text: str, role: ChatRole, kind: ChatKind, name: str) -> None:
        answers = asyncio.run_coroutine_threadsafe(said(f"!{text}", role, kind, name), loop).result(
            60
        )
        assert len(answers) <= 1
        assert [record for record in caplog.records if record.levelname == "ERROR"] == []

    await asyncio.to_thread(holds)
