"""Where values come from, which one wins, and what types they become."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Configuration, Endpoint, Tls, load
from bot.domain.language import Formality
from bot.domain.settings import Presence
from bot.domain.shaping import Policy
from bot.errors import ConfigError

SMALLEST = """
[jitsi]
url = "https://meet.example.org"
"""
WHOLE = """
[bot]
name = "Anker"
language = "en"
address = "sie"
timezone = "America/New_York"
prefix = "?!"
database = "postgresql://bot@db.example.org/ankerplatz"
admins = ["@anna:example.org", "ben@example.org"]
ignore = ["@relay:example.org", "spam.example", "verein@conference.example.org/Das Relais"]
allow = ["example.org", "chat.example.org:8448"]
import_from = ["cloud.example.org"]
log_level = "warning"

[jitsi]
url = "https://meet.example.org/"
events_secret = "post"
prosody_http = "http://prosody:5280"
jicofo_rest = "http://jicofo:8888"
xmpp_user = "anker@hidden.meet.jitsi"
xmpp_password = "unseen"
xmpp_websocket = ""
xmpp_host = "[::1]:5222"
xmpp_domain = "meet.jitsi"
muc_domain = "muc.meet.jitsi"
enter_calls = true
allow_hosts = ["XMPP.example.net"]
reservations = true
reservations_secret = "booked"
reservations_policy = "closed"
max_occupants = 40
app_id = "anker"
app_secret = "sign"
guests = true
moderation_key = "pem"
moderation_kid = "anker/1"

[matrix]
homeserver = "https://matrix.example.org:8448"
user_id = "@anker:example.org"
access_token = "token"
device_id = "ANKER"
lines_per_minute = 0
encryption = false

[xmpp]
jid = "anker@example.org"
password = "secret"
host = "127.0.0.1:5222"
rooms = ["verein@conference.example.org"]
omemo = true
tls = "insecure-plain"

[web]
listen = "127.0.0.1:0"
public_url = "https://anker.example.org"
title = "Hafen"
accent = "#ffcc00"
logo = "/etc/ankerplatz/logo.svg"
imprint = "https://example.org/?page=imprint"
privacy_policy = "https://example.org/#privacy"
embed_from = ["https://verein.example.org"]

[reminders]
leads = ["1h30m"]
late_grace = "90m"

[privacy]
presence = "names"
retention = "7d"
"""


def read(folder: Path, text: str, **environment: str) -> Configuration:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load(path, environment)


def test_the_server_alone_is_enough_and_the_rest_has_defaults(tmp_path: Path) -> None:
    configuration = read(tmp_path, SMALLEST)

    assert configuration.jitsi.url == "https://meet.example.org"
    assert configuration.bot.timezone == "Europe/Berlin"
    assert configuration.bot.allow == ()
    assert configuration.reminders.leads == (timedelta(days=1), timedelta(minutes=10))
    assert configuration.privacy.presence is Presence.COUNT
    assert (configuration.matrix, configuration.xmpp, configuration.web) == (None, None, None)


def test_every_key_arrives_in_its_type(tmp_path: Path) -> None:
    configuration = read(tmp_path, WHOLE)

    assert configuration.bot.model_dump() == {
        "name": "Anker",
        "language": "en",
        "address": Formality.FORMAL,
        "timezone": "America/New_York",
        "prefix": "?!",
        "database": "postgresql://bot@db.example.org/ankerplatz",
        "admins": ("@anna:example.org", "ben@example.org"),
        "allow": ("example.org", "chat.example.org:8448"),
        "ignore": (
            "@relay:example.org",
            "spam.example",
            "verein@conference.example.org/Das Relais",
        ),
        "import_from": ("cloud.example.org",),
        "log_level": "warning",
    }
    assert configuration.jitsi.model_dump() == {
        "url": "https://meet.example.org",
        "events_secret": SecretStr("post"),
        "prosody_http": "http://prosody:5280",
        "jicofo_rest": "http://jicofo:8888",
        "xmpp_user": "anker@hidden.meet.jitsi",
        "xmpp_password": SecretStr("unseen"),
        "xmpp_websocket": None,
        "xmpp_host": Endpoint("::1", 5222),
        "xmpp_domain": "meet.jitsi",
        "muc_domain": "muc.meet.jitsi",
        "enter_calls": True,
        "allow_hosts": ("xmpp.example.net",),
        "reservations": True,
        "reservations_secret": SecretStr("booked"),
        "reservations_policy": Policy.CLOSED,
        "max_occupants": 40,
        "app_id": "anker",
        "app_secret": SecretStr("sign"),
        "guests": True,
        "moderation_key": SecretStr("pem"),
        "moderation_kid": "anker/1",
    }
    assert configuration.matrix
    assert configuration.matrix.model_dump() == {
        "homeserver": "https://matrix.example.org:8448",
        "user_id": "@anker:example.org",
        "password": None,
        "access_token": SecretStr("token"),
        "device_id": "ANKER",
        "lines_per_minute": 0,
        "encryption": False,
    }
    assert configuration.xmpp
    assert configuration.xmpp.model_dump() == {
        "jid": "anker@example.org",
        "password": SecretStr("secret"),
        "host": Endpoint("127.0.0.1", 5222),
        "rooms": ("verein@conference.example.org",),
        "omemo": True,
        "tls": Tls.INSECURE_PLAIN,
    }
    assert configuration.web
    assert configuration.web.model_dump() == {
        "listen": Endpoint("127.0.0.1", 0),
        "public_url": "https://anker.example.org",
        "title": "Hafen",
        "accent": "#ffcc00",
        "logo": Path("/etc/ankerplatz/logo.svg"),
        "imprint": "https://example.org/?page=imprint",
        "privacy_policy": "https://example.org/#privacy",
        "embed_from": ("https://verein.example.org",),
    }
    assert configuration.reminders.model_dump() == {
        "leads": (timedelta(minutes=90),),
        "late_grace": timedelta(minutes=90),
    }
    assert configuration.privacy.model_dump() == {
        "presence": Presence.NAMES,
        "retention": timedelta(days=7),
    }


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('events_secret = "post"', "post"),
        ('reservations_secret = "booked"', "booked"),
        ('events_secret = "post"\nreservations_secret = "booked"', "booked"),
    ],
)
def test_one_secret_is_enough_for_all_that_the_jitsi_server_calls(
    tmp_path: Path, keys: str, expected: str
) -> None:
    web = '[web]\npublic_url = "https://anker.example.org"\n'
    jitsi = read(tmp_path, f"{SMALLEST}\nreservations = true\n{keys}\n{web}").jitsi
    assert jitsi.reservations_bearer == SecretStr(expected)


def test_reminders_are_each_wanted_once_the_longest_first(tmp_path: Path) -> None:
    reminders = '[reminders]\nleads = ["10m", "1d", "1h", "60m"]\n'
    found = read(tmp_path, f"{SMALLEST}\n{reminders}").reminders.leads
    assert found == (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10))


def test_the_environment_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    configuration = load(
        None,
        {
            "ANKERPLATZ_JITSI__URL": "https://meet.example.org",
            "ANKERPLATZ_JITSI__RESERVATIONS": "no",
            "ANKERPLATZ_XMPP__JID": "anker@example.org",
            "ANKERPLATZ_XMPP__PASSWORD": "secret",
            "ANKERPLATZ_XMPP__ROOMS": "a@muc.example.org, b@muc.example.org",
            "ANKERPLATZ_XMPP__OMEMO": "True",
            "ANKERPLATZ_BOT__ALLOW": '["*"]',
            "ANKERPLATZ_BOT__ADMINS": "",
        },
    )

    assert configuration.xmpp
    assert configuration.xmpp.rooms == ("a@muc.example.org", "b@muc.example.org")
    assert configuration.xmpp.omemo is True
    assert configuration.jitsi.reservations is False
    assert configuration.bot.allow == ("*",)
    assert configuration.bot.admins == ()


def test_the_environment_gives_numbers_too(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SMALLEST, encoding="utf-8")
    assert load(file, {"ANKERPLATZ_JITSI__MAX_OCCUPANTS": "40"}).jitsi.max_occupants == 40


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    configuration = read(tmp_path, WHOLE, ANKERPLATZ_BOT__NAME="Boje")

    assert configuration.bot.name == "Boje"
    assert configuration.bot.language == "en"


def test_the_file_named_in_the_call_wins_over_the_variable(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[bot]\nname = 'Boje'" + SMALLEST, encoding="utf-8")
    other = {"ANKERPLATZ_CONFIG": str(tmp_path / "other.toml")}

    assert load(None, other).bot.name == "Boje"
    assert read(tmp_path, SMALLEST, **other).bot.name == "Ankerplatz"


def test_without_a_name_the_file_in_this_folder_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path, "[bot]\nname = 'Boje'" + SMALLEST)
    monkeypatch.chdir(tmp_path)

    assert load(None, {}).bot.name == "Boje"


def test_a_mark_at_the_start_of_the_file_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff[bot]\nname = 'Bö'" + SMALLEST).bot.name == "Bö"


def test_a_secret_comes_from_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" to ken\r\n", encoding="utf-8")
    (tmp_path / "password").write_text("from the environment\n", encoding="utf-8")

    configuration = read(
        tmp_path,
        WHOLE.replace('access_token = "token"', f'access_token_file = "{tmp_path}/token"'),
        ANKERPLATZ_XMPP__PASSWORD_FILE=f"{tmp_path}/password",
    )

    assert configuration.matrix
    assert configuration.matrix.access_token
    assert configuration.matrix.access_token.get_secret_value() == " to ken"
    assert configuration.xmpp
    assert configuration.xmpp.password.get_secret_value() == "from the environment"


def test_a_mark_at_the_start_of_a_file_is_no_part_of_the_secret(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("\ufeffsecret\r\n", encoding="utf-8")

    configuration = read(
        tmp_path,
        SMALLEST,
        ANKERPLATZ_XMPP__JID="anker@example.org",
        ANKERPLATZ_XMPP__PASSWORD_FILE=f"{tmp_path}/password",
    )

    assert configuration.xmpp
    assert configuration.xmpp.password.get_secret_value() == "secret"


def test_a_server_is_the_same_in_capitals(tmp_path: Path) -> None:
    bot = read(
        tmp_path,
        '[bot]\nallow = ["Example.ORG"]\nadmins = ["@Anna:Example.org:8448", "Ben@Example.org"]'
        + SMALLEST,
    ).bot

    assert bot.allow == ("example.org",)
    assert bot.admins == ("@Anna:example.org:8448", "Ben@example.org")


def test_secrets_never_show_in_the_configuration_printed(tmp_path: Path) -> None:
    shown = repr(read(tmp_path, WHOLE)) + str(read(tmp_path, WHOLE))

    for secret in ("post", "sign", "'token", "secret'", "postgresql"):
        assert secret not in shown.replace("SecretStr('**********')", "")


@pytest.mark.parametrize(("mode", "warned"), [(0o604, True), (0o640, False), (0o600, False)])
def test_secrets_that_everybody_can_read_are_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int, warned: bool
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WHOLE, encoding="utf-8")
    path.chmod(mode)

    load(path, {})

    assert bool(caplog.records) is warned


def test_a_readable_file_without_secrets_is_nothing_to_warn_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "config.toml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "config.toml").chmod(0o644)

    load(tmp_path / "config.toml", {})

    assert not caplog.records


def test_nothing_of_it_can_be_changed_later(tmp_path: Path) -> None:
    configuration = read(tmp_path, SMALLEST)

    with pytest.raises(ValueError, match="frozen"):
        configuration.bot.name = "Boje"


def test_an_unnamed_file_is_not_looked_for_when_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path, SMALLEST)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigError, match=r"^gone\.toml: there is no such file"):
        load(Path("gone.toml"), {})
    with pytest.raises(ConfigError, match=r"^gone\.toml: there is no such file"):
        load(None, {"ANKERPLATZ_CONFIG": "gone.toml"})


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("", "http://127.0.0.1:8480"),
        ('listen = "127.0.0.1:9000"', "http://127.0.0.1:9000"),
        ('listen = "[::1]:9000"', "http://[::1]:9000"),
    ],
)
def test_a_website_whose_address_is_not_told_is_where_it_listens(
    tmp_path: Path, listen: str, address: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[jitsi]\nurl = "https://meet.example.org"\n[web]\n{listen}\n')
    web = load(file, {}).web
    assert web
    assert web.public_url == address
