"""The file of the keys."""

import stat
from pathlib import Path

import pytest

from bot.errors import ConfigError, TransientError
from bot.networks.xmpp.omemo.key_file import KeyFile


async def test_what_was_saved_is_there_again(tmp_path: Path):
    path = tmp_path / "keys.json"
    file = KeyFile(path)
    await file.store_bytes("/key", b"secret")
    await file.store("/gone", 1)
    await file.delete("/gone")
    file.table("lines")["1"] = 2.0
    file.save()
    again = KeyFile(path)

    assert (await again.load_bytes("/key")).from_just() == b"secret"
    assert (await again.load("/gone")).is_nothing
    assert again.table("lines") == {"1": 2.0}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_nothing_is_on_disk_before_it_is_saved(tmp_path: Path):
    path = tmp_path / "keys.json"
    await KeyFile(path).store("/key", 1)

    assert not path.exists()


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b"[]"])
def test_a_broken_file_is_one_clear_line(tmp_path: Path, broken: bytes):
    path = tmp_path / "keys.json"
    path.write_bytes(broken)

    with pytest.raises(ConfigError, match="move it away"):
        KeyFile(path)


def test_a_disk_that_takes_nothing_is_tried_again_later(tmp_path: Path):
    file = KeyFile(tmp_path / "missing" / "keys.json")
    file.table("lines")["1"] = 2.0

    with pytest.raises(TransientError):
        file.save()
