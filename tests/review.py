"""Look anew at each package that the image locks: `make review`.

What an index says of them is kept in tests/data/review.json and shown in docs/dependencies.md: when
the locked version came out, whether it is compiled, and which is the newest that goes with the
others. uv asks; nothing of where it asked is kept.
"""

import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

TOP: Final = Path(__file__).parents[1]
LOCK: Final = TOP / "requirements-image.lock"
KEPT: Final = TOP / "tests" / "data" / "review.json"
UV: Final = TOP / ".tools" / "uv" / "bin" / "uv"
_PIN: Final = re.compile(r"^([\w.-]+)==([\w.]+)((?: ; [^\\\n]+?)?) \\$", re.MULTILINE)


class Seen(NamedTuple):
    """What was found of one package; `released` is the day of the locked version."""

    version: str
    released: date
    newest: str
    compiled: bool


def locked(lock: str) -> dict[str, tuple[str, str]]:
    """The version of each name, and where it is needed: a marker, or nothing."""
    return {name: (version, marker) for name, version, marker in _PIN.findall(lock)}


def kept() -> tuple[date, Mapping[str, Seen]]:
    """The last review, and its day."""
    told = json.loads(KEPT.read_text(encoding="utf-8"))
    return date.fromisoformat(told["reviewed"]), {
        name: Seen(**{**one, "released": date.fromisoformat(one["released"])})
        for name, one in told["packages"].items()
    }


def reviewed(lock: str) -> dict[str, Seen]:
    """Asks the index that uv is set up for."""
    pins = locked(lock)
    now = _resolved(f"{name}=={version}{marker}" for name, (version, marker) in pins.items())
    newest = _resolved(f"{name}{marker}" for name, (_, marker) in pins.items())
    return {
        name: Seen(
            version=now[name]["version"],
            released=min(_days(now[name])),
            newest=newest[name]["version"],
            compiled=any("-any." not in file["url"] for file in now[name].get("wheels", ())),
        )
        for name in pins
    }


def _days(package: Mapping[str, Any]) -> Iterable[date]:
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    return (datetime.fromisoformat(file["upload-time"]).date() for file in files)


def _resolved(wanted: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        project = {"name": "review", "version": "0", "requires-python": ">=3.11"}
        lines = [f"{key} = {json.dumps(value)}" for key, value in project.items()]
        asked = json.dumps([one.strip() for one in wanted])
        file = Path(folder) / "pyproject.toml"
        file.write_text("\n".join(["[project]", *lines, f"dependencies = {asked}"]) + "\n")
        subprocess.run([UV, "lock", "--quiet", "--no-config"], cwd=folder, check=True)
        found = tomllib.loads((Path(folder) / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package for package in found["package"]}


def main() -> None:
    found = reviewed(LOCK.read_text(encoding="utf-8"))
    told = {
        "reviewed": datetime.now(UTC).date().isoformat(),
        "packages": {
            name: {**seen._asdict(), "released": seen.released.isoformat()}
            for name, seen in sorted(found.items())
        },
    }
    KEPT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
