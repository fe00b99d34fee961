"""Stanzas from and to addresses that slixmpp takes for none, but servers let pass."""

import asyncio
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from bot.networks.xmpp.settings import XmppSettings
from bot.networks.xmpp.stanzas.elements import DISCO_INFO, element
from bot.networks.xmpp.transport.stream import Stream
from tests.unit.networks.xmpp.stanzas import BOT, ROOM

ODD = f"{ROOM}/Anna 📱"
QUERY = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
PING = "<ping xmlns='urn:xmpp:ping'/>"


class Wire(Stream):
    """A stream whose other end the test is."""

    def __init__(self) -> None:
        self.asked: list[Element] = []
        self.sent: list[Element] = []
        super().__init__(
            XmppSettings(jid=BOT, password="secret", nick="Anker"),
            seconds=5,
            on_message=self.asked.append,
            on_presence=self.asked.append,
            on_request=self.asked.append,
        )
        self._session_started = True
        self.session_bind_event.set()

    def send(self, data, use_filters=True) -> None:  # noqa: ARG002 -- as slixmpp has it
        self.sent.append(data.xml)

    def arrive(self, *content: str, sender: str = ODD, kind: str = "get", name: str = "q1") -> None:
        iq = fromstring(f"<iq xmlns='jabber:client'>{''.join(content)}</iq>")
        iq.attrib |= {"from": sender, "to": BOT, "type": kind, "id": name}
        self._spawn_event(iq)


@pytest.fixture
async def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.stop()


async def test_a_question_from_a_name_with_an_emoji_is_handed_on_and_can_be_answered(wire: Wire):
    wire.arrive(QUERY)
    (request,) = wire.asked
    wire.answer(request, element(f"{DISCO_INFO}query"))
    wire.refuse(request, "forbidden", kind="auth")

    assert [(one.get("to"), one.get("type")) for one in wire.sent] == [
        (ODD, "result"),
        (ODD, "error"),
    ]


async def test_whoever_has_an_emoji_in_the_name_is_answered_a_ping(wire: Wire):
    wire.arrive(PING)

    assert [(one.get("to"), one.get("type")) for one in wire.sent] == [(ODD, "result")]


async def test_whoever_has_an_emoji_in_the_name_can_be_asked_and_only_they_can_answer(wire: Wire):
    asking = asyncio.create_task(wire.ask(element(f"{DISCO_INFO}query"), to=ODD))
    await asyncio.sleep(0)
    (question,) = wire.sent
    wire.arrive(sender=f"{ROOM}/Eve", kind="result", name=question.get("id", ""))
    wire.arrive(QUERY, kind="result", name=question.get("id", ""))

    answer = await asking
    assert answer.get("from") == ODD, tostring(answer)
