"""Every store that there is, fresh for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.opening import open_store
from bot.usecases.ports import Store
from tests.contract.store.examples import Desk
from tests.fixtures.postgresql import Postgres


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres
) -> AsyncIterator[Store]:
    urls = {
        "memory": lambda: "sqlite://",
        "sqlite": lambda: f"sqlite:///{tmp_path}/ankerplatz.db",
        "postgresql": postgres.url,
    }
    store = open_store(urls[request.param]())
    yield store
    await store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
