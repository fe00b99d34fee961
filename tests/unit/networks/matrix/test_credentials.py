"""The file that keeps token and device."""

import stat
from pathlib import Path

import pytest

from bot.errors import PermanentError
from bot.networks.matrix.homeserver.credentials import Credentials, load, save

ONE = Credentials(user_id="@a:b", device_id="DEVICE", access_token="secret-token")


def test_what_was_saved_is_loaded_and_only_the_owner_reads_it(tmp_path: Path):
    file = tmp_path / "matrix.json"
    save(file, ONE)
    save(file, ONE)
    assert load(file) == ONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path):
    file = tmp_path / "matrix.json"
    save(file, ONE)
    file.chmod(0o644)
    assert load(file) == ONE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"user_id": "@a:b", "device_id": 7}', "\ud800"])
def test_a_file_that_is_not_ours_counts_as_none(tmp_path: Path, text: str):
    file = tmp_path / "matrix.json"
    assert load(file) is None
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert load(file) is None


def test_a_folder_that_is_missing_is_said_in_one_line(tmp_path: Path):
    with pytest.raises(PermanentError, match=r"cannot write .*matrix\.json: No such file"):
        save(tmp_path / "missing" / "matrix.json", ONE)


def test_the_token_does_not_show_when_printed():
    assert "secret-token" not in repr(ONE)
