"""Keys of devices on the servers of their accounts (XEP-0163), as XEP-0384 0.3 spells them."""

from typing import Final
from xml.etree.ElementTree import Element

from oldmemo import oldmemo
from oldmemo.etree import parse_bundle, parse_device_list, serialize_bundle, serialize_device_list
from omemo import Bundle, DeviceList
from omemo.session_manager import BundleDownloadFailed, BundleNotFound, DeviceListDownloadFailed
from xmlschema import XMLSchemaValidationError

from bot.errors import TransientError
from bot.networks.xmpp.stanzas.elements import OMEMO, PUBSUB, PUBSUB_OWNER, element, form, namespace
from bot.networks.xmpp.transport.disco import Asking
from bot.networks.xmpp.transport.errors import RefusedForGoodError

NAMESPACE: Final = namespace(OMEMO)

_DEVICES: Final = f"{NAMESPACE}.devicelist"
_OPEN: Final = {"pubsub#access_model": "open", "pubsub#persist_items": "true"}


class KeyServer:
    """Raises what python-omemo expects where others' keys are concerned.

    Publishing raises like `Stream.ask`. `is_behind`: the bot's keys there are not the newest.
    """

    def __init__(self, stream: Asking) -> None:
        self.is_behind = False
        self._stream = stream

    async def devices(self, jid: str) -> DeviceList:
        """The devices of a bare JID; none where its server shows none."""
        try:
            found = await self._item(jid, _DEVICES)
            return {} if found is None else parse_device_list(found)
        except (TransientError, XMLSchemaValidationError, ValueError) as error:
            raise DeviceListDownloadFailed from error

    async def bundle(self, jid: str, device: int) -> Bundle:
        """The keys with which a device is first written to."""
        try:
            found = await self._item(jid, _bundle_node(device))
            if found is None:
                raise BundleNotFound
            return parse_bundle(found, jid, device)
        except (TransientError, XMLSchemaValidationError, ValueError, TypeError) as error:
            raise BundleDownloadFailed from error

    async def publish_devices(self, devices: DeviceList) -> None:
        await self._publish(_DEVICES, serialize_device_list(devices))

    async def publish_bundle(self, bundle: oldmemo.BundleImpl) -> None:
        await self._publish(_bundle_node(bundle.device_id), serialize_bundle(bundle))

    async def forget_bundle(self, device: int) -> None:
        delete = element(f"{PUBSUB_OWNER}delete", node=_bundle_node(device))
        await self._stream.ask(element(f"{PUBSUB_OWNER}pubsub", delete), kind="set")

    async def _item(self, jid: str, node: str) -> Element | None:
        items = element(f"{PUBSUB}items", node=node, max_items="1")
        try:
            answer = await self._stream.ask(element(f"{PUBSUB}pubsub", items), to=jid)
        except RefusedForGoodError:
            return None  # never had any, or not for us
        found = answer.find(f"{PUBSUB}pubsub/{PUBSUB}items/{PUBSUB}item")
        return None if found is None else next(iter(found), None)

    async def _publish(self, node: str, payload: Element) -> None:
        item = element(f"{PUBSUB}item", payload, id="current")
        publish = element(f"{PUBSUB}publish", item, node=node)
        options = form(f"{namespace(PUBSUB)}#publish-options", _OPEN)
        wanted = element(f"{PUBSUB}publish-options", options)
        try:
            await self._stream.ask(element(f"{PUBSUB}pubsub", publish, wanted), kind="set")
        except RefusedForGoodError:
            # the node is there with other settings
            await self._open(node)
            await self._stream.ask(element(f"{PUBSUB}pubsub", publish), kind="set")

    async def _open(self, node: str) -> None:
        settings = form(f"{namespace(PUBSUB)}#node_config", _OPEN)
        configure = element(f"{PUBSUB_OWNER}configure", settings, node=node)
        await self._stream.ask(element(f"{PUBSUB_OWNER}pubsub", configure), kind="set")


def _bundle_node(device: int) -> str:
    return f"{NAMESPACE}.bundles:{device}"
