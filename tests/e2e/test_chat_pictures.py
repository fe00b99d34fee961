"""A card, a reminder and a form as somebody sees them in a web client, also on a telephone.

docs/images/chat-matrix.png, chat-xmpp.png and form-xmpp.png are the telephone's that this leaves in
artifacts.
Cinny comes in no package: the folder of a build of it (its `dist`) is given as ANKERPLATZ_CINNY.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.demo.program import BotProgram
from bot.demo.websites import served
from bot.domain.chat import ChatAddress, ChatId
from tests.e2e.clients import chromium, picture, run_script
from tests.e2e.talkers import XmppPerson, login, page_with_converse
from tests.fixtures.programme import Planned, account_of, plan
from tests.fixtures.venue import MakeProgram, MatrixVenue, Venue, Venues, XmppVenue, ask

pytestmark = pytest.mark.e2e


CINNY = os.environ.get("ANKERPLATZ_CINNY")


async def with_a_reminder(venue: Venue, make_program: MakeProgram) -> BotProgram:
    """The program in German, that reminds the chat of a date as soon as it runs."""
    program = make_program(venue, bot={"language": "de"})
    await program.start()  # makes the database
    await ask(venue, "!wer", "!")
    assert await program.stop() == 0
    due = datetime.now(UTC) + timedelta(seconds=5)
    chat = ChatAddress(account_of(venue), ChatId(venue.guest.chat))
    await plan(program, [Planned(title="Gruppenchor", due=due, targets=[chat])])
    await program.start()
    return program


async def test_a_card_a_reminder_and_a_form_can_be_read_in_converse(
    venues: Venues, make_program: MakeProgram
):
    venue = await venues.open("xmpp")
    assert isinstance(venue, XmppVenue)
    carla = XmppPerson(f"carla-{venue.jid}", "secret", "Carla")
    venue.server.add_account(carla.jid, carla.password)
    program = await with_a_reminder(venue, make_program)
    async with served(page_with_converse()) as url:
        seen = await run_script(
            "converse-pictures.mjs",
            {
                "chromium": chromium(),
                "url": url,
                "settings": {**login(venue.server, carla), "view_mode": "fullscreen", "i18n": "de"},
                "room": venue.guest.chat,
                "bot": f"{venue.guest.chat}/{venue.bot}",
                "say": "!meet Vorstand",
                "lines": ["Vorstand.*\n?http", "Gruppenchor beginnt"],
                "command": "Neuer Termin oder neue Reihe",
                "blank": "Wann?",
                "pictures": picture_base("converse"),
            },
        )
    assert await program.stop() == 0, program.last_words()

    assert not [text for text in seen["lines"] if "<" in text]
    assert "Was für ein Raum?" in seen["fields"]
    assert max(seen["wide"]) <= 0


if CINNY:

    async def test_a_card_and_a_reminder_can_be_read_in_cinny(
        venues: Venues, make_program: MakeProgram
    ):
        venue = await venues.open("matrix")
        assert isinstance(venue, MatrixVenue)
        program = await with_a_reminder(venue, make_program)
        await ask(venue, "!meet Vorstand", "http")
        async with served(site_of(Path(CINNY))) as url:
            seen = await run_script(
                "cinny-pictures.mjs",
                {
                    "chromium": chromium(),
                    "url": url,
                    "login": {
                        "cinny_hs_base_url": venue.server.url,
                        "cinny_user_id": venue.account.user_id,
                        "cinny_device_id": venue.account.device_id,
                        "cinny_access_token": venue.account.access_token,
                    },
                    "room": venue.guest.chat,
                    "lines": ["Vorstand.*\n?http", "Gruppenchor beginnt"],
                    "pictures": picture_base("cinny-chat"),
                },
            )
        assert await program.stop() == 0, program.last_words()

        assert "<strong>" not in seen["text"]
        assert max(seen["wide"]) <= 0


def site_of(folder: Path) -> web.Application:
    """Its files, and its first page for all other addresses; olm is looked for in many folders."""

    async def serve(request: web.Request) -> web.FileResponse:
        path = Path(request.match_info["path"])
        found = folder / (path.name if path.suffix == ".wasm" else path)
        return web.FileResponse(found if found.is_file() else folder / "index.html")

    site = web.Application()
    site.router.add_get("/{path:.*}", serve)
    return site


def picture_base(name: str) -> str:
    return picture(name).removesuffix(".png")
