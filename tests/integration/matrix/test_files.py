"""Files that people put into real rooms."""

from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from nio.crypto.attachments import encrypt_attachment

from bot.demo.servers.synapse import MatrixAccount
from bot.errors import UserError
from tests.fixtures.synapse import MakeAccount, MakePerson
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.crypto_person import crypto_person
from tests.integration.matrix.door import running
from tests.integration.matrix.proxy import FaultyProxy, faulty_proxy, refusal

pytestmark = pytest.mark.integration

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
NEW, OLD = "/_matrix/client/v1/media/download", "/_matrix/media/v3/download"


async def upload(bot: Bot, account: MatrixAccount, data: bytes) -> str:
    """Where the homeserver keeps it."""
    headers = {"Authorization": f"Bearer {account.access_token}"}
    url = f"{bot.settings.homeserver}/_matrix/media/v3/upload"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=BytesIO(data), headers=headers) as made,
    ):
        assert made.status == 200
        return (await made.json())["content_uri"]


def file(address: str, *, caption: str = "choir.ics") -> dict[str, object]:
    return {"msgtype": "m.file", "filename": "choir.ics", "body": caption, "url": address}


def reply(to: str) -> dict[str, object]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": to}}}


async def test_a_file_is_fetched_by_its_caption_and_by_a_reply(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    async with running(network, bot.door):
        address = await upload(bot, anna.account, CALENDAR)
        posted = await anna.send(room, file(address, caption="!import"))
        captioned = await bot.door.line("!import")
        await anna.say(room, "!import yes", **reply(posted))
        replied = await bot.door.line("!import yes")
        assert captioned.file_in == replied.file_in == posted
        assert await network.file(captioned) == CALENDAR
        assert await network.file(replied) == CALENDAR


async def test_an_encrypted_file_is_opened(make_bot: MakeBot, make_account: MakeAccount):
    bot = await make_bot(encryption=True)
    network = bot.network()
    sealed, keys = encrypt_attachment(CALENDAR)
    account = await make_account("anna")
    async with crypto_person(bot.settings.homeserver, account) as anna:
        room = await anna.open(bot.user_id, direct=True)
        async with running(network, bot.door):
            where = {**keys, "url": await upload(bot, account, sealed)}
            content = {"msgtype": "m.file", "filename": "choir.ics", "body": "!import"}
            posted = await anna.send(room, {**content, "file": where})
            captioned = await bot.door.line("!import")
            yes = {"msgtype": "m.text", "body": "!import yes", **reply(posted)}
            await anna.send(room, yes)
            replied = await bot.door.line("!import yes")
            assert await network.file(captioned) == CALENDAR
            assert await network.file(replied) == CALENDAR
            wrong = {**where, "hashes": {"sha256": "x"}}
            await anna.send(room, {**content, "body": "forged", "file": wrong})
            with pytest.raises(UserError, match="calendar_file_unreachable"):
                await network.file(await bot.door.line("forged"))


async def test_what_is_no_file_or_cannot_be_had_is_said(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    large = await upload(bot, anna.account, b"x" * (1024 * 1024 + 1))
    cases = {
        "calendar_too_big": file(large),
        "calendar_file_unreachable": file("mxc://localhost/nothing"),
        "calendar_no_file": file("mxc://../../v3/account/whoami"),
    }
    async with running(network, bot.door):
        for why, content in cases.items():
            posted = await anna.send(room, content)
            await anna.say(room, why, **reply(posted))
            with pytest.raises(UserError, match=why):
                await network.file(await bot.door.line(why))
        said = await anna.say(room, "just talk")
        await anna.say(room, "to talk", **reply(said))
        with pytest.raises(UserError, match="calendar_no_file"):
            await network.file(await bot.door.line("to talk"))


async def hand_out(_proxy: FaultyProxy, _request: web.Request) -> web.StreamResponse:
    return web.Response(body=CALENDAR)


async def test_a_homeserver_that_knows_only_the_old_download_is_asked_there(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    address = await upload(bot, anna.account, CALENDAR)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        proxy.put(NEW, refusal(404, {"errcode": "M_UNRECOGNIZED"}))
        proxy.put(OLD, hand_out)
        network = bot.network(homeserver=proxy.url)
        async with running(network, bot.door):
            await anna.send(room, file(address, caption="!import"))
            line = await bot.door.line("!import")
            assert await network.file(line) == CALENDAR
