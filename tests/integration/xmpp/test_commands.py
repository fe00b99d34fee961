"""Ad-hoc commands (XEP-0050) on a real Prosody, from a person's client to the answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree.ElementTree import Element, SubElement

import pytest
from slixmpp import JID
from slixmpp.exceptions import IqError

from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.networks.xmpp.queries.portrait import Portrait
from bot.networks.xmpp.stanzas.elements import (
    COMMANDS,
    DATA_FORM,
    DISCO_INFO,
    DISCO_ITEMS,
    XML_LANG,
)
from tests.integration.xmpp.conftest import Scene
from tests.integration.xmpp.people import Human, human
from tests.unit.commands.conftest import World

PLAN = {"when": "every sunday 11:00", "topic": "Choir", "room_kind": "open"}


class Clicker:
    """Somebody who clicks through commands of the bot at that address."""

    def __init__(self, person: Human, address: str) -> None:
        self.person = person
        self.address = address

    async def ask(self, payload: Element, kind: str = "set", *, name: str | None = None) -> Element:
        iq = self.person.make_iq(id=name, ito=JID(self.address), itype=kind)
        iq.append(payload)
        answer = await iq.send(timeout=20)
        return answer.xml[0]

    async def titles(self, language: str | None = None) -> dict[str, str]:
        query = Element(f"{DISCO_ITEMS}query", node="http://jabber.org/protocol/commands")
        if language:
            query.set(XML_LANG, language)
        items = await self.ask(query, "get")
        return {item.get("node"): item.get("name") for item in items}

    async def step(
        self,
        node: str,
        session: str | None = None,
        action: str = "execute",
        *,
        name: str | None = None,
        **values: str,
    ) -> Element:
        command = Element(f"{COMMANDS}command", node=node, action=action)
        if session:
            command.set("sessionid", session)
            form = SubElement(command, f"{DATA_FORM}x", type="submit")
            for key, value in values.items():
                field = SubElement(form, f"{DATA_FORM}field", var=key)
                SubElement(field, f"{DATA_FORM}value").text = value
        return await self.ask(command, name=name)

    async def through(self, node: str, *pages: dict[str, str]) -> Element:
        """The answer to the last of these pages."""
        answer = await self.step(node)
        for page in pages:
            answer = await self.step(node, answer.get("sessionid"), **page)
        return answer


def note(answer: Element) -> tuple[str | None, str]:
    found = answer.find(f"{COMMANDS}note")
    assert found is not None
    return found.get("type"), found.text or ""


def blanks(answer: Element) -> list[str | None]:
    return [field.get("var") for field in answer.iter(f"{DATA_FORM}field")]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World().at_work() as world:
        yield world


@asynccontextmanager
async def clicker(scene: Scene, world: World, jid: str) -> AsyncIterator[Clicker]:
    """Somebody who learned where the bot is online by being its contact."""
    async with scene.online(door=world.door), human(scene.server, jid) as person:
        person.send_presence_subscription(pto=JID(scene.bot))
        await person.until(
            lambda: any(
                one["from"].bare == scene.bot and one["type"] == "available" for one in person.seen
            )
        )
        shown = next(one for one in reversed(person.seen) if one["from"].bare == scene.bot)
        yield Clicker(person, str(shown["from"]))


async def test_a_contact_is_shown_commands_in_their_language(scene: Scene, world: World) -> None:
    async with clicker(scene, world, scene.anna) as anna:
        assert (await anna.titles("de"))["plan"] == "Neuer Termin oder neue Reihe"
        assert (await anna.titles())["plan"] == "New date or series"
        info = await anna.ask(Element(f"{DISCO_INFO}query"), "get")
        features = {one.get("var") for one in info.iter(f"{DISCO_INFO}feature")}
        assert {"http://jabber.org/protocol/commands", "jabber:x:data"} <= features
        shown = anna.person.seen[-1].xml
        caps = shown.find("{http://jabber.org/protocol/caps}c")
        assert caps is not None
        assert caps.get("ver") == Portrait("Ankerplatz").version
        node = f"{caps.get('node')}#{caps.get('ver')}"
        again = await anna.ask(Element(f"{DISCO_INFO}query", node=node), "get")
        assert [one.attrib for one in again] == [one.attrib for one in info]


async def test_a_command_to_the_bot_itself_is_a_direct_chat(scene: Scene, world: World) -> None:
    async with clicker(scene, world, scene.anna) as anna:
        answer = await anna.through("plan", PLAN)
        assert (answer.get("status"), note(answer)[0]) == ("completed", "info")
        shown = [value.text or "" for value in answer.iter(f"{DATA_FORM}value")]
        assert any("Choir" in line for line in shown)
    async with world.store.begin() as work:
        own_chat = ChatAddress(AccountId(f"xmpp:{scene.bot}"), ChatId(scene.anna))
        (series,) = await work.programme.of_chat(own_chat)
    assert (series.title, series.creator) == ("Choir", scene.anna)


async def test_bad_input_is_told_in_a_note_and_can_be_corrected(scene: Scene, world: World) -> None:
    async with clicker(scene, world, scene.anna) as anna:
        wrong = await anna.through("plan", {**PLAN, "when": "blue"})
        assert (wrong.get("status"), note(wrong)) == (
            "executing",
            ("error", "I do not understand this: blue"),
        )
        assert "when" in blanks(wrong)
        right = await anna.step("plan", wrong.get("sessionid"), "complete", **PLAN)
        assert right.get("status") == "completed"


async def test_a_repeated_request_does_nothing_twice(scene: Scene, world: World) -> None:
    async with clicker(scene, world, scene.anna) as anna:
        first = await anna.step("meet", name="same")
        again = await anna.step("meet", name="same")
        session = first.get("sessionid")
        assert again.get("sessionid") == session
        kind = {"topic": "Board", "room_kind": "open"}
        answers = await asyncio.gather(
            *(anna.step("meet", session, "complete", **kind) for _ in range(5))
        )
        assert {note(one) for one in answers} == {note(answers[0])}
    assert world.drawn == 1


async def test_a_command_through_a_room_means_that_room_and_the_role_there(
    scene: Scene, world: World
) -> None:
    async with (
        scene.online(door=world.door),
        human(scene.server, scene.ben) as ben,
    ):
        await ben.enter(scene.room, "Ben")
        clicks = Clicker(ben, f"{scene.room}/Ankerplatz")
        assert "plan" in await clicks.titles()
        where = await clicks.step("plan")
        assert blanks(where) == ["chat"]
        refused = await clicks.through("plan", {"chat": scene.room}, PLAN)
        kind, why = note(refused)
        assert kind == "error"
        assert "Only a moderator" in why
        opened = await clicks.through(
            "meet", {"chat": scene.room}, {"topic": "", "room_kind": "open"}
        )
        assert opened.get("status") == "completed"


async def test_whoever_may_not_use_the_bot_is_shown_no_forms_and_refused(
    scene: Scene, world: World
) -> None:
    async with (
        scene.online(door=world.door, allow=frozenset({"elsewhere.example"})) as network,
        human(scene.server, scene.anna) as anna,
    ):
        stream = network._connection._stream
        clicks = Clicker(anna, str(stream.boundjid))
        assert await clicks.titles() == {}
        with pytest.raises(IqError) as refusal:
            await clicks.step("meet")
        assert refusal.value.condition == "forbidden"


async def test_a_session_that_is_over_or_somebody_elses_is_refused(
    scene: Scene, world: World
) -> None:
    async with (
        clicker(scene, world, scene.anna) as anna,
        human(scene.server, scene.ben) as ben,
    ):
        session = (await anna.step("meet")).get("sessionid")
        theft = Clicker(ben, anna.address)
        for somebody, name in ((theft, session), (anna, "made-up")):
            with pytest.raises(IqError) as refusal:
                await somebody.step("meet", name, "complete", topic="x", room_kind="open")
            assert refusal.value.condition == "not-allowed"
        cancelled = await anna.step("meet", session, "cancel")
        assert cancelled.get("status") == "canceled"
    assert world.drawn == 0


async def test_contacts_see_the_words_beside_the_presence(scene: Scene) -> None:
    async with scene.online() as network, human(scene.server, scene.anna) as anna:
        anna.send_presence_subscription(pto=JID(scene.bot))
        await network.show_status("2 conferences are on")
        await anna.until(lambda: any(one["status"].startswith("2 conf") for one in anna.seen))
        await network.show_status("")
        await anna.until(
            lambda: anna.seen[-1]["from"].bare == scene.bot and not anna.seen[-1]["status"]
        )
