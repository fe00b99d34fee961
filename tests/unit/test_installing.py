"""What whoever types `make` reads when something cannot be installed."""

import subprocess
from pathlib import Path

TOP = Path(__file__).parents[2]
WITHOUT_NETWORK = """\
#!/bin/sh
case "$2" in
venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
pip) echo "ERROR: No matching distribution found for aiohttp" >&2; exit 1 ;;
esac
"""


def test_packages_that_cannot_be_had_are_told_in_a_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text(WITHOUT_NETWORK, encoding="utf-8")
    python.chmod(0o755)

    done = subprocess.run(
        [TOP / ".ci" / "venv", tmp_path / "venv", "requirements.lock", "the program"],
        cwd=TOP,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "packages for the program could not be installed" in done.stderr
    assert "index is out of reach" in done.stderr
