"""What several tests of the XMPP network start from."""

from datetime import UTC, datetime

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
from tests.unit.networks.xmpp.stanzas import BOT

ANNA = "anna@example.org"
NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)


class StillClock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def a_line() -> Incoming:
    """What Anna wrote to the bot directly."""
    return Incoming(
        line=LineId("1"),
        chat=ChatAddress(AccountId(f"xmpp:{BOT}"), ChatId(ANNA)),
        kind=ChatKind.DIRECT,
        sender=Person(PersonId(ANNA), "anna"),
        role=ChatRole.MODERATOR,
        text="wer",
        addressed=True,
        sent_at=NOW,
    )
