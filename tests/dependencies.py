"""Write docs/dependencies.md, what is shipped beside our own code: `python -m tests.dependencies`.

It is made of the lock of the image and of what is said of each package here; a test fails while one
is not described, so that none comes along unseen.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from tests import review

TOP: Final = Path(__file__).parents[1]
PAGE: Final = TOP / "docs" / "dependencies.md"
LOCK: Final = TOP / "requirements-image.lock"

COMPATIBLE: Final = frozenset(
    {
        *("MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Unlicense"),
        *("Apache-2.0", "GPL-2.0-or-later", "AGPL-3.0-only"),
    }
)
"""What may be part of a work under AGPL-3.0-or-later, in words of SPDX."""


class Package(NamedTuple):
    """`licence` as an SPDX expression; `purpose` is what the bot has it for, or what has."""

    licence: str
    purpose: str


PACKAGES: Final[Mapping[str, Package]] = {
    "aiodns": Package("MIT", "SRV records of XMPP servers, for slixmpp"),
    "aiofiles": Package("Apache-2.0", "for matrix-nio"),
    "aiohappyeyeballs": Package("PSF-2.0", "for aiohttp"),
    "aiohttp": Package("Apache-2.0 AND MIT", "HTTP: the website, Jitsi, calendars, Matrix"),
    "aiohttp-socks": Package("Apache-2.0", "for matrix-nio"),
    "aiosignal": Package("Apache-2.0", "for aiohttp"),
    "annotated-doc": Package("MIT", "for typer"),
    "annotated-types": Package("MIT", "for pydantic"),
    "apscheduler": Package("MIT", "wakes the planner when something is due"),
    "asyncpg": Package("Apache-2.0", "PostgreSQL"),
    "atomicwrites": Package("MIT", "for matrix-nio, with encryption"),
    "attrs": Package("MIT", "for aiohttp and jsonschema"),
    "babel": Package("BSD-3-Clause", "dates and plurals in each language"),
    "cachetools": Package("MIT", "for matrix-nio, with encryption"),
    "cffi": Package("MIT-0", "for cryptography, pycares and omemo"),
    "colorama": Package("BSD-3-Clause", "for typer, on Windows alone"),
    "cryptography": Package("Apache-2.0 OR BSD-3-Clause", "TLS for XMPP, keys of tokens, OMEMO"),
    "defusedxml": Package("PSF-2.0", "XML from elsewhere, without entities"),
    "doubleratchet": Package("MIT", "for omemo"),
    "elementpath": Package("MIT", "for xmlschema"),
    "frozenlist": Package("Apache-2.0", "for aiohttp"),
    "h11": Package("MIT", "for matrix-nio"),
    "h2": Package("MIT", "for matrix-nio"),
    "hpack": Package("MIT", "for h2"),
    "hyperframe": Package("MIT", "for h2"),
    "icalendar": Package("BSD-2-Clause", "calendars, read and written"),
    "idna": Package("BSD-3-Clause", "for yarl"),
    "jinja2": Package("BSD-3-Clause", "all sentences and pages"),
    "jsonschema": Package("MIT", "for matrix-nio"),
    "jsonschema-specifications": Package("MIT", "for jsonschema"),
    "markdown-it-py": Package("MIT", "for rich"),
    "markupsafe": Package("BSD-3-Clause", "escapes, for jinja2"),
    "matrix-nio": Package("ISC", "Matrix"),
    "mdurl": Package("MIT", "for markdown-it-py"),
    "multidict": Package("Apache-2.0", "for aiohttp"),
    "oldmemo": Package("AGPL-3.0-only", "OMEMO as clients speak it"),
    "omemo": Package("MIT", "OMEMO: sessions and trust"),
    "peewee": Package("MIT", "the store of Matrix keys, for matrix-nio"),
    "prometheus-client": Package("Apache-2.0 AND BSD-2-Clause", "figures for a monitor"),
    "propcache": Package("Apache-2.0", "for aiohttp and yarl"),
    "protobuf": Package("BSD-3-Clause", "for oldmemo"),
    "pyasn1": Package("BSD-2-Clause", "certificates, for slixmpp"),
    "pyasn1-modules": Package("BSD-2-Clause", "certificates, for slixmpp"),
    "pycares": Package("MIT", "for aiodns"),
    "pycparser": Package("BSD-3-Clause", "for cffi"),
    "pycryptodome": Package("BSD-2-Clause AND Unlicense AND MIT", "encrypted files on Matrix"),
    "pydantic": Package("MIT", "checks the configuration and what HTTP brings"),
    "pydantic-core": Package("MIT", "for pydantic"),
    "pydantic-settings": Package("MIT", "the configuration's file and variables"),
    "pygments": Package("BSD-2-Clause", "for rich"),
    "pyjwt": Package("MIT", "tokens for Jitsi"),
    "python-dateutil": Package("BSD-3-Clause", "recurrence rules"),
    "python-dotenv": Package("BSD-3-Clause", "for pydantic-settings"),
    "python-slugify": Package("MIT", "topics as part of an address"),
    "python-socks": Package("Apache-2.0", "for aiohttp-socks"),
    "referencing": Package("MIT", "for jsonschema"),
    "rich": Package("MIT", "tables and progress on a terminal"),
    "rpds-py": Package("MIT", "for referencing"),
    "segno": Package("BSD-3-Clause", "QR codes"),
    "shellingham": Package("ISC", "for typer"),
    "slixmpp": Package("MIT", "XMPP"),
    "text-unidecode": Package("Artistic-1.0-Perl OR GPL-2.0-or-later", "for python-slugify"),
    "typer": Package("MIT", "the command line"),
    "typing-extensions": Package("PSF-2.0", "for pydantic"),
    "typing-inspection": Package("MIT", "for pydantic"),
    "tzdata": Package("Apache-2.0", "the rules of time zones"),
    "tzlocal": Package("MIT", "for apscheduler"),
    "unpaddedbase64": Package("Apache-2.0", "for matrix-nio"),
    "vodozemac": Package("Apache-2.0", "encryption on Matrix, for matrix-nio"),
    "x3dh": Package("MIT", "for omemo"),
    "xeddsa": Package("MIT", "for omemo"),
    "xmlschema": Package("MIT", "for oldmemo"),
    "yarl": Package("Apache-2.0", "addresses on the web"),
}

OLD: Final = timedelta(days=3 * 365)
"""Without a new version for so long, a package needs a reason to stay."""
STAYS: Final[Mapping[str, str]] = {
    "atomicwrites": "its author has given it up. matrix-nio writes files of keys by it",
    "colorama": "on Windows alone, where the bot is not run",
    "defusedxml": "done: it forbids documents that declare entities, which the standard library "
    "takes",
    "mdurl": "done: a part of markdown-it-py, which rich has for help on a terminal",
    "shellingham": "typer asks it which shell it is, when somebody wants completion there",
    "text-unidecode": "a table of letters; python-slugify reads it for the addresses of public "
    "series",
    "unpaddedbase64": "done: how Matrix writes bytes as text, by its makers",
}
"""Why a package stays of which nothing new has come for `OLD`."""

INTRODUCTION: Final = """\
What the image holds beside our own code, each with the hashes of `requirements-image.lock`: under
which licence, all of which go together with AGPL-3.0-or-later, and what for. Compiled is what
brings machine code along. For a scanner there is the same as CycloneDX: `make sbom`. Whether a
flaw is known of any of them, and of what the tests use, `make audit` asks of the index of Python
packages; it needs the internet, and so is no part of `make test`. Nothing of npm is shipped: the
tests alone use it."""
REVIEW: Final = """\
The versions were looked at on {day} (`make review`); they came out, by the index of packages, on
these days."""
AGED: Final = """\
Of these nothing new has come for three years, and they stay:"""
NEWER: Final = """\
Of these there was a newer version on that day that goes with the others:"""


def locked(lock: str) -> list[str]:
    """The names in a lock, in its order."""
    return re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What is used"
    yield ""
    yield "<!-- made by `python -m tests.dependencies`; do not edit -->"
    yield ""
    yield INTRODUCTION
    yield ""
    day, seen = review.kept()
    yield REVIEW.format(day=day)
    yield ""
    yield "| Package | Version | Of | Compiled | Licence | What for |"
    yield "|---|---|---|---|---|---|"
    for name in locked(LOCK.read_text(encoding="utf-8")):
        one, package = seen[name], PACKAGES[name]
        made = "yes" if one.compiled else ""
        yield (
            f"| {name} | {one.version} | {one.released} | {made} | {package.licence} "
            f"| {package.purpose} |"
        )
    yield ""
    yield AGED
    yield ""
    for name in aged():
        yield f"- {name} ({seen[name].released.year}): {STAYS[name]}"
    newer = [f"{name} {one.newest}" for name, one in seen.items() if one.newest != one.version]
    if newer:
        yield ""
        yield f"{NEWER} {', '.join(newer)}."


def aged() -> list[str]:
    """Those of which there is nothing newer than what came out long before the review."""
    day, seen = review.kept()
    return [
        name for name, one in seen.items() if one.newest == one.version and day - one.released > OLD
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
