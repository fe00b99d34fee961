"""Each package that is shipped is there for something, and under a licence that fits ours."""

from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests import dependencies

LOCKED = dependencies.locked(dependencies.LOCK.read_text(encoding="utf-8"))


def test_each_is_described_and_nothing_else() -> None:
    assert sorted(LOCKED) == sorted(dependencies.PACKAGES)


@pytest.mark.parametrize("name", LOCKED)
def test_its_licence_goes_together_with_ours(name: str) -> None:
    """Of several that are offered, one is enough."""
    choices = dependencies.PACKAGES[name].licence.split(" OR ")

    assert any(set(choice.split(" AND ")) <= dependencies.COMPATIBLE for choice in choices)


@pytest.mark.parametrize("name", LOCKED)
def test_its_licence_is_the_one_that_it_states_itself(name: str) -> None:
    try:
        stated = metadata(name).get("License-Expression")
    except PackageNotFoundError:  # for other systems
        stated = None

    assert stated in (None, dependencies.PACKAGES[name].licence)


def test_the_page_is_up_to_date() -> None:
    text = dependencies.PAGE.read_text(encoding="utf-8")

    assert text == dependencies.page(), "run: python -m tests.dependencies"
