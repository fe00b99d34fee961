"""A trial for each test."""

import pytest

from tests.unit.delivery.paper import Trial


@pytest.fixture
def trial() -> Trial:
    return Trial()
