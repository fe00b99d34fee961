"""Try one target for so many seconds: `python -m tests.fuzz.one TARGET SECONDS FOUND CORPUS SEEDS`.

Where atheris is, which is Linux on x86-64, it steers by what is reached: what reaches more stays in
the folder CORPUS, from which the next run goes on. Elsewhere what is tried is changed blindly.
Whatever fails is written to a file whose name begins with FOUND, and the exit code is not 0.
"""

import hashlib
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final

try:
    import atheris
except ImportError:
    atheris = None

PARTS: Final = ["bot", "icalendar", "tests.fuzz.targets"]

with atheris.instrument_imports(include=PARTS) if atheris else nullcontext():
    from tests.fuzz.targets import ALL

SLOW_S: Final = 20
"""What takes longer is a finding; the machine may be busy."""
LONGEST: Final = 17_000
"""Bytes; a line may have 16,384 characters."""


def steered(
    tries: Callable[[bytes], object], *, seconds: int, found: str, folders: Sequence[str]
) -> None:
    """Ends the process, as libFuzzer does."""
    options = (
        *(f"-max_total_time={seconds}", f"-artifact_prefix={found}", f"-timeout={SLOW_S}"),
        *(f"-max_len={LONGEST}", "-rss_limit_mb=2048", "-print_final_stats=1"),
    )
    atheris.Setup([sys.argv[0], *options, *folders], tries)
    atheris.Fuzz()


def blindly(
    tries: Callable[[bytes], object], *, seconds: int, found: str, folders: Sequence[str]
) -> None:
    """A byte or a piece elsewhere, doubled or gone, of what is known."""
    seeds = [file.read_bytes() for folder in folders for file in Path(folder).iterdir()] or [b""]
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = bytearray(random.choice(seeds))
        for _ in range(random.randint(1, 8)):
            at, until = sorted(random.randint(0, len(data)) for _ in range(2))
            data[at:until] = random.choice((b"", data[at:until] * 2, random.randbytes(3)))
        number += 1
        try:
            tries(bytes(data[:LONGEST]))
        except Exception:
            name = f"{found}crash-{hashlib.sha256(data).hexdigest()[:40]}"
            Path(name).write_bytes(data[:LONGEST])
            raise
    print(f"stat::number_of_executed_units: {number}", file=sys.stderr)


def main() -> None:
    name, seconds, found, *folders = sys.argv[1:]
    try_out = steered if atheris else blindly
    try_out(ALL[name].tries, seconds=int(seconds), found=found, folders=folders)


if __name__ == "__main__":
    main()
