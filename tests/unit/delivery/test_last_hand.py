"""What is not written down is said all the same, once, and refused edits are heard of."""

from datetime import UTC, datetime

import pytest

from bot.delivery.last_hand import LastHand
from bot.domain.attendance import Occupant
from bot.domain.chat import AccountId, ChatAddress, ChatId, DeliveryKey, LineId
from bot.domain.conference import ConferenceRoom
from bot.domain.delivery import Delivery, NewDelivery, Outgoing
from bot.domain.language import ENGLISH
from bot.domain.live_card import Aspect, Face
from bot.errors import PermanentError, TransientError
from bot.usecases.calls.live_replies import RoomOpened
from bot.usecases.speaking.speech import Reply, Spoken, Voice
from bot.usecases.speaking.unwritten import Unwritten

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHAT = ChatAddress(AccountId("test:bot"), ChatId("club"))
KEY = DeliveryKey("card:1")
ROOM = ConferenceRoom(name="x", node="x", link="https://x/x", topic=None, fixed=True)
NAMED = RoomOpened(room=ROOM, face=Face(aspect=Aspect.LIVE, occupants=(Occupant("Ada"),)))
VOICE = Voice(language=ENGLISH, timezone="Europe/Berlin", prefix="!", now=NOON)


class Renderer:
    def render(self, reply: Reply, voice: Voice) -> Spoken:  # noqa: ARG002 -- the port
        text = "somebody" if reply.unnamed is None else "Ada"
        return Spoken(text=text, html=f"<b>{text}</b>")


class Network:
    """Keeps what it is given; raises `error` where there is one."""

    account = CHAT.account

    def __init__(self) -> None:
        self.said: list[str] = []
        self.error: Exception | None = None

    async def send(self, delivery: Delivery) -> LineId:
        if self.error:
            raise self.error
        self.said.append(delivery.outgoing.text)
        return LineId("1")


def written(unwritten: Unwritten, reply: Reply = NAMED) -> NewDelivery:
    spoken = Renderer().render(reply, VOICE)
    delivery = NewDelivery(
        key=KEY, chat=CHAT, outgoing=Outgoing(text=spoken.text, html=spoken.html)
    )
    return unwritten.put_aside(delivery, reply, renderer=Renderer(), voice=VOICE)


def in_hand(line: NewDelivery) -> Delivery:
    return Delivery(
        id=1,
        key=line.key,
        chat=line.chat,
        outgoing=line.outgoing,
        attempt=1,
        first_tried_at=NOON,
        edits=LineId("0"),
    )


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def refused() -> list[DeliveryKey]:
    return []


async def test_names_are_given_back_on_the_way_out_also_after_a_failure(
    network: Network, refused: list[DeliveryKey]
):
    unwritten = Unwritten()
    hand = LastHand(network, unwritten=unwritten, edit_refused=refused.append)
    line = written(unwritten)
    assert line.outgoing == Outgoing(text="somebody", html="<b>somebody</b>")
    network.error = TransientError("later")
    with pytest.raises(TransientError):
        await hand.send(in_hand(line))
    network.error = None
    await hand.send(in_hand(line))
    assert network.said == ["Ada"]
    assert unwritten.whole(in_hand(line)) == in_hand(line), "said once, and forgotten"
    assert refused == []


async def test_after_a_crash_the_line_goes_without_names(
    network: Network, refused: list[DeliveryKey]
):
    line = written(Unwritten())
    await LastHand(network, unwritten=Unwritten(), edit_refused=refused.append).send(in_hand(line))
    assert network.said == ["somebody"]


async def test_an_edit_that_can_never_be_made_is_heard_of(
    network: Network, refused: list[DeliveryKey]
):
    unwritten = Unwritten()
    hand = LastHand(network, unwritten=unwritten, edit_refused=refused.append)
    line = written(unwritten)
    network.error = PermanentError("no edits here")
    with pytest.raises(PermanentError):
        await hand.send(in_hand(line))
    assert refused == [KEY]
    assert unwritten.whole(in_hand(line)) == in_hand(line)


async def test_a_line_without_names_is_written_as_it_is():
    plain = RoomOpened(room=ROOM)
    assert written(Unwritten(), plain).outgoing.text == "somebody"


async def test_a_program_that_was_stopped_in_the_middle_says_nothing_more_once_another_serves():
    network, unwritten, serves = Network(), Unwritten(), [True, False]
    hand = LastHand(network, unwritten=unwritten, edit_refused=[].append, may_speak=serves.pop)
    line = in_hand(written(unwritten))
    with pytest.raises(TransientError, match="another copy"):
        await hand.send(line)
    assert network.said == []
    await hand.send(line)
    assert network.said == ["Ada"]
