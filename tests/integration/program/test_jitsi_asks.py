"""From a configuration file to what the Jitsi server asks over HTTP."""

import asyncio
from http import HTTPStatus
from pathlib import Path

import aiohttp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.bootstrap.adapters import (
    call_control,
    conference_server,
    moderation_key,
    reserve,
    room_links,
)
from bot.bootstrap.assembly import assemble, defaults
from bot.bootstrap.website import Calls, ForJitsi, web_server
from bot.config import load
from bot.scheduling.clock import SystemClock
from bot.storage.memory.store import MemoryStore
from bot.usecases.upkeep.check_health import CheckHealth
from bot.usecases.upkeep.figures import Vitals

CONFIGURATION = """
[jitsi]
url = "https://meet.example.org"
reservations = true
reservations_secret = "booked"
reservations_policy = "closed"
app_id = "anker"
app_secret = "a secret of thirty-two bytes and more"
prosody_http = "http://127.0.0.1:9"
moderation_kid = "anker/1"
moderation_key_file = "{folder}/key.pem"

[web]
listen = "127.0.0.1:0"
public_url = "https://anker.example.org"
"""


async def test_reservations_and_the_public_key_are_where_the_operator_was_told(
    tmp_path: Path,
) -> None:
    key_file, file = tmp_path / "key.pem", tmp_path / "config.toml"
    key_file.write_bytes(
        rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file.write_text(CONFIGURATION.format(folder=tmp_path))
    file.chmod(0o600)
    configuration, clock, store = load(file, {}), SystemClock(), MemoryStore()
    server = conference_server(configuration, clock)
    key = moderation_key(configuration)
    assert key
    control = call_control(configuration, server, key, clock)
    assert control
    assert room_links(configuration).can_moderate
    assembly = assemble(
        configuration, store=store, clock=clock, server=server, networks=[], control=control
    )
    web = web_server(
        configuration,
        store=store,
        clock=clock,
        defaults=defaults(configuration),
        vitals=Vitals(
            check=CheckHealth(store, clock, []),
            figures={},
            deliveries={},
            reminders=assembly.tell_due.tally,
            sources=server.sources,
        ),
        calls=Calls(
            live=assembly.lookout.board,
            read=assembly.lookout.read,
            links=room_links(configuration),
            dial_in=server.dial_in,
        ),
        for_jitsi=ForJitsi(
            reserve=reserve(
                configuration, store=store, clock=clock, herald=assembly.herald, over=server.hear
            ),
            key=key,
        ),
    )
    assert web
    async with asyncio.timeout(60):
        task = asyncio.create_task(web.run())
        try:
            async with aiohttp.ClientSession(base_url=await web.wait_ready()) as jitsi:
                path = "/jitsi/reservations/conference"
                async with jitsi.post(path, data={"name": "x"}) as answer:
                    assert answer.status == HTTPStatus.UNAUTHORIZED
                headers = {"Authorization": "Bearer booked"}
                async with jitsi.post(path, data={"name": "x"}, headers=headers) as answer:
                    assert answer.status == HTTPStatus.FORBIDDEN
                    assert "!meet" in (await answer.json())["message"]
                async with jitsi.get(f"/jitsi/keys/{key.file_name}") as answer:
                    assert await answer.read() == key.public_pem
        finally:
            task.cancel()
            await asyncio.wait([task])
