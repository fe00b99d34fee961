"""With whom the keys of what is said are shared, by what sync tells of the members of a room."""

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


def member(user: str, membership: str) -> dict[str, object]:
    return {
        "type": "m.room.member",
        "event_id": f"${user}{membership}",
        "sender": user,
        "state_key": user,
        "origin_server_ts": 1,
        "content": {"membership": membership},
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
