"""Take the pictures of docs/images: `python -m tests.pictures`, after anything looks different.

They show a neighbourhood that never was. tests/e2e/test_website_states.py visits the same one, so
whatever is needed to take them keeps working. `chat.png` is what tests/e2e/test_converse.py leaves
as artifacts/converse.png, `dashboard.png` what test_dashboard.py beside it leaves as
artifacts/dashboard-series-1280.png, and those of chats what test_chat_pictures.py leaves.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.attendance import Liveness
from bot.domain.language import GERMAN
from bot.domain.preparation import AgendaPoint
from bot.domain.recurrence import Recurrence
from bot.domain.series import Change, Host
from bot.domain.turnout import Turnout
from bot.rendering.bars import bars_picture
from bot.usecases.ports.live import LiveState
from bot.usecases.speaking.speech import Bar
from tests.e2e.clients import chromium, run_script
from tests.unit.web.conftest import CHOIR, NOON, SUNDAY, Neighbourhood, another

FOLDER = Path(__file__).parents[1] / "docs" / "images"
WEEK = timedelta(days=7)
CAME = (9, 14, 11, 0, 17, 23, 19, 21)
"""To the choir, the last Sunday last."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A page as somebody looks at it."""

    path: str
    width: int
    dark: bool = False
    script: bool = True
    print: bool = False
    deaf: bool = False
    picture: str | None = None


async def busy() -> Neighbourhood:
    """A call that runs, dates that are moved and off, points, numbers, another time zone."""
    kiez = Neighbourhood()
    kiez.site = replace(
        kiez.site,
        imprint="https://example.org/impressum",
        privacy_policy="https://example.org/datenschutz",
    )
    room = CHOIR.room
    workshop = another(
        "Fahrradwerkstatt und Reparaturcafé",
        room=replace(room, node="repair"),
        recurrence=Recurrence(
            start=datetime(2026, 12, 1, 18, 30),  # noqa: DTZ001 -- wall-clock time
            timezone="Europe/Berlin",
            rrule="FREQ=MONTHLY;BYDAY=1TU",
        ),
    )
    abroad = another(
        "Weltcafé",
        room=replace(room, node="world"),
        recurrence=Recurrence(
            start=datetime(2026, 12, 24, 20),  # noqa: DTZ001 -- wall-clock time
            timezone="America/New_York",
            rrule=None,
        ),
    )
    choir = replace(CHOIR, host=Host(name="Gundula")).changed(
        Change(slot=SUNDAY, starts=SUNDAY + timedelta(hours=5)),
        Change(slot=SUNDAY + 2 * WEEK, starts=None),
    )
    await kiez.plan(choir, workshop, abroad, another("Vorbei").called_off())
    async with kiez.store.begin() as work:
        for number, text in enumerate(("Noten für das Konzert", "Wer bringt Tee mit?"), 1):
            point = AgendaPoint(number=number, text=text, added_at=NOON)
            await work.preparations.add(CHOIR.id, point)
        await work.turnouts.begin(CHOIR.id)
        for date in turnouts():
            await work.turnouts.note(CHOIR.id, date)
    kiez.board.put("anker", LiveState(liveness=Liveness.LIVE, count=4, since=NOON, seen_at=NOON))
    kiez.board.put("repair", LiveState(liveness=Liveness.EMPTY, count=0, since=None, seen_at=NOON))
    return kiez


def turnouts() -> list[Turnout]:
    slots = [SUNDAY - weeks * WEEK for weeks in range(len(CAME), 0, -1)]
    return [
        Turnout(slot=slot, starts_at=slot.replace(tzinfo=UTC) - timedelta(hours=1), people=people)
        for slot, people in zip(slots, CAME, strict=True)
    ]


@asynccontextmanager
async def looked_at(
    kiez: Neighbourhood, sights: Sequence[Sight]
) -> AsyncIterator[list[dict[str, Any]]]:
    """What a real browser sees, and what axe-core finds there; for each sight."""
    async with kiez.visited() as visitor:
        async with visitor.get("/"):  # whoever looks first gives the series their addresses
            pass
        home = f"http://127.0.0.1:{visitor._base_url.port}{kiez.site.base}"
        visits = [{**vars(sight), "url": home + sight.path} for sight in sights]
        yield await run_script("website.mjs", {"chromium": chromium(), "visits": visits})


async def take() -> None:
    FOLDER.mkdir(exist_ok=True)

    def kept(name: str) -> str:
        return str(FOLDER / f"{name}.png")

    choir, phone = "/s/gruener-chor?lang=de", 390
    sights = [
        Sight(path="/?lang=de", width=phone, picture=kept("programme-phone-light")),
        Sight(path="/?lang=en", width=phone, dark=True, picture=kept("programme-phone-dark")),
        Sight(path=choir, width=1280, picture=kept("series")),
        Sight(path=choir, width=794, print=True, picture=kept("poster")),
    ]
    async with looked_at(await busy(), sights):
        pass
    bars = [
        Bar(at=date.starts_at, timezone="Europe/Berlin", number=date.people) for date in turnouts()
    ]
    (FOLDER / "statistics.png").write_bytes(bars_picture(bars, GERMAN).data)


if __name__ == "__main__":
    asyncio.run(take())
