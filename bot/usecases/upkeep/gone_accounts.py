"""Accounts of the bot that are not configured any more: in the end what they had is erased, too.

Whoever takes a network out of the configuration for some days finds everything again.
"""

import json
import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, cast

from bot.domain.chat import AccountId
from bot.usecases.ports.clock import Clock
from bot.usecases.ports.store import Store, Work
from bot.usecases.programme.alarms import rewind_alarm
from bot.usecases.programme.share import hand_over

log = logging.getLogger(__name__)

_FACT: Final = "accounts_gone"
"""Since when each is gone, and the beat of another copy that may serve it, as JSON."""
_Noted = dict[str, tuple[str, int]]


async def erase_gone(
    store: Store, clock: Clock, *, configured: Collection[AccountId], retention: timedelta
) -> None:
    """Note which accounts are gone, and erase those that have been gone for that long.

    An account that another copy of the bot serves, with a configuration of its own, is not gone.
    """
    now = clock.now()
    async with store.begin() as work:
        noted = await _note(work, configured, now)
    long_gone = [
        name
        for name, (since, _) in noted.items()
        if now - datetime.fromisoformat(since) > retention
    ]
    for name in long_gone:
        await _erase(store, AccountId(name), now)
        del noted[name]
        async with store.begin() as work:
            await work.facts.save(_FACT, json.dumps(noted))


async def gone_accounts(
    work: Work, configured: Collection[AccountId]
) -> Mapping[AccountId, datetime]:
    """Since when each was missed; none that another copy has served since that was noted."""
    beats = await work.accounts.beats()
    return {
        AccountId(name): datetime.fromisoformat(since)
        for name, (since, seen) in (await _noted(work)).items()
        if name not in configured and beats.get(AccountId(name)) == seen
    }


async def _note(work: Work, configured: Collection[AccountId], now: datetime) -> _Noted:
    before = await _noted(work)
    noted: _Noted = {}
    for account, beat in sorted((await work.accounts.beats()).items()):
        if account in configured:
            continue
        if account not in before:
            log.warning(
                "An account is not configured any more; what it had will be erased in the end",
                extra={"action": "account_missed", "account": account},
            )
        since, seen = before.get(account, (now.isoformat(), beat))
        noted[account] = (since if beat == seen else now.isoformat(), beat)
    if noted != before:
        await work.facts.save(_FACT, json.dumps(noted))
    return noted


async def _noted(work: Work) -> _Noted:
    kept = cast("dict[str, list[str | int]]", json.loads(await work.facts.get(_FACT) or "{}"))
    return {name: (str(since), int(beat)) for name, (since, beat) in kept.items()}


async def _erase(store: Store, account: AccountId, now: datetime) -> None:
    """Piece by piece, so that others have their turn."""
    async with store.begin() as work:
        used = [one.address for one in await work.chats.used() if one.address.account == account]
    for chat in used:
        async with store.begin() as work:
            for series in await work.programme.of_chat(chat):
                if series.owner == chat:
                    await hand_over(work, series, leaving=account)
                    left = await work.programme.get(series.id)
                    if left is not None:
                        await rewind_alarm(work, left, now=now)
    erased, piece = 0, 1
    while piece:
        async with store.begin() as work:
            piece = await work.accounts.erase(account)
        erased += piece
    log.info(
        "Erased what was kept under an account that has not been configured for long",
        extra={"action": "account_erased", "account": account, "rows": erased},
    )
