"""Words that mean three things in this field stand nowhere alone (docs/glossary.md)."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOT = ROOT / "bot"
AMBIGUOUS = {"room", "session", "meeting", "event", "user", "message", "client"}
EMPTY = {"manager", "helper", "helpers", "util", "utils"}
ENTRY = re.compile(r"^\|([^|]+)\|", re.MULTILINE)
CODE_WORD = re.compile(r"`([A-Z]\w+)`")
TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
COLUMN = re.compile(r"^\s+(\w+) (?:TEXT|INTEGER|BIGINT|BLOB)\b", re.MULTILINE)


def is_no_name(name: str) -> bool:
    """One of the words alone, as in `Room`, or an empty word at the end, as in `LoginManager`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_").split("_")
    return words[-1] in EMPTY or (len(words) == 1 and words[0] in AMBIGUOUS)


def classes() -> list[tuple[Path, str]]:
    """Each with the module that it stands in, counted from `bot`."""
    return [
        (path.relative_to(BOT), node.name)
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]


def test_no_class_is_called_by_such_a_word() -> None:
    assert [(path, name) for path, name in classes() if is_no_name(name)] == []


def test_the_name_of_a_class_stands_for_one_thing() -> None:
    """Only networks, which never meet, have each their own of the same: a `Scene`, a `Cipher`."""
    public = [(path, name) for path, name in classes() if not name.startswith("_")]
    homes = defaultdict[str, list[str]](list)
    for path, name in public:
        is_edge = path.parts[0] in ("networks", "conferences")
        homes[name].append("/".join(path.parts[:2]) if is_edge else "the inside")

    assert homes
    assert [
        (name, found)
        for name, found in homes.items()
        if len(found) > 1 and ("the inside" in found or len(set(found)) < len(found))
    ] == []


def test_no_module_is_called_by_such_a_word() -> None:
    assert [path for path in BOT.rglob("*.py") if is_no_name(path.stem)] == []


@pytest.mark.parametrize("named", [TABLE, COLUMN], ids=["table", "column"])
def test_nothing_in_the_database_is_called_by_such_a_word(named: re.Pattern[str]) -> None:
    schema = "\n".join(path.read_text(encoding="utf-8") for path in BOT.rglob("migrations/*.sql"))
    names = named.findall(schema)

    assert names
    assert [name for name in names if is_no_name(name)] == []


def test_the_glossary_names_what_is_in_the_code_and_each_word_once() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = [word for entry in ENTRY.findall(glossary) for word in CODE_WORD.findall(entry)]
    code = "\n".join(path.read_text(encoding="utf-8") for path in BOT.rglob("*.py"))

    assert len(named) == len(set(named))
    known = r"^(?:class {0}\b|{0} = )"
    assert [one for one in named if not re.search(known.format(one), code, re.MULTILINE)] == []


@pytest.mark.parametrize("name", ["Room", "_Event", "user", "LoginManager", "text_utils", "Utils"])
def test_the_rule_sees_such_a_word(name: str) -> None:
    assert is_no_name(name)


@pytest.mark.parametrize("name", ["ConferenceRoom", "conference_room", "chat", "Clientele"])
def test_the_rule_lets_whole_names_be(name: str) -> None:
    assert not is_no_name(name)
