"""The server makes rooms without contacting anybody."""

from datetime import UTC, datetime

import pytest

from bot.conferences.jitsi.server import JitsiServer
from bot.conferences.jitsi.settings import JitsiSettings
from bot.domain.conference import ConferenceRoom
from bot.errors import UserError


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 5, 1, tzinfo=UTC)


def server() -> JitsiServer:
    return JitsiServer(
        JitsiSettings(url="https://meet.example.org/", bot_name="Ankerplatz"), StillClock()
    )


async def test_a_room_has_name_node_and_link() -> None:
    assert server().room("Grüne Runde!", topic="Die Grünen", fixed=True) == ConferenceRoom(
        name="Grüne Runde",
        node="gr%c3%bcne%20runde",
        link="https://meet.example.org/Gr%C3%BCne%20Runde",
        topic="Die Grünen",
        fixed=True,
    )


async def test_a_name_that_cannot_be_is_the_persons_error() -> None:
    with pytest.raises(UserError):
        server().room("?", topic=None, fixed=True)
