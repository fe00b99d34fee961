"""How networks and their chats differ, as far as the inside has to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.chat import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkTraits:
    """The defaults are those of a plain chat: people are known, and each line stands alone."""

    hides_people: bool = False
    """A group may hide from its members who is in it (XEP-0045 section 7), and show the bot ids
    that nobody can write to (XEP-0421)."""
    reactions_replace: bool = False
    """A reaction names all emoji that stand there from then on (XEP-0444), not one that is added or
    taken away."""
    in_a_stream: bool = False
    """Lines follow each other in one stream and are acknowledged later (XEP-0198); elsewhere each
    is a request that the server works on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What works in one chat for those who are answered there; nothing else is offered to them.

    `private`: the bot can write to them alone. `reactions`: they can put one under a line.
    `alone`: nobody else reads along. The defaults are those of a group where all of it works.
    """

    private: bool = True
    reactions: bool = True
    alone: bool = False

    @property
    def reminders(self) -> bool:
        """Whether one can be reminded otherwise than all who read along."""
        return self.private and not self.alone


ALL_MEANS: Final = Means()

_TRAITS: Final[Mapping[str, NetworkTraits]] = {
    "xmpp": NetworkTraits(hides_people=True, reactions_replace=True, in_a_stream=True),
}


def traits(account: AccountId) -> NetworkTraits:
    """Those of the network that the account is on."""
    return _TRAITS.get(account.partition(":")[0], NetworkTraits())
