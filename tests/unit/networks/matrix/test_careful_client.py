"""What nio knows of rooms and lines: with whom keys are shared, and what is kept of it."""

from dataclasses import replace
from pathlib import Path

import nio
import pytest

from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.login import client_for
from bot.networks.matrix.settings import MatrixSettings, Patience

BOT, ANNA, BEN = "@anker:example.org", "@anna:example.org", "@ben:example.org"
ROOM = "!room:example.org"


@pytest.fixture
def client() -> CarefulClient:
    settings = MatrixSettings(
        homeserver="https://matrix.example.org",
        user_id=BOT,
        display_name="Anker",
        allow=frozenset(),
        admins=frozenset(),
        credentials_file=Path("matrix.json"),
    )
    made = client_for(settings, Patience())
    made.restore_login(BOT, "DEVICE", "token")
    return made


def member(user: str, membership: str, name: str | None = None) -> dict[str, object]:
    return {
        "type": "m.room.member",
        "event_id": f"${user}{membership}{name}",
        "sender": user,
        "state_key": user,
        "origin_server_ts": 1,
        "content": {"membership": membership, **({"displayname": name} if name else {})},
    }


async def hear(
    client: CarefulClient, *timeline: object, state: tuple[object, ...] = (), limited: bool = False
) -> nio.MatrixRoom:
    told = {
        "timeline": {"events": list(timeline), "limited": limited},
        "state": {"events": list(state)},
    }
    response = nio.SyncResponse.from_dict({"next_batch": "s1", "rooms": {"join": {ROOM: told}}})
    assert isinstance(response, nio.SyncResponse)
    client.next_batch = ""  # nio takes no answer twice
    await client.receive_response(response)
    return client.rooms[ROOM]


@pytest.mark.parametrize(
    ("state", "limited", "known"),
    [
        ((member(ANNA, "join"),), False, True),
        ((member(BEN, "join"),), False, False),
        ((member(ANNA, "leave"),), False, False),
        ((), True, False),
    ],
    ids=["told again", "who left is told again", "who is there has left", "a gap"],
)
async def test_members_are_asked_for_anew_where_sync_may_tell_old_ones(
    client: CarefulClient, state: tuple[object, ...], limited: bool, known: bool
):
    """Else a key would be shared with somebody who was put out at the same moment."""
    room = await hear(client, member(ANNA, "join"), member(BEN, "join"))
    room.members_synced = True
    await hear(client, member(BEN, "leave"))
    assert room.members_synced
    await hear(client, state=state, limited=limited)
    assert room.members_synced is known


async def test_names_that_nobody_bears_any_more_are_not_kept(client: CarefulClient):
    for number in range(500):
        room = await hear(client, member(ANNA, "join", f"Anna {number}"), member(BEN, "join"))
    assert room.user_name(ANNA) == "Anna 499"
    assert len(room.names) < 50


async def test_of_encrypted_lines_some_thousands_are_known_again(
    client: CarefulClient, tmp_path: Path
):
    """Each takes half a KiB; and a restart forgets all of them."""
    client.store_path = str(tmp_path)
    client.config = replace(client.config, encryption_enabled=True)
    client.load_store()
    assert client.machine.message_index_store.maxsize == 10_000
    client.forget_keys()
