"""What of a changed configuration takes effect at once, and what waits for the next start."""

from dataclasses import fields
from pathlib import Path

from bot.conferences.jitsi.settings import JitsiSettings
from bot.config import load
from bot.config.model import SECTIONS
from bot.config.renewal import AT_ONCE, FIXED, Renewal, renewal

START = """
[bot]
admins = ["@anna:example.org"]
[jitsi]
url = "https://meet.example.org"
[matrix]
homeserver = "https://matrix.example.org"
user_id = "@anker:example.org"
password = "geheim"
[web]
public_url = "https://anker.example.org"
"""
XMPP = """
[xmpp]
jid = "anker@example.org"
password = "geheim"
"""


def changed(folder: Path, before: str, after: str) -> Renewal:
    old, new = folder / "old.toml", folder / "new.toml"
    old.write_text(before)
    new.write_text(after)
    return renewal(load(old, {}), load(new, {}))


def test_what_is_the_same_changes_nothing(tmp_path: Path) -> None:
    found = changed(tmp_path, START, START)
    assert (found.changed, found.at_next_start) == ((), ())


def test_people_and_pages_change_at_once(tmp_path: Path) -> None:
    after = START.replace("@anna", "@ben").replace("[jitsi]", 'ignore = ["spam.example"]\n[jitsi]')
    after += 'title = "Chor"\n[reminders]\nleads = ["2h"]\n'
    found = changed(tmp_path, START, after)
    assert found.changed == ("bot.admins", "bot.ignore", "web.title", "reminders.leads")
    assert found.at_next_start == ()
    assert found.configuration.bot.admins == ("@ben:example.org",)


def test_what_a_connection_hangs_on_stays_as_it_was(tmp_path: Path) -> None:
    after = START.replace("meet.example", "other.example").replace("geheim", "neu")
    after = after.replace("[bot]", '[bot]\ndatabase = "sqlite:///other.db"\nlanguage = "en"')
    found = changed(tmp_path, START, after)
    assert found.changed == ("bot.language",)
    assert found.at_next_start == ("bot.database", "jitsi.url", "matrix.password")
    assert found.configuration.bot.database == "sqlite:///ankerplatz.db"
    assert found.configuration.jitsi.url == "https://meet.example.org"
    assert found.configuration.matrix is not None
    assert found.configuration.matrix.password is not None
    assert found.configuration.matrix.password.get_secret_value() == "geheim"


def test_an_account_comes_and_goes_at_the_next_start_and_the_web_part_at_once(
    tmp_path: Path,
) -> None:
    found = changed(tmp_path, START, START[: START.index("[web]")] + XMPP)
    assert (found.changed, found.at_next_start) == (("web",), ("xmpp",))
    assert (found.configuration.web, found.configuration.xmpp) == (None, None)


def test_every_key_that_takes_effect_at_once_is_one_and_all_others_wait() -> None:
    for section, model in SECTIONS.items():
        keys = AT_ONCE.get(section, frozenset())
        assert keys <= set(model.model_fields)
        assert keys ^ FIXED[section] == set(model.model_fields)


def test_whatever_a_connection_is_made_of_waits() -> None:
    """A key that nobody thought of here must not be told to be in force while it is not."""
    of_connections = {field.name for field in fields(JitsiSettings)}
    assert AT_ONCE["jitsi"] & of_connections == set()
