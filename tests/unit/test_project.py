"""What holds for every file of the project, whoever wrote it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
LOCKS = sorted(TOP.glob("requirements*.lock"))
MOST_LINES = 300
ELSEWHERE = re.compile(
    r"""
    https?://[^\s"']+/(?:simple|packages/[0-9a-f]{2})/     # a package index
    | /-/[\w.-]+\.tgz                                      # a download of an npm registry
    | "resolved":\s*"(?:https?|file):
    | --(?:extra-)?index-url | --find[-]links
    | (?<![\w.~-])/(?:root|work|home/\w+|tmp/\w+)/         # somebody's own machine
    """,
    re.VERBOSE,
)
NO_REASON = re.compile(r"#.*(?:n[o]qa: |(?:type|pyright): ig[n]ore)(?!.* -- )")
OPEN_ENDS = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|mark\.s[k]ip")


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows, so that nothing installed or made here is looked at."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=TOP, capture_output=True, check=True
    )
    return [TOP / name for name in listed.stdout.decode().split("\0") if (TOP / name).is_file()]


def lines_with(pattern: re.Pattern[str], *patterns: str) -> list[str]:
    found: list[str] = []
    for path in tracked(*patterns):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(TOP)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    assert lines_with(ELSEWHERE) == []


@pytest.mark.parametrize(
    "halves",
    [
        ("--extra", "-index-url x"),
        ('"resolved": ', '"https://example.org/a.tgz"'),
        ("open('/ro", "ot/notes')"),
    ],
)
def test_the_rule_sees_such_an_address(halves: tuple[str, str]) -> None:
    assert ELSEWHERE.search("".join(halves))


def test_nothing_is_left_open_in_code_or_tests() -> None:
    assert lines_with(OPEN_ENDS, "*.py", "*.sql", "*.j2", "*.mjs", "Makefile") == []


def test_whatever_silences_a_check_says_why() -> None:
    assert lines_with(NO_REASON, "*.py") == []


@pytest.mark.parametrize("halves", [("no", "qa: S608"), ("type: ig", "nore[misc]")])
def test_the_rule_sees_what_gives_no_reason(halves: tuple[str, str]) -> None:
    silence = f"x = 1  # {''.join(halves)}"

    assert NO_REASON.search(silence)
    assert not NO_REASON.search(f"{silence} -- because")


def test_a_module_is_short_enough_to_be_one_thing() -> None:
    lengths = {
        str(path.relative_to(TOP)): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("bot/*.py")
    }

    assert lengths
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_its_exact_version_and_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]

    assert packages
    for package in packages:
        assert re.match(r"[\w.-]+==[\w.]+( ;[^\n]+)? \\\n", package)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_nothing_but_exact_versions_and_hashes(lock: Path) -> None:
    """No address, no option, no file of somebody's: whatever else a line may say."""
    odd = [
        line
        for line in lock.read_text(encoding="utf-8").splitlines()
        if not re.fullmatch(
            r"#.*|[\w.-]+==[\w.]+(?: ; [^\\:/]+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?", line
        )
    ]

    assert odd == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_package_twice_for_the_same_machine(lock: Path) -> None:
    pins = re.findall(
        r"^([\w.-]+)==[\w.]+((?: ; [^\\]+)?) \\$", lock.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert len(set(pins)) == len(pins)


def test_there_is_a_lock_for_the_program_its_tools_its_image_and_the_homeserver() -> None:
    assert [lock.name for lock in LOCKS] == [
        "requirements-audit.lock",
        "requirements-dev.lock",
        "requirements-image.lock",
        "requirements-synapse.lock",
        "requirements.lock",
    ]


def pins(lock: Path) -> set[str]:
    return set(re.findall(r"^([\w.-]+==\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    assert pins(TOP / "requirements.lock") <= pins(TOP / "requirements-image.lock")
    assert pins(TOP / "requirements-image.lock") <= pins(TOP / "requirements-dev.lock")


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("requirements.lock", []),
        ("requirements-image.lock", ["omemo", "postgresql"]),
        ("requirements-dev.lock", ["dev", "omemo", "postgresql"]),
    ],
)
def test_all_that_is_asked_for_directly_is_locked(lock: str, asked: list[str]) -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [
        name for extra in asked for name in project["optional-dependencies"][extra]
    ]
    locked = {pin.partition("==")[0] for pin in pins(TOP / lock)}

    names = {re.split(r"[\[<>=~! ]", each, maxsplit=1)[0] for each in wanted}
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in names} <= locked


def test_the_service_is_as_hardened_as_the_page_says() -> None:
    service = TOP / "contrib/systemd/ankerplatz.service"
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=12"]
    done = subprocess.run([*command, service], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(1.2 by `systemd-analyze security`" in (TOP / "contrib/README.md").read_text("utf-8")
