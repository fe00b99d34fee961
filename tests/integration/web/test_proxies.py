"""The examples of docs/web.md, as they stand there, on a real nginx and a real Caddy."""

import asyncio
import json
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.domain.attendance import Liveness
from bot.usecases.ports.live import LiveState
from tests.unit.web.conftest import CHOIR, NOON, Neighbourhood

pytestmark = pytest.mark.integration

DOCS = Path(__file__).parents[3] / "docs" / "web.md"
WHERE_SERVERS_ARE = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def examples(program: str) -> list[str]:
    """The blocks of code in the section of that name."""
    (section,) = re.findall(
        rf"^## {program}\n(.*?)^## ", DOCS.read_text(), re.MULTILINE | re.DOTALL
    )
    return [
        re.sub(r"^    ", "", block, flags=re.MULTILINE)
        for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", section, re.MULTILINE)
        if block.strip()
    ]


def installed(program: str) -> str:
    found = shutil.which(program, path=WHERE_SERVERS_ARE)
    assert found, f"no {program}: make clients"
    return found


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@dataclass(frozen=True)
class Setup:
    """A proxy with an example of ours, and the path under which it shows the website."""

    program: str
    number: int
    base: str

    def command(self, folder: Path, *, port: int, bot: int) -> list[str]:
        """Nothing is changed in the example but who listens where."""
        text = examples(self.program)[self.number].replace("127.0.0.1:8480", f"127.0.0.1:{bot}")
        file = folder / "proxy.conf"
        if self.program == "Caddy":
            there, changed = re.subn(r"\A\s*\S+ \{", f"http://127.0.0.1:{port} {{", text)
            assert changed, "it would ask for a certificate"
            file.write_text(f"{{\n admin off\n auto_https off\n}}\n{there}")
            return ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
        there = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
        temporary = "".join(
            f"{what}_temp_path {folder}/{what};\n"
            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{there}\n}}\n"
        )
        return ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(file)]


SETUPS = [
    Setup(program, number, base)
    for program in ("nginx", "Caddy")
    for number, base in enumerate(("", "/anker"))
]


@asynccontextmanager
async def proxied(
    setup: Setup, kiez: Neighbourhood, folder: Path
) -> AsyncIterator[tuple[aiohttp.ClientSession, aiohttp.ClientSession]]:
    """Through the proxy, and straight to the bot's port."""
    kiez.site = replace(kiez.site, public_url=f"https://anker.example.org{setup.base}")
    port = free_port()
    async with kiez.visited() as straight:
        name, *arguments = setup.command(folder, port=port, bot=straight._base_url.port)
        home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": WHERE_SERVERS_ARE}
        process = await asyncio.create_subprocess_exec(installed(name), *arguments, env=home)
        try:
            await until_it_listens(process, port)
            address = f"http://127.0.0.1:{port}"
            browser = {"Accept": "text/html"}
            async with aiohttp.ClientSession(address, headers=browser) as visitor:
                yield visitor, straight
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def until_it_listens(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            assert process.returncode is None, "the proxy did not start; its words are above"
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def kiez() -> Neighbourhood:
    kiez = Neighbourhood()
    await kiez.plan(CHOIR)
    return kiez


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup.program}{setup.base}")
async def test_a_visitor_reaches_through_it_all_that_is_public_and_no_more(
    setup: Setup, kiez: Neighbourhood, tmp_path: Path
) -> None:
    async with proxied(setup, kiez, tmp_path) as (visitor, straight):
        async with visitor.get(f"{setup.base}/") as answer:
            assert answer.status == 200
            page, tag = await answer.text(), answer.headers["ETag"]
        assert f'href="{setup.base}/s/gruener-chor"' in page
        seen = {"If-None-Match": tag}
        async with visitor.get(f"{setup.base}/", headers=seen) as answer:
            assert answer.status == 304
        (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
        for path in (style.replace("&amp;", "&"), f"{setup.base}/s/gruener-chor.ics"):
            async with visitor.get(path) as answer:
                assert answer.status == 200
        for path in ("/metrics", "/healthz", "/readyz"):
            async with visitor.get(setup.base + path) as answer:
                assert answer.status == 404
                assert "ankerplatz_" not in await answer.text()
        async with straight.get("/metrics") as answer:
            assert answer.status == 200


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: f"{setup.program}{setup.base}")
async def test_news_come_through_it_as_they_happen(
    setup: Setup, kiez: Neighbourhood, tmp_path: Path
) -> None:
    async with (
        proxied(setup, kiez, tmp_path) as (visitor, _),
        asyncio.timeout(30),
        visitor.get(f"{setup.base}/live") as stream,
    ):
        assert stream.content_type == "text/event-stream"
        told = [await told_next(stream)]
        for count in (1, 2, 3):  # each is heard before the next happens: nothing is kept back
            kiez.board.put(
                "anker",
                LiveState(liveness=Liveness.LIVE, count=count, since=NOON, seen_at=NOON),
            )
            told.append(await told_next(stream))
    assert [re.findall(r"\d", text) for text in told] == [[], ["1"], ["2"], ["3"]]


async def told_next(stream: aiohttp.ClientResponse) -> str:
    async for line in stream.content:
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))["text"]
    raise AssertionError("the stream ended")


def test_the_example_for_traefik_can_be_read() -> None:
    (example,) = examples("Traefik")
    router = yaml.safe_load(example)["http"]["routers"]["ankerplatz"]
    assert router["service"] in yaml.safe_load(example)["http"]["services"]
