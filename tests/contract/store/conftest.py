"""Every store that there is, fresh for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.opening import open_store
from bot.usecases.ports import Store
from tests.contract.store.examples import Desk


@pytest.fixture(params=["memory", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    urls = {"memory": "sqlite://", "sqlite": f"sqlite:///{tmp_path}/ankerplatz.db"}
    store = open_store(urls[request.param])
    yield store
    await store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
