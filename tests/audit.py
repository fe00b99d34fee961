"""Is a flaw known of anything that is locked? `make audit`; pip-audit asks, over the internet.

A lock is asked about as it stands: nothing is installed or resolved. That a service does not know a
version is said too, for then nothing is known of it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

TOP: Final = Path(__file__).parents[1]
PROGRAM: Final = TOP / ".tools" / "audit" / "bin" / "pip-audit"
FOUND, UNASKED = 1, 2


def flaws(report: Mapping[str, Any]) -> Iterator[str]:
    """A line for each that is known."""
    for package in report["dependencies"]:
        for flaw in package.get("vulns", ()):
            names = ", ".join([flaw["id"], *flaw.get("aliases", ())])
            mended = ", ".join(flaw["fix_versions"]) or "not yet"
            yield f"{package['name']} {package['version']}: {names}; mended in {mended}"


def unknown(report: Mapping[str, Any]) -> list[str]:
    """Of which the service knows nothing."""
    return [one["name"] for one in report["dependencies"] if "skip_reason" in one]


def told(report: Mapping[str, Any] | None) -> tuple[int, Sequence[str]]:
    """The exit code and what is to be said; None where nobody answered."""
    if report is None or len(unknown(report)) == len(report["dependencies"]):
        return UNASKED, ["the service that knows of flaws cannot be asked from here"]
    found = list(flaws(report))
    if missing := unknown(report):
        return FOUND, [*found, f"nothing is known of: {', '.join(missing)}"]
    return (FOUND if found else 0), found or [f"none of {len(report['dependencies'])} packages"]


def report_on(lock: Path) -> Mapping[str, Any] | None:
    """What the service says; which one it is, says ANKERPLATZ_AUDIT (`pypi` or `osv`)."""
    service = os.environ.get("ANKERPLATZ_AUDIT", "pypi")
    options = ("--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json")
    done = subprocess.run(
        [PROGRAM, *options, f"--vulnerability-service={service}", "--requirement", lock],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return None
    return report


def main() -> int:
    """The worst of all locks: 0 where no flaw is known."""
    worst = 0
    for lock in sorted(TOP.glob("requirements*.lock")):
        status, lines = told(report_on(lock))
        for line in lines:
            print(f"  {lock.name}: {line}")
        if status == UNASKED:
            return status
        worst = max(worst, status)
    return worst


if __name__ == "__main__":
    sys.exit(main())
