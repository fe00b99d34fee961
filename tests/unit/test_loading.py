"""What the running bot does without."""

import subprocess
import sys
from pathlib import Path

from bot.demo.program import write_configuration

_RUN = """
import sys
from bot.cli import app

def load_the_library(work, **_):
    work.close()
    import slixmpp
    sys.exit(any(name.startswith("pygments.") for name in sys.modules))

app.until_told_to_stop = load_the_library
sys.argv[1:] = ["run", "--config", "config.toml"]
app.main()
"""


def test_what_only_colours_a_log_is_not_loaded(tmp_path: Path) -> None:
    write_configuration(
        tmp_path / "config.toml",
        {
            "jitsi": {"url": "https://meet.example.org"},
            "xmpp": {"jid": "anker@example.org", "password": "secret"},
        },
    )
    command = [sys.executable, "-c", _RUN]

    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")
