"""Alive, ready and some numbers, for whoever asks the port itself."""

from datetime import timedelta

import pytest

from bot.errors import TransientError
from tests.unit.web.conftest import CLUB, NOON, Neighbourhood


async def test_it_is_alive_before_it_is_ready(kiez: Neighbourhood) -> None:
    async with kiez.visited() as visitor:
        async with visitor.get("/healthz") as answer:
            assert answer.status == 200
        async with visitor.get("/readyz") as answer:
            assert answer.status == 503
            assert await answer.json() == {
                "ready": False,
                "database": True,
                "networks": {CLUB.account: {"ready": False, "last_read_seconds_ago": None}},
            }
        kiez.network.ready.set()
        kiez.network.read_at = NOON - timedelta(seconds=7)
        async with visitor.get("/readyz") as answer:
            assert answer.status == 200
            told = await answer.json()
            assert told["networks"][CLUB.account] == {"ready": True, "last_read_seconds_ago": 7}


async def test_without_its_database_it_is_not_ready(kiez: Neighbourhood) -> None:
    def away():
        raise TransientError("away")

    kiez.network.ready.set()
    kiez.store.begin = away  # type: ignore[method-assign]
    async with kiez.visited() as visitor:
        async with visitor.get("/readyz") as answer:
            assert answer.status == 503
            assert not (await answer.json())["database"]
        async with visitor.get("/metrics") as answer:
            assert "ankerplatz_database_up 0.0" in await answer.text()


async def test_the_numbers_are_as_prometheus_reads_them(kiez: Neighbourhood) -> None:
    kiez.network.ready.set()
    async with kiez.visited() as visitor, visitor.get("/metrics") as answer:
        text = await answer.text()
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert 'ankerplatz_info{version="1.2"} 1.0' in text
    assert f'ankerplatz_network_ready{{account="{CLUB.account}"}} 1.0' in text
    assert f'ankerplatz_delivery_late_seconds{{account="{CLUB.account}"}} 0.0' in text
    assert "process_resident_memory_bytes" in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
async def test_a_proxy_passes_none_of_it_on(kiez: Neighbourhood, path: str, header: str) -> None:
    passed_on = {header: "for=192.0.2.1"}
    async with kiez.visited() as visitor, visitor.get(path, headers=passed_on) as answer:
        assert answer.status == 404
