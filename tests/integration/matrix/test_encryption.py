"""Encrypted chats with somebody whose client is built on another library."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.servers.synapse import Synapse
from bot.domain.chat import ChatKind, Outgoing, Reaction
from tests.fixtures.synapse import MakeAccount
from tests.integration.matrix.conftest import Bot, MakeBot
from tests.integration.matrix.crypto_person import CryptoPerson, crypto_person
from tests.integration.matrix.door import delivery, running, until

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
    await anna.ask("react", room=room, content={"m.relates_to": thumb})
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
