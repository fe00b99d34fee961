"""The pages say what the program does, name all of it, and lead somewhere."""

import re
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from bot.commands.registry import VERBS
from bot.config.model import SECTIONS
from bot.domain.language import ENGLISH, GERMAN, Language
from bot.domain.when.tables import LANGUAGES
from tests import architecture, inventory
from tests.reference import PAGE, reference

TOP = Path(__file__).parents[2]
PAGES = sorted([*TOP.glob("*.md"), *TOP.glob("docs/**/*.md"), *TOP.glob("contrib/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors_of(page: Path) -> set[str]:
    """As GitHub and mkdocs name the headings of a page."""
    headings = HEADING.findall(text_of(page))
    return {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not anchor or anchor in anchors_of(target))


def test_the_reference_is_up_to_date() -> None:
    assert text_of(PAGE) == reference(), "run: make pages"


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
def test_the_page_for_people_in_the_chat_names_every_verb(language: Language) -> None:
    page = text_of(TOP / "docs" / language / "chat.md")

    missing = [v.key for v in VERBS if not re.search(rf"`!{v.words[language][0]}\b", page)]

    assert missing == [], f"say it in docs/{language}/chat.md"


@pytest.mark.parametrize(("page", "verb"), [(ENGLISH, "language"), (GERMAN, "sprache")])
def test_the_page_for_people_in_the_chat_names_every_language(page: Language, verb: str) -> None:
    (row,) = re.findall(
        rf"^\|.*`!{verb} .*$", text_of(TOP / "docs" / page / "chat.md"), re.MULTILINE
    )

    assert [one for one in LANGUAGES if not re.search(rf"\b{one}`", row)] == [], row


def test_the_reference_names_every_key_of_the_configuration() -> None:
    page = text_of(PAGE)

    assert [
        f"[{section}] {key}"
        for section, model in SECTIONS.items()
        for key in model.model_fields
        if f"- **`{key}`**" not in page.partition(f"### [{section}]\n")[2].partition("\n### ")[0]
    ] == []


def test_the_drawing_of_the_layers_is_up_to_date() -> None:
    assert text_of(architecture.DRAWING) == architecture.drawing(), "run: make pages"


def test_every_part_of_the_program_has_its_layer() -> None:
    assert sorted(part for layer in architecture.layers() for part in layer) == sorted(
        architecture.parts()
    )


def test_everything_that_is_kept_is_described_and_nothing_else() -> None:
    described = {table: sorted(kept.columns) for table, kept in inventory.INVENTORY.items()}

    assert described == {table: sorted(columns) for table, columns in inventory.schema().items()}, (
        "describe it in tests/inventory.py"
    )


def test_the_page_on_what_is_kept_is_up_to_date() -> None:
    assert text_of(inventory.PAGE) == inventory.inventory(), "run: make pages"


def borders() -> dict[str, list[str]]:
    """The rows of the threats, by the heading that they stand under."""
    parts = re.split(r"^## (.+)$", text_of(TOP / "docs" / "threats.md"), flags=re.MULTILINE)
    tables = zip(parts[1::2], parts[2::2], strict=True)
    rows = {name: re.findall(r"^\| [STRIDE] \|.*$", text, re.MULTILINE) for name, text in tables}
    return {name: found for name, found in rows.items() if found}


def test_each_threat_names_tests_or_says_why_there_is_none_and_these_exist() -> None:
    rows = [row for found in borders().values() for row in found]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    sources = "\n".join(text_of(file) for file in TOP.glob("tests/**/test_*.py"))

    assert [
        row
        for row, tests in zip(rows, named, strict=True)
        if not tests and not re.search(r"\| no test: .+ \|$", row)
    ] == []
    assert {test for tests in named for test in tests} <= set(re.findall(r"def (\w+)\(", sources))


@pytest.mark.parametrize("border", borders())
def test_each_border_has_a_threat_of_every_kind(border: str) -> None:
    assert {row[2] for row in borders()[border]} == set("STRIDE")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_to_another_page_leads_there(page: Path) -> None:
    links = [link for link in LINK.findall(text_of(page)) if not link.startswith(ELSEWHERE)]

    assert [link for link in links if not leads_somewhere(page, link)] == []


def test_a_link_that_leads_nowhere_would_be_found() -> None:
    assert not leads_somewhere(TOP / "README.md", "docs/nowhere.md")
    assert not leads_somewhere(TOP / "README.md", "README.de.md#nowhere")


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
def test_every_picture_is_shown_in_each_language_and_told_to_those_who_do_not_see(
    language: Language,
) -> None:
    pages = "".join(text_of(page) for page in (TOP / "docs" / language).glob("*.md"))
    shown = {name: told for told, name in re.findall(r"!\[([^]]*)\]\(\.\./images/(\S+)\)", pages)}
    there = {picture.name for picture in (TOP / "docs" / "images").iterdir()}

    assert {name for name in shown if len(shown[name].split()) < 5} == set()
    assert there - shown.keys() <= {"programme-phone-light.png", "programme-phone-dark.png"}


def test_both_languages_have_the_same_pages() -> None:
    english, german = (
        {page.name for page in (TOP / "docs" / language).glob("*.md")} for language in ("en", "de")
    )

    assert english == german


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    site = tmp_path / "site"
    config = load_config(str(TOP / "mkdocs.yml"), site_dir=str(site), strict=True)

    build(config)

    assert (site / "de" / "chat" / "index.html").is_file()
