"""Encryption is loaded where it is switched on, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.networks.xmpp.network import XmppNetwork
from bot.networks.xmpp.settings import XmppSettings
from tests.unit.networks.xmpp.stanzas import BOT
from tests.unit.networks.xmpp.test_lane import StillClock

_LOADED = """
import sys
import bot.networks.xmpp.network
sys.exit(any(name.partition(".")[0] in ("omemo", "oldmemo", "xmlschema") for name in sys.modules))
"""


def test_without_encryption_none_of_its_libraries_is_loaded():
    assert subprocess.run([sys.executable, "-c", _LOADED], check=False).returncode == 0


def test_a_missing_extra_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in sys.modules if name.startswith("bot.networks.xmpp.omemo")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "omemo", None)
    settings = XmppSettings(
        jid=BOT, password="secret", nick="Anker", keys_file=tmp_path / "keys.json"
    )

    with pytest.raises(ConfigError, match=r"pip install 'ankerplatz\[omemo\]'"):
        XmppNetwork(settings, StillClock())
