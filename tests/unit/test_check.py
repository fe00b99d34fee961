"""What `ankerplatz check` and `init` show on a terminal."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.check import CheckedPart, PartState, table_of
from bot.cli.init import typed_as

REQUEST = "/_synapse/admin/v1/users/@ankerplatz:example.org/override_ratelimit"


def test_what_is_to_be_copied_is_whole_on_a_narrow_terminal() -> None:
    shown = StringIO()
    row = CheckedPart("matrix", PartState.OK, "logged in", f"lift it with POST {REQUEST}")

    Console(file=shown, width=80).print(table_of([row]))

    assert REQUEST in "".join(shown.getvalue().split())


def test_the_bot_is_started_as_its_first_command_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ankerplatz"
    program.touch(mode=0o755)

    monkeypatch.setenv("PATH", "/nowhere")
    assert typed_as(str(program)) == str(program)
    assert typed_as(".venv/bin/ankerplatz") == ".venv/bin/ankerplatz"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert typed_as(str(program)) == "ankerplatz"
    assert typed_as("bot/__main__.py") == "ankerplatz"
