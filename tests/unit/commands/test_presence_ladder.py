"""How much of a call a chat is told, at every level and from wherever it was seen."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

import pytest

from bot.domain.attendance import Attendance, Liveness, Occupant
from bot.domain.settings import Presence
from tests.unit.commands.conftest import NOON, World

JITSI: Final = Path(str(files("bot.conferences.jitsi")))
OF_THE_SERVER: Final = re.findall(
    r'^    name = "(.+)"$',
    "".join(path.read_text(encoding="utf-8") for path in sorted(JITSI.rglob("*.py"))),
    re.MULTILINE,
)
HELD_IN_THE_CHAT: Final = ("matrix-rtc", "xmpp-call")
SOURCES: Final = (*OF_THE_SERVER, *HELD_IN_THE_CHAT)
NAMES: Final = ("Jorinde", "Joringel")
TOLD: Final = {
    Presence.OFF: (False, False),
    Presence.OPEN: (False, False),
    Presence.COUNT: (True, False),
    Presence.NAMES: (True, True),
}
"""Whether the number is told, and the names."""


def seen_by(source: str) -> Attendance:
    return Attendance(
        liveness=Liveness.LIVE,
        seen_at=NOON,
        source=source,
        count=2,
        occupants=tuple(map(Occupant, NAMES)),
    )


async def asked(world: World, source: str, level: Presence) -> str:
    """Everything that is said in a chat of that level while two are in a call."""
    await world.moderate("!meet in Anker", f"!presence {level}", "!watch Anker")
    if source in HELD_IN_THE_CHAT:
        world.calls["club"] = seen_by(source)
    else:
        world.server.there["anker"] = seen_by(source)
    await world.lookout.settle()
    said = [await world.ask(line) for line in ("!who", "!who Anker", "!sessions", "!meet in Anker")]
    await world.lookout.settle()
    said += [line.outgoing.text + (line.outgoing.html or "") for line in await world.out()]
    return "\n".join(said)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("level", Presence)
async def test_a_chat_is_told_what_it_chose_whatever_saw_it(
    world: World, source: str, level: Presence
) -> None:
    said = await asked(world, source, level)
    number, names = TOLD[level]
    assert any(word in said for word in ("2 people", *NAMES)) is number
    assert any(name in said for name in NAMES) is names


@pytest.mark.parametrize("source", SOURCES)
async def test_no_name_is_written_down_whatever_saw_it(world: World, source: str) -> None:
    await world.moderate("!presence names")
    await asked(world, source, Presence.NAMES)
    await world.hand_in(world.line("!who"), world.line("!who Anker"))
    kept = repr(world.store._tables)
    assert [name for name in NAMES if name in kept] == []
