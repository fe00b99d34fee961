"""Take out of the image's environment what no bot looks at: the tests of libraries, and locales.

Run by the environment's own Python, with the folder of its packages: shrink.py FOLDER
"""

import shutil
import sys
from pathlib import Path

from bot.domain.when.tables import LANGUAGES

TESTS = ("tests", "SelfTest")


def main(packages: Path) -> None:
    """Of CLDR stay the languages that the bot speaks, and `root`, which all of them build on."""
    for name in TESTS:
        for folder in [*packages.rglob(name)]:
            shutil.rmtree(folder)
    for locale in (packages / "babel" / "locale-data").glob("*.dat"):
        if locale.stem.partition("_")[0] not in {"root", *LANGUAGES}:
            locale.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
