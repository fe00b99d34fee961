"""What the targets are meant for: from there begins what is tried."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from tests.unit.commands.test_rubbish import PIECES
from tests.unit.domain.when import phrases as tables
from tests.unit.networks.matrix import test_mapping as matrix
from tests.unit.networks.xmpp.stanzas import ROOM

DATA: Final = Path(__file__).parents[1] / "data"


def said() -> Iterable[bytes]:
    for piece in PIECES:
        yield f"meet {piece}".encode("utf-8", "replace")
    for phrase, *_ in tables.phrases()[::5]:
        yield f"meet {phrase} Chor in Anker".encode()
    for line in (
        "skip 1 sunday",
        "retitle 1 Chor",
        "edit 1 every monday 12:00 [public]",
        "who in x",
    ):
        yield line.encode()


def phrases() -> Iterable[bytes]:
    return (phrase.encode() for phrase, *_ in tables.phrases())


_REPLY: Final = """<body>&gt; a</body><fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'>
<body start='0' end='4'/></fallback>"""
_MENTION: Final = """<body>@A</body><reference xmlns='urn:xmpp:reference:0' begin='0' end='2'
type='mention' uri='xmpp:a'/>"""


def stanzas() -> Iterable[bytes]:
    head = f"<message xmlns='jabber:client' from='{ROOM}/Anna' type='groupchat' id='m'>"
    for child in (
        "<body>Anker Platz: who</body><stanza-id xmlns='urn:xmpp:sid:0' by='x' id='s1'/>",
        "<body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-03-24T08:50:00Z'/>",
        "<reactions xmlns='urn:xmpp:reactions:0' id='s1'><reaction>x</reaction></reactions>",
        *(_REPLY, _MENTION),
        "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@b'/></x>",
        "<x xmlns='jabber:x:conference' jid='a@b'/>",
    ):
        yield f"{head}{child}</message>".encode()


def events() -> Iterable[bytes]:
    for content in (
        {"msgtype": "m.text", "body": "Anker Platz: who", "m.mentions": {"user_ids": [matrix.BOT]}},
        {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "x"}},
        {"users": {"@ben:example.org": 50}, "state_default": 50},
    ):
        for kind in ("m.room.message", "m.reaction", "m.room.power_levels"):
            yield json.dumps(matrix.event(content, type=kind)).encode()


def requests() -> Iterable[bytes]:
    for file in (DATA / "jitsi").glob("event_sync_*.json"):
        for post in json.loads(file.read_text()):
            yield b"p" + json.dumps(post["json"]).encode()
    own = {"event": "joined", "boot": "b", "seq": 1, "seats": 2, "at": 1795493180.0}
    occupant = {"occupant_jid": "a@b", "joined_at": 1795493180, "name": "x"}
    yield (
        b"p"
        + json.dumps(
            own | {"room_jid": "daily@conference.meet.test", "occupant": occupant}
        ).encode()
    )
    yield b"ftitle=Chor&when=every+sunday+11%3A00&lasts=60&place=Anker&remind=1d%2C+10m&public=on"
    yield b"fslot=2026-12-24T18:00&month=2026-12"
    yield b"rlang=de&tz=Europe/Berlin&accept=de;q=0.5,en"


def files(*patterns: str) -> Callable[[], Iterable[bytes]]:
    return lambda: (file.read_bytes() for pattern in patterns for file in DATA.glob(pattern))
