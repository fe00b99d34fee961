"""Put together what answers: the doors of the accounts, and what is behind them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial

from bot.bootstrap.basis import Basis
from bot.commands.answering.desk import Desk
from bot.commands.answering.dispatch import Dispatcher
from bot.commands.answering.door import FrontDoor
from bot.commands.answering.router import Router
from bot.commands.parts.house import House
from bot.commands.parts.vocabulary import Vocabulary
from bot.commands.registry import VERBS
from bot.delivery.worker import DeliveryWorker
from bot.domain.chat import AccountId
from bot.domain.ignored import Ignored
from bot.rendering.labels import label
from bot.usecases.ports.store import Work


def front_doors(
    basis: Basis,
    *,
    house: House,
    vocabulary: Vocabulary,
    dispatcher: Dispatcher,
    workers: Mapping[AccountId, DeliveryWorker],
) -> Callable[..., FrontDoor]:
    """What makes the door of an account. Behind all of them is the same router."""
    store, clock, herald = basis.store, basis.clock, basis.herald

    def speaking(account: AccountId) -> AbstractAsyncContextManager[Work]:
        return workers[account].speaking() if account in workers else store.begin()

    router = Router(
        store=store,
        house=house,
        vocabulary=vocabulary,
        herald=herald,
        clock=clock,
        unwritten=basis.unwritten,
        speaking=speaking,
        answered=basis.waking.answered,
    )
    desk = Desk(
        VERBS,
        router=router,
        dispatcher=dispatcher,
        store=store,
        clock=clock,
        herald=herald,
        labels=label,
        zones_of=house.zones_of,
    )
    return partial(
        FrontDoor,
        store=store,
        clock=clock,
        ignored=Ignored.of(basis.configuration.bot.ignore),
        router=router,
        dispatcher=dispatcher,
        forms=desk,
    )
