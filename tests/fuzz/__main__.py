"""Try all that reads what strangers write, for a bounded time each: `make fuzz`.

ANKERPLATZ_FUZZ_SECONDS says how long, ANKERPLATZ_FUZZ names some of the targets.
"""

import os
import sys

from tests.fuzz.runs import run
from tests.fuzz.targets import TARGETS


def main() -> int:
    """0 when nothing was found."""
    seconds = int(os.environ.get("ANKERPLATZ_FUZZ_SECONDS", "60"))
    wanted = os.environ.get("ANKERPLATZ_FUZZ", "").split() or list(TARGETS)
    status = 0
    for name in wanted:
        found = run(name, seconds=seconds)
        print(f"  {name:<14} {found.told}", flush=True)
        if found.problem:
            print(found.problem)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
