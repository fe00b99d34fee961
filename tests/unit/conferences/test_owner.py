"""What a refusal of the rooms' service means for whoever wanted a call to end."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from bot.conferences.jitsi.discovery.domains import Domains
from bot.conferences.jitsi.signalling.owner import RoomOwner
from bot.conferences.jitsi.signalling.stream import ConditionError
from bot.domain.conference import ConferenceRoom
from bot.errors import TransientError
from bot.usecases.ports.shaping import Obedience

TEA = ConferenceRoom(
    name="Tea", node="tea", link="https://meet.example.org/Tea", topic=None, fixed=True
)


@dataclass
class Way:
    domains: Domains


class RefusingSignalling:
    """A connection, line and stream in one, to rooms that answer with that condition."""

    def __init__(self, condition: str) -> None:
        self._condition = condition
        domain, muc = "meet.example.org", "conference.meet.example.org"
        self.way = Way(Domains(domain=domain, login=domain, muc=muc, hidden=None))

    async def line(self) -> Any:
        return self

    @property
    def stream(self) -> Any:
        return self

    async def command(self, jid: str, payload: Element, *, timeout: float) -> None:  # noqa: ASYNC109 -- as the real one
        assert jid == "tea@conference.meet.example.org", (payload, timeout)
        raise ConditionError(self._condition)


def owner(condition: str) -> RoomOwner:
    return RoomOwner(RefusingSignalling(condition))


@pytest.mark.parametrize(
    ("condition", "obedience"),
    [
        ("item-not-found", Obedience.NOTHING_RUNS),
        ("forbidden", Obedience.REFUSED),
        ("not-allowed", Obedience.REFUSED),
    ],
)
async def test_a_refusal_is_the_answer(condition: str, obedience: Obedience):
    assert await owner(condition).end(TEA) is obedience


@pytest.mark.parametrize("condition", ["service-unavailable", "remote-server-timeout"])
async def test_a_server_that_is_just_coming_up_says_nothing_about_rights(condition: str):
    with pytest.raises(TransientError):
        await owner(condition).end(TEA)
