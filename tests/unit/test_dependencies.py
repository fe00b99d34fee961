"""Each package that is shipped is there for something, and under a licence that fits ours."""

import json
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests import dependencies, review

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


def test_every_locked_version_was_looked_at() -> None:
    lock = dependencies.LOCK.read_text(encoding="utf-8")
    _, seen = review.kept()

    versions = {name: version for name, (version, _) in review.locked(lock).items()}
    assert {name: one.version for name, one in seen.items()} == versions, "run: make review"


def test_what_has_grown_old_has_a_reason_to_stay() -> None:
    assert sorted(dependencies.aged()) == sorted(dependencies.STAYS)


def test_nothing_of_npm_is_shipped() -> None:
    """What the image is made of is named one by one, and so is what the package holds."""
    shipped = [
        line.removeprefix("!")
        for line in (dependencies.TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    built = tomllib.loads((dependencies.TOP / "pyproject.toml").read_text(encoding="utf-8"))
    assert built["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["bot"]
    lock = json.loads((dependencies.TOP / "tests/clients/package-lock.json").read_text("utf-8"))
    names = {path.rpartition("node_modules/")[2] for path in lock["packages"] if path}
    assert len(names) > 1
    for place in shipped:
        for path in [dependencies.TOP / place, *(dependencies.TOP / place).rglob("*")]:
            assert path.name not in ("node_modules", "package.json"), path
            if path.suffix in (".js", ".mjs", ".html", ".j2", ".css"):
                text = path.read_text(encoding="utf-8")
                assert "node_modules" not in text
                assert not any(f'from "{name}' in text for name in names), path


def test_the_page_is_up_to_date() -> None:
    text = dependencies.PAGE.read_text(encoding="utf-8")

    assert text == dependencies.page(), "run: python -m tests.dependencies"
