"""Stanzas that no XMPP client would send: a server passes on whatever XML is well-formed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import pytest

from bot.demo.guests import XmppGuest
from bot.demo.servers.prosody import CHAT_DOMAIN
from tests.faults.conftest import MARK, Scene
from tests.fixtures.venue import PASSWORD, XmppVenue, is_answer

pytestmark = pytest.mark.faults

NETWORKS = ("xmpp",)

BODY: Final = f"<body>!meet {MARK}</body>"
DEEP: Final = "<x xmlns='urn:example:deep'>" * 100 + "</x>" * 100
FORWARDED: Final = (
    "<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2020-01-01'/>"
    f"<message xmlns='jabber:client' type='chat' from='admin@{CHAT_DOMAIN}/x' to='{{bot}}'>{BODY}"
    "</message></forwarded>"
)
GROUP: Final = "<message to='{room}' type='groupchat' id='{id}'>%s</message>"
DIRECT: Final = "<message to='{bot}' type='%s' id='{id}'>%s</message>"

SILENT: Final = (
    "<message to='{room}' type='groupchat'/>",
    GROUP % "<body/>",
    GROUP % "<body>   </body>",
    GROUP % f"<body>!meet {MARK}{'x' * 60_000}</body>",
    GROUP % f"<subject>{MARK}</subject>",
    GROUP % f"{DEEP}",
    GROUP % f"{BODY}<replace xmlns='urn:xmpp:message-correct:0' id='none'/>",
    GROUP % f"{BODY}<replace xmlns='urn:xmpp:message-correct:0'/>",
    GROUP % f"{BODY}<reactions xmlns='urn:xmpp:reactions:0' id=''><reaction/></reactions>",
    GROUP % f"{BODY}<encrypted xmlns='eu.siacs.conversations.axolotl'/>",
    GROUP % "<body xmlns='urn:example:other'>!meet</body>",
    DIRECT % ("error", f"{BODY}<error type='cancel'><gone xmlns='urn:example'/></error>"),
    DIRECT % ("groupchat", BODY),
    DIRECT % ("headline", BODY),
    DIRECT % ("chat", f"<received xmlns='urn:xmpp:carbons:2'>{FORWARDED}</received>"),
    DIRECT % ("chat", f"<sent xmlns='urn:xmpp:carbons:2'>{FORWARDED}</sent>"),
    DIRECT % ("chat", f"{BODY}<sent xmlns='urn:xmpp:carbons:2'>{FORWARDED}</sent>"),
    DIRECT % ("normal", f"<result xmlns='urn:xmpp:mam:2' queryid='1' id='x'>{FORWARDED}</result>"),
    DIRECT % ("normal", "<result xmlns='urn:xmpp:mam:2'/>"),
    DIRECT % ("normal", "<x xmlns='jabber:x:conference' jid='@@@/'/>"),
    DIRECT % ("normal", "<x xmlns='jabber:x:conference'/>"),
    DIRECT % ("normal", "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='@'/></x>"),
    DIRECT % ("normal", "<x xmlns='http://jabber.org/protocol/muc#user'><status code='x'/></x>"),
    "<presence to='{bot}' type='subscribe'/>",
    "<presence to='{bot}' type='error'><error/></presence>",
    "<presence to='{room}'><status>" + MARK + "</status><show>!meet</show></presence>",
    "<presence to='{bot}'><x xmlns='http://jabber.org/protocol/muc#user'><item/></x></presence>",
    "<iq to='{bot_full}' type='get' id='{id}'><query xmlns='urn:example:nothing'/></iq>",
    "<iq to='{bot_full}' type='set' id='{id}'><query xmlns='jabber:iq:roster'/></iq>",
    "<iq to='{bot_full}' type='result' id='1'/>",
    "<iq to='{bot_full}' type='error' id='1'/>",
)
ANSWERED: Final = (
    GROUP % f"{BODY}{DEEP}",
    GROUP % f"{BODY}<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>",
    GROUP % f"{BODY}<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00Z' from='{{room}}'/>",
    GROUP % f"{BODY}<stanza-id xmlns='urn:xmpp:sid:0' by='{{room}}' id='same'/>",
    GROUP % f"{BODY}<stanza-id xmlns='urn:xmpp:sid:0' by='{{room}}' id='same'/>",
    GROUP % f"{BODY}<stanza-id xmlns='urn:xmpp:sid:0'/>",
    GROUP % f"{BODY}<occupant-id xmlns='urn:xmpp:occupant-id:0' id='{MARK}'/>",
    GROUP % f"{BODY}<reply xmlns='urn:xmpp:reply:0' to='@@' id=''/>",
    GROUP % f"{BODY}<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>"
    "<body start='-5' end='99999999999999999999'/></fallback>",
    GROUP
    % f"{BODY}<reference xmlns='urn:xmpp:reference:0' type='mention' begin='x' end='' uri='['/>",
    GROUP % f"<body xml:lang='de'>Hallo</body>{BODY}",
    GROUP % f"{BODY}<thread parent=''>{'t' * 5000}</thread>",
    GROUP % f"{BODY}<x xmlns='jabber:x:oob'><url/></x>",
    "<message to='{room}' type='groupchat'>" + BODY + "</message>",
    "<message to='{room}' type='groupchat' id='same'>" + BODY + "</message>",
    "<message to='{room}' type='groupchat' id='same'>" + BODY + "</message>",
    "<message to='{room}' type='groupchat' id='" + "i" * 5000 + "'>" + BODY + "</message>",
)
"""The words are whole, only what is beside them is odd."""


@dataclass(frozen=True, slots=True)
class Joker:
    """Somebody with a program of their own, in the group chat with the bot."""

    guest: XmppGuest
    venue: XmppVenue

    def send(self, number: int, stanza: str) -> None:
        stanza = stanza.format(
            room=self.guest.chat,
            bot=self.venue.bot_jid,
            bot_full=f"{self.guest.chat}/{self.venue.bot}",
            id=f"odd{number}",
        )
        self.guest._client.send_raw(stanza)


@pytest.fixture
async def joker(scene: Scene) -> AsyncIterator[Joker]:
    venue = scene.venue
    assert isinstance(venue, XmppVenue)
    jid = f"joker-of-{venue.bot_jid}"
    venue.server.add_account(jid, PASSWORD)
    guest = XmppGuest(jid, PASSWORD)
    await guest.connect(*venue.server.c2s)
    await guest.join(venue.guest.chat, "Joker")
    yield Joker(guest, venue)
    await guest.close()


async def said_meanwhile(joker: Joker, scene: Scene, stanzas: tuple[str, ...]) -> list[str]:
    """What the bot says while the stanzas come, to everybody or to the joker alone."""
    before = len(joker.guest.heard)
    for number, stanza in enumerate(stanzas):
        joker.send(number, stanza)
    await joker.guest.say("!meet after")
    await joker.guest.wait_for(lambda line: is_answer(line, scene.venue, "/after-"), timeout=20)
    bot = (scene.venue.bot, joker.venue.bot_jid, f"{joker.guest.chat}")
    return [
        line.text
        for line in joker.guest.heard[before:]
        if line.speaker in bot and not line.replaces
    ][:-1]


async def test_a_stanza_that_is_no_line_gets_silence(scene: Scene, joker: Joker):
    assert await said_meanwhile(joker, scene, SILENT) == []


async def test_a_line_with_odd_things_beside_it_is_answered_once(scene: Scene, joker: Joker):
    answers = await said_meanwhile(joker, scene, ANSWERED)

    assert len([text for text in answers if "://" in text]) == len(answers) == len(ANSWERED)
