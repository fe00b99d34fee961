"""One target in a process of its own, and what came of it."""

import hashlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fuzz.targets import ALL, KEPT

TOP: Final = Path(__file__).parents[2]
CORPUS: Final = TOP / ".tools" / "fuzz"
FOUND: Final = TOP / "artifacts" / "fuzz"
_TRIED: Final = re.compile(r"stat::number_of_executed_units: (\d+)")
_REACHED: Final = re.compile(r"cov: (\d+)")
_GRACE_S: Final = 120


@dataclass(frozen=True, slots=True)
class Found:
    """`problem` is empty where all was well; else what went wrong, and where its input is."""

    told: str
    problem: str = ""


def run(name: str, *, seconds: int, corpus: Path | None = None) -> Found:
    """From the seeds, what was kept of findings, and what earlier runs came to."""
    known = corpus or CORPUS / name
    known.mkdir(parents=True, exist_ok=True)
    FOUND.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for seed in (*ALL[name].seeds(), *kept(name)):
            (Path(seeds) / hashlib.sha256(seed).hexdigest()[:40]).write_bytes(seed)
        command = [sys.executable, "-m", "tests.fuzz.one", name, str(seconds), f"{FOUND / name}-"]
        done = subprocess.run(
            [*command, str(known), seeds],
            cwd=TOP,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=seconds + _GRACE_S,
            check=False,
        )
    tried = _TRIED.findall(done.stdout) or ["0"]
    reached = _REACHED.findall(done.stdout)
    told = f"{seconds} s, {int(tried[-1]):,} tries"
    if reached:
        told += f", {int(reached[-1]):,} places reached"
    if not done.returncode and int(tried[-1]):
        return Found(told)
    return Found(f"{told}: FOUND", _told(done.stdout))


def kept(name: str) -> list[bytes]:
    """What once was a finding."""
    return [file.read_bytes() for file in sorted((KEPT / name).glob("*"))]


def _told(log: str) -> str:
    """Without the progress: the exception, or what else ended it."""
    lines = [line for line in log.splitlines() if not line.startswith(("#", "INFO", "WARNING"))]
    return "\n".join(lines[-60:])
