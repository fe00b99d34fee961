"""Every key of the configuration comes to whoever needs it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.config.model import SECTIONS

BOT = Path(__file__).parents[3] / "bot"


def read_outside() -> Iterator[str]:
    """What is asked of the configuration by the modules that are handed it."""
    for path in BOT.rglob("*.py"):
        code = ast.parse(path.read_text(encoding="utf-8"))
        imports = (one.module for one in ast.walk(code) if isinstance(one, ast.ImportFrom))
        if any(f"{module}.".startswith("bot.config.") for module in imports):
            yield from (one.attr for one in ast.walk(code) if isinstance(one, ast.Attribute))


def test_no_key_can_be_set_that_nothing_reads() -> None:
    """Inner layers have settings of their own, into which bootstrap puts it."""
    read = set(read_outside())
    assert [
        f"[{section}] {key}"
        for section, model in SECTIONS.items()
        for key in model.model_fields
        if key not in read
    ] == [], "see bot/bootstrap/adapters.py"
