"""The bot's own device: what python-omemo does by itself, over our stream."""

# ruff: noqa: ARG002, ARG004 -- python-omemo says what its methods are given

import logging
import uuid
from collections.abc import Iterable
from typing import Final, Protocol
from xml.etree.ElementTree import Element

from oldmemo import oldmemo
from oldmemo.etree import serialize_message
from omemo import Bundle, DeviceInformation, DeviceList, Message, SessionManager, TrustLevel
from omemo.session_manager import BundleDeletionFailed, BundleUploadFailed, DeviceListUploadFailed

from bot.domain.chat import DeliveryKey
from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.omemo.key_server import KeyServer
from bot.networks.xmpp.stanzas.elements import HINTS, element
from bot.networks.xmpp.stanzas.ids import message_id
from bot.networks.xmpp.transport.disco import Asking

log = logging.getLogger(__name__)

TRUST: Final = "blind"
"""The only level that there is: a bot cannot compare fingerprints."""


class Talking(Asking, Protocol):
    """What encryption needs of the stream; see `Stream`."""

    def say(self, *, to: str, kind: str, name: str, content: Iterable[Element]) -> None: ...


def device_on(stream: Talking, server: KeyServer) -> type[SessionManager]:  # noqa: C901 -- all of it small
    """python-omemo wants a class, whose network is known before there is an instance."""

    class Device(SessionManager):
        @staticmethod
        async def _upload_bundle(bundle: Bundle) -> None:
            if not isinstance(bundle, oldmemo.BundleImpl):
                raise BundleUploadFailed
            try:
                await server.publish_bundle(bundle)
            except (TransientError, PermanentError) as error:
                # must not cost the line that was decrypted just now
                server.is_behind = True
                facts = {"why": str(error)}
                log.warning("The keys of the bot were not published", extra=facts)

        @staticmethod
        async def _download_bundle(namespace: str, bare_jid: str, device_id: int) -> Bundle:
            return await server.bundle(bare_jid, device_id)

        @staticmethod
        async def _delete_bundle(namespace: str, device_id: int) -> None:
            try:
                await server.forget_bundle(device_id)
            except (TransientError, PermanentError) as error:
                raise BundleDeletionFailed from error

        @staticmethod
        async def _upload_device_list(namespace: str, device_list: DeviceList) -> None:
            try:
                await server.publish_devices(device_list)
            except (TransientError, PermanentError) as error:
                raise DeviceListUploadFailed from error

        @staticmethod
        async def _download_device_list(namespace: str, bare_jid: str) -> DeviceList:
            return await server.devices(bare_jid)

        async def _evaluate_custom_trust_level(self, device: DeviceInformation) -> TrustLevel:
            return TrustLevel.TRUSTED

        async def _make_trust_decision(
            self, undecided: frozenset[DeviceInformation], identifier: str | None
        ) -> None:
            """Nothing is ever undecided."""

        @staticmethod
        async def _send_message(message: Message, bare_jid: str) -> None:
            """Keys without words. What is lost of them comes with the next line."""
            content = [serialize_message(message), element(f"{HINTS}store")]
            name = message_id(DeliveryKey(f"keys:{uuid.uuid4()}"))
            try:
                stream.say(to=bare_jid, kind="chat", name=name, content=content)
            except TransientError as error:
                log.info("Keys were not sent", extra={"why": str(error)})

    return Device
