"""What the operator's commands have done on the database: by the running bot, or without it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.domain.chat import AccountId, ChatAddress, ChatId
from bot.errors import PermanentError
from bot.running.hatch import Errand, JsonObject
from bot.usecases.ports.chats import UsedChat
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store
from bot.usecases.speaking.herald import Herald
from bot.usecases.telling.bulletin import Bulletin, Publish


@dataclass(kw_only=True)
class Errands:
    """`told` hears whose outbox has something. The latter two change with the configuration."""

    store: Store
    clock: Clock
    herald: Herald
    told: Callable[[AccountId], None]

    @property
    def answers(self) -> Mapping[str, Errand]:
        """By what they are called on the socket."""
        return {"chats": self.chats, "send": self.send}

    async def chats(self, _asked: JsonObject) -> JsonObject:
        """All chats in which the bot was used."""
        async with self.store.begin() as work:
            used = await work.chats.used()
        return {"chats": [self._shown(one) for one in used]}

    async def send(self, asked: JsonObject) -> JsonObject:
        """Have `text` said once for each `name` in `chats`, pairs of account and id."""
        publish = Publish(store=self.store, clock=self.clock, herald=self.herald, told=self.told)
        reached = await publish(_bulletin(asked))
        return {"reached": [[chat.account, chat.chat] for chat in reached]}

    def _shown(self, used: UsedChat) -> JsonObject:
        known, defaults = used.known, self.herald.defaults
        settings = known.settings(defaults) if known else defaults
        return {
            "network": used.address.account.partition(":")[0],
            "account": used.address.account,
            "chat": used.address.chat,
            "kind": known and known.kind,
            "language": settings.language,
            "timezone": settings.timezone,
            "series": used.series,
            "active": known is None or known.active,
            "bridged_to": known and known.main and known.main.chat,
        }


def _bulletin(asked: JsonObject) -> Bulletin:
    """Raises `PermanentError` for what no command of ours asks."""
    try:
        pairs = cast("Sequence[tuple[str, str]]", asked["chats"])
        return Bulletin(
            name=str(asked["name"]),
            text=str(asked["text"]),
            chats=[ChatAddress(AccountId(account), ChatId(chat)) for account, chat in pairs],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PermanentError("the question is not understood") from error
