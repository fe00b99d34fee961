"""What a program leaves when it has ended: whom it contacted, what is in its log and its files.

Every test here is looked at like that, so that the whole of them is the run in which nobody else
is contacted and nothing betrayed.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.demo.program import BotProgram
from bot.storage.address import SQLITE
from bot.storage.postgresql import copies as postgresql
from tests.faults.contacts import Contact, contacts_in, watching
from tests.faults.log import own_complaints, private_words
from tests.fixtures.databases import url_of
from tests.fixtures.venue import Venue

PLACES: Final = {"config.toml", "matrix-login.json"}
"""Where passwords and tokens belong; only their owner reads them."""
TELLING: Final = 12
"""Characters from which on a line is nobody else's by chance."""

_HERE: Final = re.compile(r"127\.0\.0\.1:(\d+)")


class WatchedProgram(BotProgram):
    """The kernel tells whom it contacts, each time that it runs (strace)."""

    def __init__(self, config: Path) -> None:
        super().__init__(config)
        self._plain = self._command
        self._traces: list[Path] = []
        self._code: int | None = None

    async def launch(self) -> None:
        """Start it; what it contacts is noted beside its folder, which stays its own."""
        folder = self.config.parent
        self._traces.append(folder.with_name(f"{folder.name}.trace{len(self._traces)}"))
        self._command = (*watching(self._traces[-1]), *self._plain)
        await super().launch()

    async def stop(self) -> int:
        self._code = await super().stop()
        return self._code

    @property
    def has_ended_well(self) -> bool:
        """Else something may wait still, and the test fails anyway."""
        return self._code == 0

    async def contacts(self) -> set[Contact]:
        """Everybody, in all of its runs; all of them must have ended."""
        return set().union(*[await contacts_in(trace) for trace in self._traces])


async def nothing_is_betrayed(
    program: WatchedProgram, *venues: Venue, said: Iterable[str] = (), beside: Collection[int] = ()
) -> None:
    """Fail where a program that ended well contacted anybody, or left what it must not keep.

    Configured is what its file names, and `beside` are ports that a server there leads to. `said`
    are lines besides those that the guests of the venues heard.
    """
    if not program.has_ended_well:
        return
    configured = {*map(int, _HERE.findall(program.config.read_text(encoding="utf-8"))), *beside}
    others = await program.contacts() - {Contact("127.0.0.1", port) for port in configured}
    assert others == set(), others

    heard = [line.text for venue in venues for line in venue.guest.heard]
    lines = {line for text in (*heard, *said) for line in text.splitlines() if len(line) >= TELLING}
    never = private_words(program, *venues)
    log = program.log.read_text(encoding="utf-8")
    logged = [word for word in (*never, *sorted(lines)) if word in log]
    assert logged == [], logged
    commands = [line for line in lines if line.startswith("!")]
    left = await left_by(program, [*never, *sorted(commands)])
    assert left == [], left
    assert own_complaints(program) == [], own_complaints(program)


async def left_by(program: BotProgram, words: Collection[str]) -> list[str]:
    """Which words are in which of its files, or in the tables of another database."""
    found = list(files_with(program.config.parent, words))
    url = url_of(program)
    if url.startswith(SQLITE):
        return found
    with TemporaryDirectory() as folder:
        await postgresql.backup(url, Path(folder) / "tables.db")
        return [*found, *files_with(Path(folder), words)]


def files_with(folder: Path, words: Iterable[str]) -> Iterator[str]:
    """Name the file and the word, for whatever is not where secrets belong."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in PLACES:
            continue
        content = path.read_bytes()
        for word in words:
            if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le")):
                yield f"{path.name}: {word}"
