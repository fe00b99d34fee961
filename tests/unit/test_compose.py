"""The files for Docker Compose, as far as they can be read without it.

tests/integration/packaging runs them.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import pytest
import yaml

from bot.config import load

TOP: Final = Path(__file__).parents[2]
BASE: Final = "compose.yaml"
BESIDE: Final = sorted(str(each.relative_to(TOP)) for each in TOP.glob("contrib/compose/*.yaml"))
CONFIG: Final = '[jitsi]\nurl = "https://meet.example.org"\n'


def merged(*names: str) -> dict[str, Any]:
    """As Compose puts several files together, as far as ours need it."""
    whole: dict[str, Any] = {}
    for name in names:
        _lay(yaml.safe_load((TOP / name).read_text(encoding="utf-8")), over=whole)
    return whole


def _lay(above: Mapping[str, Any], *, over: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(over.get(key), dict):
            _lay(cast("dict[str, Any]", value), over=over[key])
        else:
            over[key] = value


@pytest.mark.parametrize("names", [[BASE], *([BASE, each] for each in BESIDE), [BASE, *BESIDE]])
class TestCompose:
    def test_every_variable_is_one_that_the_program_knows(
        self, names: Sequence[str], tmp_path: Path
    ) -> None:
        file = tmp_path / "config.toml"
        file.write_text(CONFIG)
        environment = merged(*names)["services"]["ankerplatz"]["environment"]
        configuration = load(file, environment)  # an unknown or a wrong one is an error
        assert ("contrib/compose/postgresql.yaml" in names) == (
            configuration.bot.database == "postgresql://ankerplatz@postgres/ankerplatz"
        )

    def test_whatever_a_service_needs_is_declared(self, names: Sequence[str]) -> None:
        whole = merged(*names)
        services = whole["services"]
        for service in services.values():
            assert {*service.get("networks", ())} <= {"default", *whole.get("networks", {})}
            assert {*service.get("depends_on", ())} <= {*services}
            mounted = {each.partition(":")[0] for each in service["volumes"]}
            assert {each for each in mounted if not each.startswith(".")} <= {*whole["volumes"]}

    def test_the_program_has_no_more_rights_than_it_needs(self, names: Sequence[str]) -> None:
        service = merged(*names)["services"]["ankerplatz"]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_each_file_is_told_of_on_the_operators_pages() -> None:
    for language in ("en", "de"):
        page = (TOP / "docs" / language / "operators.md").read_text(encoding="utf-8")
        assert [each for each in BESIDE if each not in page] == []


def test_both_pages_tell_to_type_the_same() -> None:
    lines = [
        re.findall(
            r"^    (.*(?:docker|COMPOSE_FILE|10001).*)$",
            (TOP / "docs" / language / "operators.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        for language in ("en", "de")
    ]
    english, german = ([re.sub(" +# (or|oder): ", "", line) for line in page] for page in lines)
    assert english == german
    assert len(english) > 15
