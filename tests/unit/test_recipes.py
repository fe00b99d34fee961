"""The steps of CONTRIBUTING's recipes that no other test would miss: each is named here."""

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from babel.messages.pofile import read_po

from bot.commands.registry import VERBS
from bot.domain.language import Language
from bot.domain.when import tables
from bot.rendering.labels import LABELS
from bot.rendering.sentences import SENTENCES
from tests import catalogues

BOT = Path(__file__).parents[2] / "bot"


def calls(function: str) -> Iterator[ast.Call]:
    """Of a function or class by that name, wherever in the program."""
    return (call for name, call in _all_calls() if name == function)


@cache
def _all_calls() -> Sequence[tuple[str, ast.Call]]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sorted(BOT.rglob("*.py")))
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [(call.func.id, call) for call in found if isinstance(call.func, ast.Name)]


def words(nodes: list[ast.expr]) -> list[str]:
    """Those that are written there as they are."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, str)]


def test_every_verb_is_registered() -> None:
    listed = {verb.key for verb in VERBS}
    modules = (path.stem for path in BOT.glob("commands/verbs/*.py") if path.stem != "__init__")
    loaded = (import_module(f"bot.commands.verbs.{name}") for name in modules)
    found = {module.VERB.key for module in loaded if hasattr(module, "VERB")}

    assert found - listed == set(), "add it to bot/commands/registry.py"


def test_every_error_that_a_person_can_make_has_a_sentence() -> None:
    raised = {key for call in calls("UserError") for key in words(call.args[:1])}

    assert raised
    assert raised - SENTENCES.keys() == set(), "add it to bot/rendering/sentences.py"


def test_every_blank_and_every_choice_has_a_label() -> None:
    keys = [one.value for call in calls("Blank") for one in call.keywords if one.arg == "key"]
    wanted = {f"blank:{key}" for key in words(keys)}
    for call in calls("choice"):
        key, *values = words(call.args)
        wanted |= {f"blank:{key}", *(f"choice:{key}:{value}" for value in values)}

    assert wanted
    # the label of a chat, a series or a date is its name
    assert wanted - LABELS.keys() == set(), "add it to bot/rendering/labels.py"


def test_every_table_of_a_language_is_listed() -> None:
    found = {
        path.stem
        for path in BOT.glob("domain/when/*.py")
        if "_TABLE: Final = Table(" in path.read_text(encoding="utf-8")
    }
    source = Path(tables.__file__).read_text(encoding="utf-8")

    assert [name for name in sorted(found) if f"domain.when.{name} " not in source] == [], (
        "add it to bot/domain/when/tables.py"
    )


def test_every_language_but_that_of_the_sources_has_a_catalogue() -> None:
    assert catalogues.missing() == [], "run: make pages"


def test_a_catalogue_begins_with_all_that_is_read_of_it(tmp_path: Path) -> None:
    made = tmp_path / "nl.po"
    made.write_text(catalogues.beginning(Language("nl")), encoding="utf-8")

    with made.open("rb") as file:
        catalogue = read_po(file)

    assert (str(catalogue.locale), catalogue.num_plurals, len(catalogue)) == ("nl", 2, 0)
