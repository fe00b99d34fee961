"""Lines go in and answers come out, in real rooms."""

import asyncio
from urllib.parse import quote

import pytest

from bot.domain.chat import ChatAddress, ChatId, ChatKind, ChatRole, LineId
from bot.domain.delivery import Outgoing, Picture
from bot.domain.line import Reaction
from bot.errors import PermanentError
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.door import PATIENCE_S, delivery, running, until
from tests.integration.matrix.proxy import faulty_proxy, refusal

pytestmark = pytest.mark.integration


async def test_a_line_in_a_group_is_handed_in_and_answered(bot: Bot, make_person: MakePerson):
    anna, ben = await make_person("anna"), await make_person("ben")
    room = await anna.create_room(bot.user_id, ben.user_id)
    await ben.do("join", room)
    network = bot.network()
    async with running(network, bot.door):
        asked = await ben.say(room, "!meet Vorstand")
        line = await bot.door.line("!meet Vorstand")
        answer = Outgoing(text="Hier: x", html="<b>Hier</b>: x", answers=line.line)
        posted = await network.send(delivery(line.chat, answer, key="reply:1"))
    assert (line.line, line.sender.id, line.kind) == (asked, ben.user_id, ChatKind.GROUP)
    assert (line.role, line.addressed) == (ChatRole.MEMBER, False)
    assert line.chat == ChatAddress(network.account, ChatId(room))
    said = (await anna.events(room))[-1]
    assert said["event_id"] == posted
    assert said["content"] == {
        "msgtype": "m.notice",
        "body": "Hier: x",
        "format": "org.matrix.custom.html",
        "formatted_body": "<b>Hier</b>: x",
        "m.mentions": {},
        "m.relates_to": {"m.in_reply_to": {"event_id": asked}},
    }


async def test_a_key_sent_twice_is_one_line(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    chat = ChatAddress(bot.network().account, ChatId(room))
    ids: set[str] = set()
    for _start in range(2):
        network = bot.network()
        async with running(network, bot.door):
            for _try in range(2):
                ids.add(await network.send(delivery(chat, Outgoing(text="once"), key="a")))
    assert len(ids) == 1
    assert len(await anna.events(room)) == 1


async def test_an_edit_replaces_the_text_of_the_line(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        line = await network.send(delivery(chat, Outgoing(text="nobody"), key="card"))
        changed = delivery(chat, Outgoing(text="2 people"), key="card:1", edits=line)
        await network.send(changed)
    shown = await anna.ask("GET", f"rooms/{room}/event/{line}")
    newest = shown["unsigned"]["m.relations"]["m.replace"]
    assert newest["content"]["m.new_content"]["body"] == "2 people"


async def test_a_line_in_a_thread_is_answered_in_it(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    async with running(network, bot.door):
        root = await anna.say(room, "let us talk")
        relation = {"rel_type": "m.thread", "event_id": root}
        await anna.say(room, "!who", **{"m.relates_to": relation})
        line = await bot.door.line("!who")
        answer = Outgoing(text="nobody", answers=line.line, thread=line.thread)
        await network.send(delivery(line.chat, answer, key="reply:2"))
    shown = await anna.ask("GET", f"rooms/{room}/event/{root}")
    thread = shown["unsigned"]["m.relations"]["m.thread"]
    assert thread["latest_event"]["content"]["body"] == "nobody"


async def test_reactions_and_their_redactions_are_handed_in(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        posted = await network.send(delivery(chat, Outgoing(text="come?"), key="card"))
        thumb = {"rel_type": "m.annotation", "event_id": posted, "key": "👍"}
        put = await anna.send(room, {"m.relates_to": thumb}, kind="m.reaction")
        await until(lambda: len(bot.door.lines) == 1)
    # taken back while the bot is away
    await anna.ask("PUT", f"rooms/{quote(room)}/redact/{quote(put)}/r1", {})
    async with running(bot.network(), bot.door):
        await until(lambda: len(bot.door.lines) == 2)
    first, second = bot.door.lines
    assert (first.line, first.reaction) == (put, Reaction(to=posted, emoji=("👍",)))
    assert second.reaction == Reaction(takes_back=LineId(put))
    assert (second.sender.id, second.text) == (anna.user_id, "")


async def test_a_picture_is_shown_with_its_text_and_once(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    picture = Picture(name="qr.png", data=b"\x89PNG" * 5000, width=29, height=30)
    async with running(network, bot.door):
        for _try in range(2):
            said = delivery(chat, Outgoing(text="Scan me", picture=picture), key="qr")
            await network.send(said)
    (event,) = await anna.events(room)
    content = event["content"]
    assert (content["msgtype"], content["body"], content["filename"]) == (
        "m.image",
        "Scan me",
        "qr.png",
    )
    assert content["info"] == {"mimetype": "image/png", "size": 20_000, "w": 29, "h": 30}
    server, _, name = content["url"].removeprefix("mxc://").partition("/")
    assert await anna.fetch(server, name) == picture.data


async def test_what_the_homeserver_does_not_take_as_a_picture_is_said(
    make_bot: MakeBot, make_person: MakePerson
):
    anna, picture = await make_person("anna"), Picture(name="qr.png", data=b"x", width=1, height=1)
    bot = await make_bot()
    room = await anna.create_room(bot.user_id)
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        proxy.put("/upload", refusal(403, {"errcode": "M_FORBIDDEN"}))
        network = bot.network(homeserver=proxy.url)
        chat = ChatAddress(network.account, ChatId(room))
        async with running(network, bot.door):
            await network.send(delivery(chat, Outgoing(text="Scan me", picture=picture), key="qr"))
    (event,) = await anna.events(room)
    assert (event["content"]["msgtype"], event["content"]["body"]) == ("m.notice", "Scan me")


async def test_rubbish_and_other_bots_get_silence_and_stop_nothing(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    deep: object = 1
    for _level in range(90):
        deep = {"body": deep, "m.relates_to": [deep]} if _level < 8 else {"body": deep}
    async with running(bot.network(), bot.door):
        for content in (
            {"body": "", "msgtype": ""},
            {"body": "!meet", "msgtype": "m.notice"},
            {"body": "!meet " * 10_000, "msgtype": "m.text"},
            {"body": "x", "msgtype": "m.text", "m.relates_to": [], "m.mentions": {}, "format": {}},
            {"body": "y", "msgtype": "m.text", "formatted_body": deep, "m.relates_to": deep},
            {"body": "!meet", "msgtype": "m.text", "m.relates_to": {"rel_type": "m.replace"}},
        ):
            await anna.send(room, content)
        await anna.send(room, {"algorithm": 3, "ciphertext": []}, kind="m.room.encrypted")
        await anna.say(room, "done")
        await bot.door.line("done")
    assert bot.door.texts() == ["x", "y", "done"]


async def test_the_bot_is_addressed_by_the_name_that_it_bears(bot: Bot, make_person: MakePerson):
    anna, ben = await make_person("anna"), await make_person("ben")
    room = await anna.create_room(bot.user_id, ben.user_id)
    await ben.do("join", room)
    async with running(bot.network(), bot.door):
        await until_named(anna, bot, "Anker Platz")
        await anna.say(room, "Anker Platz: who", **{"m.mentions": {"user_ids": [bot.user_id]}})
        assert (await bot.door.line("who")).addressed
        await anna.say(room, "ask Anker Platz", **{"m.mentions": {"user_ids": [bot.user_id]}})
        assert not (await bot.door.line("ask Anker Platz")).addressed


async def test_what_no_homeserver_takes_is_given_up(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await anna.create_room(bot.user_id)
    network = bot.network()
    chat = ChatAddress(network.account, ChatId(room))
    async with running(network, bot.door):
        for key, text in (("big", "x" * 70_000), ("nul", "a\0b"), ("half", "a\ud800")):
            with pytest.raises(PermanentError):
                await network.send(delivery(chat, Outgoing(text=text), key=key))
        elsewhere = ChatAddress(network.account, ChatId("!nowhere:localhost"))
        with pytest.raises(PermanentError):
            await network.send(delivery(elsewhere, Outgoing(text="x"), key="lost"))
    assert await anna.events(room) == []


async def until_named(asker: MatrixPerson, bot: Bot, name: str) -> None:
    profile = {}
    async with asyncio.timeout(PATIENCE_S):
        while profile.get("displayname") != name:
            profile = await asker.ask("GET", f"profile/{bot.user_id}/displayname")
