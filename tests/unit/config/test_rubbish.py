"""Whatever stands in the file or the environment: it is read, or one line says what is wrong."""

import json
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import load
from bot.config.environment import variable_name
from bot.config.model import SECTIONS
from bot.errors import ConfigError
from tests.fuzzing import examples

SECRET: Final = "Zaubertinte"
KEYS: Final = [(section, key) for section, model in SECTIONS.items() for key in model.model_fields]
WORDS: Final = st.sampled_from(
    [
        *(SECRET, "", " ", "https://meet.example.org", "http://[::1", "ws://x:99999", "a b", "1d"),
        *(
            "-1d",
            "@anna:example.org",
            "anna@example.org",
            "@:",
            "x" * 3000,
            "Europe/Berlin",
            "../x",
        ),
        *(
            "sqlite:///x.db",
            "postgresql://u:Zaubertinte@h/d",
            "postgresql://[",
            "127.0.0.1:0",
            ":0",
        ),
        *("true", "names", "de", "\u202e", "\0", "*", "auto", "[::1]:5222", "example.org:99999"),
    ]
)
VALUES: Final = st.one_of(
    WORDS,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.integers(-(2**40), 2**40),
    st.booleans(),
    st.lists(WORDS, max_size=3),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refused(file: Path, environment: dict[str, str]) -> str:
    """What is wrong with it, in words; empty when nothing is."""
    file.touch(mode=0o600)
    try:
        load(file, environment)
    except ConfigError as error:
        return str(error)
    return ""


@examples(200)
@given(given=st.lists(st.tuples(st.sampled_from(KEYS), VALUES), max_size=6))
def test_whatever_is_given_it_is_taken_or_named(
    file: Path, given: list[tuple[tuple[str, str], object]]
) -> None:
    sections: dict[str, dict[str, object]] = {"jitsi": {"url": "https://meet.example.org"}}
    for (section, key), value in given:
        sections.setdefault(section, {})[key] = value
    lines: list[str] = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    told = refused(file, {})
    hidden = [key for (_, key), _ in given if key.endswith(("secret", "password", "token"))]
    assert hidden != [key for (_, key), _ in given] or SECRET not in told


@examples(200)
@given(text=st.text(max_size=200) | st.binary(max_size=200))
def test_a_file_of_anything_is_read_or_named(file: Path, text: str | bytes) -> None:
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    file.write_bytes(data)
    refused(file, {})


@examples(200)
@given(given=st.dictionaries(st.sampled_from(KEYS), VALUES.map(str), max_size=6))
def test_any_environment_is_taken_or_named(file: Path, given: dict[tuple[str, str], str]) -> None:
    file.write_text("[jitsi]\nurl = 'https://meet.example.org'\n")
    variables = {variable_name(section, key): text for (section, key), text in given.items()}
    refused(file, variables)
