"""Write what the image is made of, as CycloneDX: `make sbom`.

From requirements-image.lock alone, so it names all Python packages with the hashes that an
installation may have, one for each file that is published of a version. Nothing in it differs from
one run to the next. What the base image brings is not in it.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

TOP: Final = Path(__file__).parents[1]
LOCK: Final = TOP / "requirements-image.lock"

_PACKAGE: Final = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)(?: ; (?P<only_where>[^\\\n]+?))? \\\n"
    r"(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+)",
    re.MULTILINE,
)


def sbom(lock: str) -> dict[str, Any]:
    """A bill of materials of what a lock file names (CycloneDX 1.6)."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": list(_components(lock)),
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for found in _PACKAGE.finditer(lock):
        address = f"pkg:pypi/{found['name']}@{found['version']}"
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": address,
            "name": found["name"],
            "version": found["version"],
            "purl": address,
            "hashes": [
                {"alg": "SHA-256", "content": each}
                for each in re.findall(r"sha256:([0-9a-f]{64})", found["hashes"])
            ],
        }
        if found["only_where"]:
            component["scope"] = "optional"
            component["properties"] = [{"name": "marker", "value": found["only_where"]}]
        yield component


def main() -> None:
    """Into dist/, beside what else is handed out."""
    bill = sbom(LOCK.read_text(encoding="utf-8"))
    version = bill["metadata"]["component"]["version"]
    path = TOP / "dist" / f"ankerplatz-{version}.cdx.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    print(path.relative_to(TOP))


if __name__ == "__main__":
    main()
