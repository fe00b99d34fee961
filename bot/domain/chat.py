"""Where people write and who they are, by the names that networks give them (glossary: chat)."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType

AccountId = NewType("AccountId", str)
"""One login of the bot, network first: `matrix:@anker:example.org`, `xmpp:anker@example.org`."""

ChatId = NewType("ChatId", str)
"""A chat's id on its network: Matrix room id; bare JID of a MUC or contact; for private messages
inside a MUC (XEP-0045 section 7.5) see `private_within`."""

PersonId = NewType("PersonId", str)
"""A person's most stable id on their network: Matrix user id; real bare JID, else
`occupant-id@room` (XEP-0421), else the occupant JID."""

LineId = NewType("LineId", str)
"""What the network calls one posted line: Matrix event id; XEP-0359 stanza-id, else message id."""

DeliveryKey = NewType("DeliveryKey", str)
"""Names one thing to say, follows from what it is, and is unique: `reply:<account>:<line>:0`.
Network ids that make a repeat harmless (Matrix txnId, XEP-0359 origin-id) are derived from it."""


def private_within(group: ChatId, person: PersonId) -> ChatId:
    """The private chat with somebody inside a group chat.

    It is the person's as far as the group tells who that is: a nick goes to the next one who takes
    it, and what was planned in private does not.
    """
    name = person.removesuffix(f"@{group}").removeprefix(f"{group}/")
    return ChatId(f"{group}/{name}")


class ChatKind(StrEnum):
    """Whether several people read along."""

    GROUP = "group"
    DIRECT = "direct"


class ChatRole(IntEnum):
    """What the writer of a line may do in its chat; a higher role includes the lower ones."""

    MEMBER = 0
    MODERATOR = 1
    """Matrix: power level >= the room's `state_default`. XMPP: affiliation admin or owner, or role
    moderator; in a direct chat the person themselves."""
    ADMIN = 2
    """Named in the configuration under `bot.admins`; may do everything everywhere."""


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """Where people write: one chat as one account of the bot sees it."""

    account: AccountId
    chat: ChatId


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. `name` is what the chat displays and is never kept."""

    id: PersonId
    name: str
