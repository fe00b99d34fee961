"""Pinned lines and widgets in real rooms: ours come and go, those of others stay."""

from typing import Any
from urllib.parse import quote

import pytest

from bot.domain.chat import ChatAddress, ChatId, LineId
from bot.domain.conference import ConferenceRoom
from bot.domain.fixture import CallWidget, FixtureKind, Hanging, Pin, PowerMissing
from bot.errors import PermanentError, TransientError
from bot.networks.matrix.chats.wall import WIDGETS, widget_id
from bot.networks.matrix.network import MatrixNetwork
from tests.fixtures.synapse import MakePerson, MatrixPerson
from tests.integration.matrix.conftest import Bot
from tests.integration.matrix.door import running, until
from tests.integration.matrix.proxy import faulty_proxy, page

pytestmark = pytest.mark.integration

PIN, WIDGET = FixtureKind.PIN, FixtureKind.WIDGET
TEA = ConferenceRoom(
    name="Tea", node="tea", link="https://meet.example.org/Tea", topic="Tea & cake", fixed=False
)
FOREIGN = {"type": "m.custom", "url": "https://example.org", "name": "theirs"}


async def room_with(bot: Bot, anna: MatrixPerson, *, level: int) -> str:
    """In room version 11, where the levels of creators have bounds."""
    levels = {"users": {anna.user_id: 100, bot.user_id: level}}
    return await anna.create_room(
        bot.user_id, room_version="11", power_level_content_override=levels
    )


async def content(person: MatrixPerson, room: str, kind: str, key: str = "") -> dict[str, Any]:
    return await person.ask("GET", f"rooms/{quote(room)}/state/{kind}/{quote(key)}")


def chat_of(network: MatrixNetwork, room: str) -> ChatAddress:
    return ChatAddress(network.account, ChatId(room))


async def test_a_line_is_pinned_among_those_of_others_and_taken_from_among_them(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await room_with(bot, anna, level=50)
    network = bot.network()
    chat = chat_of(network, room)
    async with running(network, bot.door):
        ours = LineId("$ours")
        await network.put_up(Pin(chat, ours))
        assert await content(anna, room, "m.room.pinned_events") == {"pinned": [ours]}
        theirs = {"pinned": ["$before", ours, "$after"]}
        await anna.send(room, theirs, kind="m.room.pinned_events", key="")
        await network.put_up(Pin(chat, ours))
        assert await content(anna, room, "m.room.pinned_events") == theirs
        for _twice in range(2):
            await network.take_down(Hanging(chat=chat, kind=PIN, name=ours))
    assert await content(anna, room, "m.room.pinned_events") == {"pinned": ["$before", "$after"]}


async def test_a_page_instead_of_an_answer_costs_nobody_their_pinned_lines(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await room_with(bot, anna, level=50)
    theirs = {"pinned": ["$theirs"]}
    await anna.send(room, theirs, kind="m.room.pinned_events", key="")
    async with faulty_proxy(bot.settings.homeserver) as proxy:
        network = bot.network(homeserver=proxy.url)
        async with running(network, bot.door):
            proxy.put("/state/m.room.pinned_events", page(200))
            with pytest.raises(TransientError):
                await network.put_up(Pin(chat_of(network, room), LineId("$ours")))
    assert await content(anna, room, "m.room.pinned_events") == theirs


async def test_a_call_gets_a_widget_that_goes_with_it_and_others_stay(
    bot: Bot, make_person: MakePerson
):
    anna = await make_person("anna")
    room = await room_with(bot, anna, level=50)
    await anna.send(room, FOREIGN, kind=WIDGETS, key="theirs")
    network = bot.network()
    chat = chat_of(network, room)
    async with running(network, bot.door):
        for _twice in range(2):
            await network.put_up(CallWidget(chat, TEA))
        shown = await content(anna, room, WIDGETS, widget_id("tea"))
        assert shown == {
            "id": widget_id("tea"),
            "creatorUserId": bot.user_id,
            "type": "jitsi",
            "name": "Jitsi: Tea & cake",
            "url": "https://meet.example.org/Tea",
            "data": {
                "conferenceId": "Tea",
                "domain": "meet.example.org",
                "isAudioOnly": False,
                "roomName": "Tea & cake",
            },
        }
        for _twice in range(2):
            await network.take_down(Hanging(chat=chat, kind=WIDGET, name="tea"))
    assert await content(anna, room, WIDGETS, widget_id("tea")) == {}
    assert await content(anna, room, WIDGETS, "theirs") == FOREIGN
    changes = [event["state_key"] for event in await anna.events(room, WIDGETS)]
    assert changes == ["theirs", widget_id("tea"), widget_id("tea")]


async def test_what_somebody_made_of_our_widget_is_theirs(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await room_with(bot, anna, level=50)
    network = bot.network()
    chat = chat_of(network, room)
    async with running(network, bot.door):
        await network.put_up(CallWidget(chat, TEA))
        await anna.send(room, FOREIGN, kind=WIDGETS, key=widget_id("tea"))
        await network.put_up(CallWidget(chat, TEA))
        await network.take_down(Hanging(chat=chat, kind=WIDGET, name="tea"))
    assert await content(anna, room, WIDGETS, widget_id("tea")) == FOREIGN


async def test_missing_power_is_known_beforehand_and_refused(bot: Bot, make_person: MakePerson):
    anna = await make_person("anna")
    room = await room_with(bot, anna, level=10)
    network = bot.network()
    chat = chat_of(network, room)
    async with running(network, bot.door):
        await until(lambda: network.power_missing(chat, PIN) == PowerMissing(needs=50, has=10))
        with pytest.raises(PermanentError, match="M_FORBIDDEN"):
            await network.put_up(Pin(chat, LineId("$ours")))
        levels = await content(anna, room, "m.room.power_levels")
        levels["events"] |= {"m.room.pinned_events": 10, WIDGETS: 75}
        await anna.send(room, levels, kind="m.room.power_levels", key="")
        await until(lambda: network.power_missing(chat, PIN) is None)
        assert network.power_missing(chat, WIDGET) == PowerMissing(needs=75, has=10)
        await network.put_up(Pin(chat, LineId("$ours")))
