"""Without an address in the configuration the server is where DNS says (RFC 6120, XEP-0368)."""

import asyncio
import struct
from asyncio import DatagramProtocol, DatagramTransport
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import aiodns
import pytest
from slixmpp.xmlstream import xmlstream

from bot.demo.servers.prosody import CHAT_DOMAIN, Certificate
from bot.errors import TransientError
from bot.networks.xmpp.probe import probe
from tests.fixtures.prosody import StartProsody
from tests.integration.xmpp.conftest import HASTE, Scene

pytestmark = pytest.mark.integration

A, SRV = 1, 33
"""Types of records."""
NO_SUCH_NAME = 3
HOST = f"chat.{CHAT_DOMAIN}"


def spelt(name: str) -> bytes:
    """As DNS has names on the wire (RFC 1035, section 3.1)."""
    labels = [label.encode() for label in name.split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


class Names(DatagramProtocol):
    """A DNS server that knows these records and nothing else; `asked` are the questions."""

    def __init__(self) -> None:
        self.records: dict[tuple[bytes, int], bytes] = {}
        self.asked: list[tuple[bytes, int]] = []
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("DatagramTransport", transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        end = data.index(b"\0", 12) + 1
        question = (data[12:end].lower(), int.from_bytes(data[end : end + 2]))
        self.asked.append(question)
        found = self.records.get(question)
        flags = 0x8180 if found else 0x8180 | NO_SUCH_NAME
        answer = data[:2] + struct.pack("!5H", flags, 1, bool(found), 0, 0) + data[12 : end + 4]
        if found:
            answer += struct.pack("!3HIH", 0xC00C, question[1], 1, 60, len(found)) + found
        self._transport.sendto(answer, addr)

    def lead(self, service: str, port: int) -> None:
        """Say that this service of the domain is at that port of this machine."""
        target = struct.pack("!3H", 0, 0, port) + spelt(HOST)
        self.records[spelt(f"{service}._tcp.{CHAT_DOMAIN}"), SRV] = target
        self.records[spelt(HOST), A] = bytes([127, 0, 0, 1])


@pytest.fixture
async def names(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Names]:
    """Asked in the place of the system's own; c-ares has no other way to be told."""
    loop = asyncio.get_running_loop()
    transport, names = await loop.create_datagram_endpoint(Names, local_addr=("127.0.0.1", 0))

    def resolver(loop: asyncio.AbstractEventLoop) -> aiodns.DNSResolver:
        return aiodns.DNSResolver(["127.0.0.1"], loop, udp_port=names.port, tries=1, timeout=2.0)

    monkeypatch.setattr(xmlstream, "default_resolver", resolver)
    yield names
    transport.close()


@pytest.mark.parametrize(
    ("service", "port"), [("_xmpp-client", "c2s"), ("_xmpps-client", "c2s_tls")]
)
async def test_a_server_on_another_host_and_port_is_found_by_its_record(
    names: Names,
    service: str,
    port: str,
    start_prosody: StartProsody,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    server = start_prosody(certificate=certificate)
    names.lead(service, getattr(server.ports, port))
    async with Scene(server).online(tls="required", host=None):
        pass
    assert (spelt(f"{service}._tcp.{CHAT_DOMAIN}"), SRV) in names.asked
    assert (spelt(HOST), A) in names.asked


async def test_where_dns_knows_nothing_the_operator_is_told(names: Names, scene: Scene):
    settings = replace(scene.settings, tls="required", host=None)
    with pytest.raises(TransientError, match="DNS works"):
        await probe(settings, HASTE)
    services = {name.partition(b"\x04_tcp")[0] for name, kind in names.asked if kind == SRV}
    assert services == {b"\x0c_xmpp-client", b"\x0d_xmpps-client"}
