"""The commented example file and the models say the same."""

import itertools
import re
import tomllib
from pathlib import Path

from bot.config import Configuration, load
from bot.config.model import SECTIONS

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()


def uncommented(lines: list[str]) -> str:
    """Comments in words have a space after the `#`, commented keys and sections have none."""
    return "\n".join(re.sub(r"^#(?=[a-z\[])", "", line) for line in lines)


def test_the_example_loads_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    copy.chmod(0o600)

    configuration = load(copy, {})

    assert configuration.matrix
    assert configuration.xmpp


def test_the_example_names_every_section_and_key_in_the_models_order() -> None:
    example = tomllib.loads(uncommented(LINES))

    assert {section: list(keys) for section, keys in example.items()} == {
        section: list(model.model_fields) for section, model in SECTIONS.items()
    }


def test_every_section_of_the_models_is_listed_once() -> None:
    assert list(SECTIONS) == list(Configuration.model_fields)


def test_a_key_behind_a_number_sign_shows_its_default(tmp_path: Path) -> None:
    whole = tmp_path / "config.toml"
    whole.write_text(uncommented(LINES).replace('\npassword = "…"', '\npassword = "x"'))
    whole.chmod(0o600)
    shown = load(whole, {})

    commented = tomllib.loads(uncommented([line for line in LINES if not line[:1].isalpha()]))
    for section, keys in commented.items():
        for key in keys:
            field = SECTIONS[section].model_fields[key]
            if not (field.is_required() or field.default_factory):  # which follows from others
                assert getattr(getattr(shown, section), key) == field.default, (section, key)


def test_a_key_without_a_number_sign_is_one_that_has_to_be_changed() -> None:
    loose = tomllib.loads("\n".join(line for line in LINES if not line.startswith("#")))
    optional = {
        f"{section}.{key}"
        for section, keys in loose.items()
        for key in keys
        if not SECTIONS[section].model_fields[key].is_required()
    }

    assert optional == {"bot.allow", "matrix.password"}


def test_every_key_is_explained_above() -> None:
    """Keys that belong together may share the sentence above the first of them."""
    unexplained = [
        line
        for before, line in itertools.pairwise(LINES)
        if line.startswith("#") and line[1:2].isalpha() and not before.strip("#[]\n ")
    ]

    assert unexplained == []
