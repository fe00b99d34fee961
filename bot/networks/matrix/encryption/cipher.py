"""Encrypting what the bot says, and keeping up with the devices of those who are to read it."""

# nio is untyped where it matters here
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

import asyncio
import logging
import uuid
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

import nio

from bot.domain.chat import ChatId
from bot.errors import TransientError
from bot.networks.matrix.encryption.careful_client import CarefulClient
from bot.networks.matrix.encryption.own_device import OwnDevice
from bot.networks.matrix.events.content import Json
from bot.networks.matrix.homeserver.bare_call import bare_call, request_seconds
from bot.networks.matrix.homeserver.errors import RefusedError, settle
from bot.networks.matrix.homeserver.loose import items_at, mapping_at, text_at

_HERE: Final = ("invite", "join")
_REMOTE_MS: Final = 5000
"""How long our homeserver may wait for those of others when asked for keys."""

log = logging.getLogger(__name__)


class Cipher:
    """Every device of every member, joined or invited, gets the key of what is said.

    Devices need not be verified: nobody would compare emoji with a bot. nio's own sending keeps
    silent about keys that could not be shared, and forgets those who are only invited.
    """

    def __init__(self, client: CarefulClient, own_device: OwnDevice) -> None:
        self._client = client
        self._own_device = own_device
        self._turns = WeakValueDictionary[str, asyncio.Lock]()

    async def begin(self) -> None:
        """Once after each login. Raises `TransientError`, `DeviceLostError`; see `_tolerated`."""
        with _tolerated():
            await self._own_device.settle_in()

    async def sealed(self, chat: ChatId, content: Json) -> Json:
        """The content of an m.room.encrypted that says the content of an m.room.message.

        Relations (edits, threads, replies) stay readable to the homeserver. Raises what `settle`
        raises, and `TransientError` while sync has not told of the chat.
        """
        room = self._client.rooms.get(chat)
        if room is None:
            raise TransientError(
                "sync has not told of the chat yet", retry_after=timedelta(seconds=1)
            )
        room.encrypted = True  # who asks knows it from the state, or from the homeserver
        async with self._turns.setdefault(chat, asyncio.Lock()):
            await self._share_key(room)
            _, sealed = self._client.encrypt(chat, "m.room.message", content)
        return {**sealed}

    async def can_read(self, person: str) -> bool:
        """Whether the person has a device that knows encryption at all."""
        olm = self._client.machine
        olm.add_changed_users({person})
        await self._query()
        return any(True for _ in olm.device_store.active_user_devices(person))

    async def tend(self) -> None:
        """Once after each sync: what the homeserver and other devices wait for.

        Raises as `begin`.
        """
        olm = self._client.machine
        with _tolerated():
            await self._own_device.supply_keys()
        with _tolerated():
            await self._query()
        if self._client.should_claim_keys:
            with _tolerated():
                await self._claim(self._client.get_users_for_key_claiming())
            olm.wedged_devices.clear()
        for message in tuple(self._client.outgoing_to_device_messages):
            with _tolerated():
                sending = self._client.to_device(message)
                seconds = request_seconds(self._client)
                await settle(sending, nio.ToDeviceResponse, seconds=seconds)
        olm.outgoing_to_device_messages.clear()
        olm.key_request_from_untrusted.clear()

    async def _share_key(self, room: nio.MatrixRoom) -> None:
        olm = self._client.machine
        if not room.members_synced:
            await self._learn_members(room)
        await self._query()
        if not olm.should_share_group_session(room.room_id):
            return
        members = list(room.users)
        missing = olm.get_missing_sessions(members)
        if missing:
            await self._claim(missing)
        for devices, messages in olm.share_group_session_parallel(
            room.room_id, members, ignore_unverified_devices=True
        ):
            path = ("sendToDevice", "m.room.encrypted", uuid.uuid4().hex)
            await self._ask("PUT", *path, body=messages)
            olm.outbound_group_sessions[room.room_id].users_shared_with.update(devices)
        olm.outbound_group_sessions[room.room_id].shared = True

    async def _learn_members(self, room: nio.MatrixRoom) -> None:
        """Those who are invited as well: they are to be able to read once they join."""
        answer = await self._ask(
            "GET", "rooms", room.room_id, "members", query={"not_membership": "leave"}
        )
        before = set(room.users)
        present: set[str] = set()
        for event in items_at(answer, "chunk"):
            user, membership = text_at(event, "state_key"), text_at(event, "content", "membership")
            if user and membership in _HERE:
                present.add(user)
                name = text_at(event, "content", "displayname")
                room.add_member(user, name, None, invited=membership == "invite")
        for gone in before - present:
            room.remove_member(gone)
        if present != before:
            self._client.invalidate_outbound_session(room.room_id)
        room.members_synced = True
        self._client.machine.update_tracked_users(room)

    async def _query(self) -> None:
        """Ask which devices people have whose devices may have changed, once.

        Whoever does not answer, such as a homeserver that is down, is asked again when they say
        something or their devices change.
        """
        olm = self._client.machine
        asked = tuple(olm.users_for_key_query)
        if not asked:
            return
        wanted = {user: list[str]() for user in asked}
        answer = await self._ask(
            "POST", "keys", "query", body={"device_keys": wanted, "timeout": _REMOTE_MS}
        )
        for user in asked:
            if user in mapping_at(answer, "device_keys"):
                devices = mapping_at(answer, "device_keys", user)
                sound = {name: keys for name, keys in devices.items() if _is_device(keys)}
                await self._take(nio.KeysQueryResponse({user: sound}, {}))
            olm.users_for_key_query.discard(user)

    async def _claim(self, devices: Mapping[str, Iterable[str]]) -> None:
        wanted = {
            user: dict.fromkeys(names, "signed_curve25519") for user, names in devices.items()
        }
        answer = await self._ask(
            "POST", "keys", "claim", body={"one_time_keys": wanted, "timeout": _REMOTE_MS}
        )
        for user in mapping_at(answer, "one_time_keys"):
            for device, key in mapping_at(answer, "one_time_keys", user).items():
                await self._take(nio.KeysClaimResponse({user: {device: key}}, {}))

    async def _take(self, response: nio.Response) -> None:
        """Let nio take in keys of one person; what is wrong with them concerns nobody else."""
        try:
            await self._client.receive_response(response)
        except Exception as error:  # noqa: BLE001 -- whatever strange keys bring about
            log.warning("Keys of a person make no sense", extra={"why": type(error).__name__})

    async def _ask(
        self,
        method: str,
        *path: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> object:
        """Raises `TransientError` also when a new login replaced the keys meanwhile."""
        machine = self._client.machine
        answer = await bare_call(self._client, method, *path, query=query, body=body)
        if self._client.olm is not machine:
            raise TransientError("the encryption keys were replaced")
        return answer


@contextmanager
def _tolerated() -> Generator[None]:
    """Log what the homeserver refuses for good: plain chats are not to suffer from it.

    The end of the login is passed on, and so is every other error.
    """
    try:
        yield
    except RefusedError as error:
        if error.token_is_gone:
            raise
        log.warning("The homeserver refuses what encryption needs", extra={"code": error.code})


def _is_device(keys: object) -> bool:
    return bool(
        text_at(keys, "user_id")
        and text_at(keys, "device_id")
        and mapping_at(keys, "keys")
        and mapping_at(keys, "signatures")
    )
