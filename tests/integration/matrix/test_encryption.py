"""Encrypted chats with somebody whose client is built on another library."""

import asyncio
import shutil
import stat
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from nio.crypto.attachments import decrypt_attachment

from bot.demo.servers.synapse import MatrixAccount, Synapse
from bot.domain.chat import ChatAddress, ChatId, ChatKind, LineId
from bot.domain.delivery import Delivery, Outgoing, Picture
from bot.domain.line import Reaction
from bot.errors import TransientError
from bot.networks.matrix.network import MatrixNetwork
from tests.fixtures.synapse import MakeAccount, MakePerson, MatrixPerson
from tests.integration.matrix.conftest import HURRY, Bot, MakeBot
from tests.integration.matrix.crypto_person import CryptoPerson, crypto_person
from tests.integration.matrix.door import (
    PATIENCE_S,
    WallClock,
    delivery,
    running,
    until,
)
from tests.integration.matrix.proxy import FaultyProxy, faulty_proxy, forward, page, refusal

pytestmark = pytest.mark.integration


@pytest.fixture
async def bot(make_bot: MakeBot) -> Bot:
    return await make_bot(encryption=True)


@pytest.fixture
async def anna(synapse: Synapse, make_account: MakeAccount) -> AsyncIterator[CryptoPerson]:
    async with crypto_person(synapse.url, await make_account("anna")) as person:
        yield person


async def test_an_encrypted_direct_chat_works_both_ways_over_restarts(bot: Bot, anna: CryptoPerson):
    room = await anna.open(bot.user_id, direct=True)
    network = bot.network()
    async with running(network, bot.door):
        asked = await anna.say(room, "!wer")
        line = await bot.door.line("!wer")
        answer = delivery(line.chat, Outgoing(text="nobody", answers=line.line), key="reply")
        posted = await network.send(answer)
        heard = await anna.hear(room, bot.user_id, "nobody")
        edit = delivery(line.chat, Outgoing(text="Ben"), key="card:1", edits=posted)
        await network.send(edit)
        edited = await anna.hear(room, bot.user_id, "* Ben")
        assert await network.send(answer) == posted
    await anna.say(room, "while you were away")
    await anna.ask("rotate", room=room)
    await anna.say(room, "in a new session")
    thumb = {"rel_type": "m.annotation", "event_id": posted, "key": "👍"}
    await anna.send(room, {"m.relates_to": thumb}, kind="m.reaction")
    network = bot.network()
    async with running(network, bot.door):
        await bot.door.line("in a new session")
        await until(lambda: bot.door.lines[-1].reaction is not None)
        await network.send(delivery(line.chat, Outgoing(text="back"), key="reply:2"))
        await anna.hear(room, bot.user_id, "back")

    assert (line.line, line.kind, line.addressed) == (asked, ChatKind.DIRECT, True)
    assert (heard["id"], heard["encrypted"], heard["shield"]) == (posted, True, 0)
    assert heard["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}
    assert edited["content"]["m.new_content"]["body"] == "Ben"
    assert bot.door.texts() == ["!wer", "while you were away", "in a new session", ""]
    assert bot.door.lines[-1].reaction == Reaction(to=posted, emoji=("👍",))


async def test_a_line_from_before_the_bot_had_a_device_is_unreadable_once(
    bot: Bot, anna: CryptoPerson
):
    room = await anna.open(bot.user_id, direct=True)
    group = await anna.open(bot.user_id)
    asked = await anna.say(room, "!wer")
    await anna.say(group, "among us")
    async with running(bot.network(), bot.door):
        await anna.say(group, "now you can")
        await bot.door.line("now you can")
        await until(lambda: len(bot.door.lines) == 2)
    async with running(bot.network(), bot.door):
        await anna.say(room, "and now")
        await bot.door.line("and now")

    assert [line.text for line in bot.door.lines] == ["now you can", "", "and now"]
    unreadable = bot.door.lines[1]
    assert (unreadable.line, unreadable.is_unreadable, unreadable.addressed) == (asked, True, True)


async def test_people_who_join_later_and_their_new_devices_can_read_and_be_read(
    bot: Bot, anna: CryptoPerson, synapse: Synapse, make_account: MakeAccount
):
    ben = await make_account("ben")
    room = await anna.open(bot.user_id)
    network = bot.network()
    async with running(network, bot.door), crypto_person(synapse.url, ben) as first:
        await anna.say(room, "among two")
        line = await bot.door.line("among two")
        await network.send(delivery(line.chat, Outgoing(text="one"), key="1"))
        await anna.ask("invite", room=room, user=ben.user_id)
        await first.ask("join", room=room)
        await first.say(room, "I am new")
        await bot.door.line("I am new")
        await network.send(delivery(line.chat, Outgoing(text="two"), key="2"))
        await first.hear(room, bot.user_id, "two")
        again = await log_in(synapse, ben)
        async with crypto_person(synapse.url, again) as second:
            await second.say(room, "on my new phone")
            await bot.door.line("on my new phone")
            await network.send(delivery(line.chat, Outgoing(text="three"), key="3"))
            heard = [await one.hear(room, bot.user_id, "three") for one in (anna, first, second)]

    assert all(event["encrypted"] and event["shield"] == 0 for event in heard)


async def test_a_person_is_told_in_a_chat_that_is_encrypted_and_reads_it_after_joining(
    bot: Bot, anna: CryptoPerson
):
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(anna.user_id))
    async with running(network, bot.door):
        reminder = delivery(chat, Outgoing(text="soon", notice=False), key="reminder")
        posted = await patiently(network, reminder)
        room = await anna.ask("invited")
        await anna.ask("join", room=room)
        heard = await anna.hear(room, bot.user_id, "soon")
        await anna.say(room, "!wer")
        line = await bot.door.line("!wer")

    assert (heard["id"], heard["encrypted"], heard["shield"]) == (posted, True, 0)
    assert line.kind is ChatKind.DIRECT


async def test_who_talks_to_signed_devices_only_talks_to_the_bot(bot: Bot, anna: CryptoPerson):
    await anna.ask("exclude")
    room = await anna.open(bot.user_id, direct=True)
    network = bot.network()
    async with running(network, bot.door):
        await anna.say(room, "!wer")
        line = await bot.door.line("!wer")
        await network.send(delivery(line.chat, Outgoing(text="nobody"), key="reply"))
        await anna.hear(room, bot.user_id, "nobody")


async def test_a_homeserver_that_wants_the_password_for_signing_keys_is_used_without_them(
    bot: Bot, anna: CryptoPerson
):
    wanted = {"flows": [{"stages": ["m.login.password"]}], "params": {}, "session": "x"}
    room = await anna.open(bot.user_id, direct=True)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        proxy.put("/keys/device_signing/upload", refusal(401, wanted), times=float("inf"))
        async with running(bot.network(homeserver=proxy.url), bot.door):
            await anna.ask("know", user=bot.user_id, device=bot.kept["device_id"])
            await anna.say(room, "!wer")
            await bot.door.line("!wer")


async def test_plain_chats_do_not_wait_for_a_homeserver_that_serves_no_keys(
    bot: Bot, anna: CryptoPerson
):
    plain = await anna.open(bot.user_id, encrypted=False)
    secret = await anna.open(bot.user_id)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        settings = replace(bot.settings, homeserver=proxy.url)
        slow = replace(HURRY, first_pause=99, longest_pause=99)
        async with running(MatrixNetwork(settings, WallClock(), patience=slow), bot.door):
            proxy.put("/keys/query", page(502), times=float("inf"))
            await anna.say(secret, "which makes the bot ask for keys")
            await until(lambda: proxy.failed > 0)
            await anna.say(plain, "!who")
            await bot.door.line("!who")


@pytest.mark.parametrize("accident", ["lost", "restored", "damaged"])
async def test_a_device_whose_keys_cannot_be_used_is_replaced(
    bot: Bot, anna: CryptoPerson, accident: str
):
    room = await anna.open(bot.user_id, direct=True)
    async with running(bot.network(), bot.door):
        await anna.say(room, "before")
        await bot.door.line("before")
    folder = bot.settings.keys_folder
    (file,) = folder.glob("*.db")
    backup = shutil.copy(file, folder / "backup")
    first = bot.kept["device_id"]
    async with running(bot.network(), bot.door):
        assert bot.kept["device_id"] == first
    match accident:
        case "lost":
            file.unlink()
        case "restored":
            shutil.copy(backup, file)
        case _:
            file.write_bytes(b"SQLite format 3\0" + bytes(4096))
    network = bot.network()
    async with running(network, bot.door):
        await anna.say(room, "after")
        line = await bot.door.line("after")
        await network.send(delivery(line.chat, Outgoing(text="here"), key="reply"))
        heard = await anna.hear(room, bot.user_id, "here")

    assert heard["shield"] == 0
    assert bot.kept["device_id"] != first
    (new,) = folder.glob("*.db")
    assert (new != file, stat.S_IMODE(new.stat().st_mode)) == (True, 0o600)
    assert stat.S_IMODE((folder / "matrix-signing.json").stat().st_mode) == 0o600


async def test_a_device_that_turns_out_to_be_from_a_backup_is_replaced_while_running(
    bot: Bot, anna: CryptoPerson, owner: MatrixPerson
):
    room = await anna.open(bot.user_id, direct=True)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        network = bot.network(homeserver=proxy.url)
        async with running(network, bot.door):
            await anna.say(room, "before")
            line = await bot.door.line("before")
            await network.send(delivery(line.chat, Outgoing(text="one"), key="1"))
            first = bot.kept["device_id"]
            proxy.put("/keys/upload", refusal(400, {"errcode": "M_INVALID_PARAM"}))
            wanted = {bot.user_id: {first: "signed_curve25519"}}
            await owner.ask("POST", "keys/claim", {"one_time_keys": wanted})
            await anna.say(room, "so that sync ends")
            await until(lambda: bot.kept["device_id"] != first)
            await anna.ask("know", user=bot.user_id, device=bot.kept["device_id"])
            await anna.say(room, "after")
            await bot.door.line("after")
            await network.send(delivery(line.chat, Outgoing(text="two"), key="2"))
            await anna.hear(room, bot.user_id, "two")


async def test_a_line_that_is_being_encrypted_while_the_keys_are_replaced_is_kept_for_later(
    bot: Bot, anna: CryptoPerson, owner: MatrixPerson
):
    is_replaced = asyncio.Event()

    async def late(proxy: FaultyProxy, request: web.Request) -> web.StreamResponse:
        answer = await forward(proxy, request)
        await is_replaced.wait()
        return answer

    room = await anna.open(bot.user_id, direct=True)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        settings, calm = replace(bot.settings, homeserver=proxy.url), replace(HURRY, request=20)
        network = MatrixNetwork(settings, WallClock(), patience=calm)
        async with running(network, bot.door):
            await anna.say(room, "before")
            line = await bot.door.line("before")
            proxy.put("/members", late)
            said = delivery(line.chat, Outgoing(text="one"), key="1")
            saying = asyncio.create_task(network.send(said))
            await until(lambda: proxy.failed == 1)
            first = bot.kept["device_id"]
            proxy.put("/keys/upload", refusal(400, {"errcode": "M_INVALID_PARAM"}))
            wanted = {bot.user_id: {first: "signed_curve25519"}}
            await owner.ask("POST", "keys/claim", {"one_time_keys": wanted})
            await anna.say(room, "so that sync ends")
            await until(lambda: bot.kept["device_id"] != first)
            is_replaced.set()
            with pytest.raises(TransientError, match="replaced"):
                await saying


async def test_the_bot_can_be_reached_after_all_its_one_time_keys_were_taken(
    bot: Bot, anna: CryptoPerson, owner: MatrixPerson
):
    early = await anna.open(bot.user_id, direct=True)
    async with running(bot.network(), bot.door):
        pass
    wanted = {bot.user_id: {bot.kept["device_id"]: "signed_curve25519"}}

    async def take() -> bool:
        """Whether it was more than the key that is never used up."""
        claimed = await owner.ask("POST", "keys/claim", {"one_time_keys": wanted})
        (key,) = claimed["one_time_keys"][bot.user_id][bot.kept["device_id"]].values()
        return not key.get("fallback", False)

    taken = 0
    while await take():
        taken += 1
    await anna.say(early, "by the last key")
    room = await anna.open(bot.user_id, direct=True)
    async with running(bot.network(), bot.door):
        async with asyncio.timeout(PATIENCE_S):
            while not await take():
                pass
        await anna.say(room, "!wer")
        await bot.door.line("!wer")
        await bot.door.line("by the last key")

    assert taken > 10


async def test_what_was_said_before_a_gap_is_decrypted_as_well(bot: Bot, anna: CryptoPerson):
    room = await anna.open(bot.user_id, direct=True)
    async with running(bot.network(), bot.door):
        await anna.say(room, "first")
        await bot.door.line("first")
    texts = [f"line {number}" for number in range(105)]
    for text in texts:
        await anna.say(room, text)
    async with running(bot.network(), bot.door):
        await bot.door.line("line 104")

    assert bot.door.texts() == ["first", *texts]


async def test_a_picture_is_encrypted_like_the_line(
    bot: Bot, anna: CryptoPerson, owner: MatrixPerson
):
    room = await anna.open(bot.user_id, direct=True)
    network = bot.network()
    picture = Picture(name="qr.png", data=b"\x89PNG" * 50, width=29, height=29)
    async with running(network, bot.door):
        await anna.say(room, "!qr")
        line = await bot.door.line("!qr")
        said = delivery(line.chat, Outgoing(text="Scan me", picture=picture), key="qr")
        await network.send(said)
        content = (await anna.hear(room, bot.user_id, "Scan me"))["content"]
    sealed = content["file"]
    stored = await owner.fetch(*sealed["url"].removeprefix("mxc://").split("/"))

    assert picture.data not in stored
    opened = decrypt_attachment(
        stored, sealed["key"]["k"], sealed["hashes"]["sha256"], sealed["iv"]
    )
    assert opened == picture.data


async def test_nothing_but_words_is_taken_out_of_a_cipher(bot: Bot, anna: CryptoPerson):
    room = await anna.open(bot.user_id)
    network = bot.network()
    members = {"membership": "join", "displayname": "Eve"}
    async with running(network, bot.door):
        await anna.say(room, "!wer")
        line = await bot.door.line("!wer")
        for kind, content in (
            ("m.room.member", members),
            ("m.room.power_levels", {"users": {anna.user_id: -1}}),
            ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": 7}),
            ("m.room.message", {"msgtype": 7, "body": []}),
            ("m.room.message", {"body": "no type"}),
            ("org.example.poll", {"question": "!wer"}),
        ):
            await anna.send(room, content, kind=kind)
        await anna.say(room, "still here?")
        after = await bot.door.line("still here?")
        await network.send(delivery(line.chat, Outgoing(text="yes"), key="reply"))
        await anna.hear(room, bot.user_id, "yes")

    assert bot.door.texts() == ["!wer", "still here?"]
    assert after.role is line.role


async def test_rubbish_to_the_device_stops_nothing(
    bot: Bot, anna: CryptoPerson, make_person: MakePerson
):
    eve = await make_person("eve")
    room = await anna.open(bot.user_id, direct=True)
    async with running(bot.network(), bot.door):
        device = bot.kept["device_id"]
        known = await eve.ask("POST", "keys/query", {"device_keys": {bot.user_id: []}})
        ours = known["device_keys"][bot.user_id][device]["keys"][f"curve25519:{device}"]
        for number, sealed in enumerate(
            (
                {"type": 0, "body": "rubbish"},
                {"type": 0, "body": "AwogIbeQ"},
                {"type": 1, "body": "%"},
                {"type": 1, "body": ""},
                {"type": 7, "body": "AwogIbeQ"},
                {"type": 0},
            )
        ):
            content = {
                "algorithm": "m.olm.v1.curve25519-aes-sha2",
                "sender_key": "rubbish",
                "ciphertext": {ours: sealed},
            }
            messages = {"messages": {bot.user_id: {device: content}}}
            await eve.ask("PUT", f"sendToDevice/m.room.encrypted/{number}", messages)
        await anna.say(room, "!wer")
        await bot.door.line("!wer")


async def log_in(server: Synapse, account: MatrixAccount) -> MatrixAccount:
    """The same person on another device."""
    request = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": account.user_id},
        "password": account.password,
    }
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{server.url}/_matrix/client/v3/login", json=request) as answer,
    ):
        made = await answer.json()
    return replace(account, access_token=made["access_token"], device_id=made["device_id"])


async def patiently(network: MatrixNetwork, said: Delivery) -> LineId:
    """Send as the delivery worker does."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await network.send(said)
            except TransientError:
                await asyncio.sleep(0.05)
