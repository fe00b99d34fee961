"""Which line of the bot is meant, where the room's archive has to tell."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast
from xml.etree.ElementTree import Element

import pytest

from bot.domain.chat import (
    AccountId,
    ChatAddress,
    ChatId,
    ChatKind,
    ChatRole,
    LineId,
    Person,
    PersonId,
)
from bot.domain.line import Incoming
from bot.errors import TransientError
from bot.networks.xmpp.chats.archive import ArchiveReader
from bot.networks.xmpp.chats.authors import Authors
from bot.networks.xmpp.chats.group_chat import GroupChat
from bot.networks.xmpp.chats.own_lines import OwnLines
from tests.unit.networks.xmpp.stanzas import ROOM, message

OWN = message("come?", id=f"ankerplatz-{'0' * 40}")


class Archive:
    """Answers with this line or trouble, and remembers how often it was asked."""

    def __init__(self, answer: Element | TransientError) -> None:
        self.answer = answer
        self.asked = 0

    async def one(self, _archive: str, _name: str) -> Element:
        self.asked += 1
        if isinstance(self.answer, TransientError):
            raise self.answer
        return self.answer


async def resolved(archive: Archive, text: str, *, addressed: bool = False) -> LineId | None:
    rooms = {ROOM: cast("GroupChat", SimpleNamespace(grounds=SimpleNamespace(archive=True)))}
    own_lines = OwnLines(rooms, cast("ArchiveReader", archive), Authors())
    line = Incoming(
        line=LineId("new"),
        chat=ChatAddress(AccountId("xmpp:anker@example.org"), ChatId(ROOM)),
        kind=ChatKind.GROUP,
        sender=Person(PersonId("anna@example.org"), "Anna"),
        role=ChatRole.MEMBER,
        text=text,
        addressed=addressed,
        sent_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        answers=LineId("old"),
    )
    found = await own_lines.resolved(line)
    assert found is not None
    return found.answers


@pytest.mark.parametrize(("text", "addressed"), [("!skip", False), ("skip", True)])
async def test_a_command_that_replies_to_an_old_line_has_it_looked_up(
    text: str, addressed: bool
) -> None:
    assert await resolved(Archive(OWN), text, addressed=addressed) == OWN.get("id")


async def test_of_what_people_reply_to_each_other_no_archive_is_asked() -> None:
    archive = Archive(OWN)
    assert await resolved(archive, "see you there") is None
    assert archive.asked == 0


async def test_a_command_is_not_lost_while_the_archive_does_not_answer() -> None:
    assert await resolved(Archive(TransientError("away")), "!skip") is None
