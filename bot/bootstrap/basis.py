"""What all parts of a running bot rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bootstrap.waking import Waking
from bot.config import Configuration
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.networks import ChatNetwork
from bot.usecases.ports.store import Store
from bot.usecases.ports.tenure import HOUSEHOLD, Tenure
from bot.usecases.rooms.start_conference import StartConference
from bot.usecases.speaking.herald import Herald
from bot.usecases.speaking.unwritten import Unwritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Handed to whatever makes a part."""

    configuration: Configuration
    store: Store
    clock: Clock
    networks: Sequence[ChatNetwork]
    tenure: Tenure
    herald: Herald
    waking: Waking
    unwritten: Unwritten
    start_conference: StartConference

    @property
    def household(self) -> Store:
        """The store for what one copy does for all accounts."""
        return self.tenure.fenced(self.store, HOUSEHOLD)

    @property
    def has_lobby(self) -> bool:
        """Whether people can be made to wait for a moderator."""
        jitsi = self.configuration.jitsi
        return jitsi.reservations and self.start_conference.links.can_moderate
