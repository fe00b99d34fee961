"""nio's client, made careful about what strangers encrypt for it."""

# nio is untyped where it matters here
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false
# pyright: reportMissingParameterType=false

import logging
import os
from pathlib import Path
from typing import Final

import nio
import peewee
from nio.crypto import Olm, OlmDevice
from nio.exceptions import EncryptionError

from bot.errors import PermanentError, TransientError
from bot.networks.matrix.homeserver.loose import at, mapping_at, text_at

_READABLE: Final = frozenset({"m.room.message", "m.reaction"})

_LINES_KNOWN: Final = 10_000
"""Encrypted lines that a homeserver cannot show anew as other ones; after a restart it could."""
_OLD_NAMES: Final = 20
"""In one room. nio keeps each name that somebody ever had there."""

log = logging.getLogger(__name__)


class CarefulClient(nio.AsyncClient):
    """Takes nothing out of encrypted events but what people say.

    nio hands decrypted events on as if the homeserver had checked them: an encrypted
    `m.room.member` would make anybody a member with whom keys are shared, an encrypted
    `m.room.power_levels` anybody a moderator. And nio lets errors in foreign ciphertext out of the
    sync, which would then fail for ever.
    """

    @property
    def machine(self) -> Olm:
        """The keys of this device. Raises `TransientError` while nobody is logged in."""
        if self.olm is None:
            raise TransientError("the encryption keys are not loaded yet")
        return self.olm

    def load_store(self) -> None:
        """Take up the keys of this device, or make some. Called by nio with each login.

        A file that is damaged is as good as none, which `OwnDevice` will see. Raises
        `TransientError`, and `PermanentError` when the file cannot be written.
        """
        if self.store is not None or not self.config.encryption_enabled:
            return
        file = Path(self.store_path or "", f"{self.user_id}_{self.device_id}.db")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_CREAT, 0o600))
            file.chmod(0o600)
            self._load(file)
        except OSError as error:
            self.access_token = ""
            raise PermanentError(f"cannot write {file}: {error.strerror}") from error
        except peewee.OperationalError as error:
            self.access_token = ""
            raise TransientError("the encryption keys cannot be read") from error

    def _load(self, file: Path) -> None:
        try:
            self._load_keys()
        except (peewee.OperationalError, OSError):
            self.forget_keys()
            raise
        except Exception as error:  # noqa: BLE001 -- of SQLite, of the pickles, of what is in them
            log.error("The encryption keys are damaged", extra={"why": type(error).__name__})  # noqa: TRY400 -- a trace may show what is in them
            self.forget_keys()
            file.unlink()
            os.close(os.open(file, os.O_CREAT, 0o600))
            self._load_keys()

    def _load_keys(self) -> None:
        super().load_store()
        # nio knows ten times as many lines again, for half a KiB each
        store = self.machine.message_index_store
        self.machine.message_index_store = type(store)(_LINES_KNOWN)

    def forget_keys(self, *, for_good: bool = False) -> None:
        """Close the key store; with `for_good` also delete its file: nobody may use it again."""
        store, self.store, self.olm = self.store, None, None
        for room in self.rooms.values():
            room.members_synced = False  # other keys have to learn anew who has which devices
        if store is not None:
            store.database.close()
            if for_good:
                Path(store.database_path).unlink(missing_ok=True)

    def has_key(self, event: nio.MegolmEvent, room_id: str) -> bool:
        """Whether the key of the event has come. Cheap, and unlike trying it logs nothing."""
        keys = self.machine.inbound_group_store
        return keys.get(room_id, event.sender_key or "", event.session_id or "") is not None

    def opened(self, event: nio.MegolmEvent, room_id: str) -> nio.Event | None:
        """What the event says; None when there is no key for it, or it is nothing to be read."""
        if self.olm is None:
            return None
        try:
            found = self.olm.decrypt_megolm_event(event, room_id)
        except EncryptionError:
            return None
        except Exception as error:  # noqa: BLE001 -- whatever a stranger's ciphertext brings about
            log.info("An encrypted event makes no sense", extra={"why": type(error).__name__})
            return None
        said: object = found.source
        if not isinstance(found, nio.Event) or not self._is_sound(event, said):
            return None
        # nothing but this is read: what else stands inside the cipher nobody has checked
        found.source = {
            "type": text_at(said, "type"),
            "content": mapping_at(said, "content"),
            "event_id": event.event_id,
            "sender": event.sender,
            "origin_server_ts": event.server_timestamp,
        }
        return found

    def _is_sound(self, event: nio.MegolmEvent, said: object) -> bool:
        """Said by the device that the event names, in the room that it came in."""
        device = self._device_of(event)
        is_theirs = device is None or device.curve25519 == event.sender_key
        return is_theirs and text_at(said, "type") in _READABLE and at(said, "state_key") is None

    def _device_of(self, event: nio.MegolmEvent) -> OlmDevice | None:
        devices = self.machine.device_store.active_user_devices(event.sender)
        return next((device for device in devices if device.id == event.device_id), None)

    def _handle_decrypt_to_device(
        self, to_device_event: nio.ToDeviceEvent
    ) -> nio.ToDeviceEvent | None:
        try:
            return super()._handle_decrypt_to_device(to_device_event)
        except Exception as error:  # noqa: BLE001 -- as above
            log.info("A message to the device makes no sense", extra={"why": type(error).__name__})
            return None

    def _handle_timeline_event(
        self,
        event: nio.Event | nio.BadEvent | nio.UnknownBadEvent,
        room_id: str,
        room: nio.MatrixRoom,
        encrypted_rooms: set[str],
    ) -> nio.Event | nio.BadEvent | nio.UnknownBadEvent | None:
        if isinstance(event, nio.MegolmEvent):
            event.room_id = room_id
            return self.opened(event, room_id)
        return super()._handle_timeline_event(event, room_id, room, encrypted_rooms)

    def _handle_messages_response(self, response: nio.RoomMessagesResponse) -> None:
        for index, event in enumerate(response.chunk):
            if isinstance(event, nio.MegolmEvent):
                event.room_id = response.room_id
                response.chunk[index] = self.opened(event, response.room_id) or event

    async def _handle_joined_rooms(self, response: nio.SyncResponse) -> None:
        # who came and went in a gap is not told
        doubted = {name for name, told in response.rooms.join.items() if told.timeline.limited}
        for room_id, told in response.rooms.join.items():
            room = self.rooms.get(room_id)
            if room is not None and any(_contradicts(room, event) for event in told.state):
                doubted.add(room_id)
        await super()._handle_joined_rooms(response)
        for room_id in response.rooms.join:
            _forget_old_names(self.rooms[room_id])
        for room_id in doubted:
            self.rooms[room_id].members_synced = False

    def _handle_olm_events(self, response: nio.SyncResponse) -> None:
        super()._handle_olm_events(response)
        if self.olm is not None and response.device_key_count.signed_curve25519 == 0:
            # nio takes none left for not told, and would never upload again
            self.olm.uploaded_key_count = 0

    async def _collect_key_requests(self) -> None:
        """The bot gives the keys of what others wrote to nobody."""
        if self.olm is not None:
            self.olm.received_key_requests.clear()


def _contradicts(room: nio.MatrixRoom, event: object) -> bool:
    """Whether somebody came or went, or an old event is told again that says so (MSC4222)."""
    return isinstance(event, nio.RoomMemberEvent) and (
        (event.membership in ("invite", "join")) is not (event.state_key in room.users)
    )


def _forget_old_names(room: nio.MatrixRoom) -> None:
    if len(room.names) > 2 * len(room.users) + _OLD_NAMES:
        for name in [name for name, bearers in room.names.items() if not bearers]:
            del room.names[name]
