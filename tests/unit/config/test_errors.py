"""Whatever is wrong is said in one line each that names place, key and remedy."""

from pathlib import Path

import pytest

from bot.config import load
from bot.domain.when.tables import LANGUAGES
from bot.errors import ConfigError

JITSI = '[jitsi]\nurl = "https://meet.example.org"\n'
MATRIX = '[matrix]\nhomeserver = "https://m.example.org"\nuser_id = "@a:example.org"\n'
XMPP = '[xmpp]\njid = "a@example.org"\npassword = "x"\n'


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(text: str | bytes | None, environment: dict[str, str] | None = None) -> list[str]:
    path = None
    if text is not None:
        path = Path("config.toml")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(0o600)
    with pytest.raises(ConfigError) as raised:
        load(path, environment or {})
    return str(raised.value).split("\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "[bot]\nlangage = 'de'\n" + JITSI,
            'config.toml:2: unknown key [bot] langage; did you mean "language"?',
        ),
        (
            "[bot]\nfrobnicate = 1\n" + JITSI,
            "config.toml:2: unknown key [bot] frobnicate",
        ),
        (
            JITSI + "[matrx]\n",
            'config.toml:3: unknown section [matrx]; did you mean "matrix"?',
        ),
        (
            "bot = 5\n" + JITSI,
            "config.toml:1: bot must be a section; write it as [bot]",
        ),
        (
            "",
            (
                'config.toml: [jitsi] url is missing; add url = "https://meet.example.org" '
                "or set ANKERPLATZ_JITSI__URL"
            ),
        ),
        (
            JITSI + '[matrix]\nuser_id = "@a:example.org"\npassword = "x"',
            (
                'config.toml: [matrix] homeserver is missing; add homeserver = "https://'
                'matrix.example.org" or set ANKERPLATZ_MATRIX__HOMESERVER'
            ),
        ),
        (
            JITSI + MATRIX,
            (
                "config.toml: [matrix] password is missing; "
                "add password, password_file, or access_token with device_id"
            ),
        ),
        (
            JITSI + MATRIX + 'password = ""',
            (
                "config.toml: [matrix] password is missing; "
                "add password, password_file, or access_token with device_id"
            ),
        ),
        (
            JITSI + MATRIX + 'password = "x"\naccess_token = "y"',
            "config.toml: [matrix] password and access_token are both given; keep one of them",
        ),
        (
            JITSI + MATRIX + 'access_token = "y"',
            "config.toml: [matrix] device_id is missing; it belongs to access_token",
        ),
        (
            JITSI + '[xmpp]\njid = "a@example.org"',
            (
                'config.toml: [xmpp] password is missing; add password = "…" '
                "or set ANKERPLATZ_XMPP__PASSWORD"
            ),
        ),
        (
            JITSI + '[xmpp]\njid = "a@example.org"\npassword = ""',
            "config.toml:5: [xmpp] password: is empty; put the secret in",
        ),
        (
            JITSI + XMPP + 'tls = "insecure-plain"\nhost = "xmpp.example.org:5222"',
            (
                'config.toml: [xmpp] tls = "insecure-plain" needs host on this machine, such as '
                '"127.0.0.1:5222"; use tls = "required"'
            ),
        ),
        (
            JITSI + 'app_id = "anker"',
            "config.toml: [jitsi] app_secret is missing; it belongs to app_id",
        ),
        (
            JITSI + 'app_secret = "x"',
            "config.toml: [jitsi] app_id is missing; it belongs to app_secret",
        ),
        (
            JITSI + 'events_secret = "x"',
            (
                "config.toml: [web] is missing, and [jitsi] events_secret needs it; "
                "add it with public_url"
            ),
        ),
        (
            JITSI + "reservations = true",
            "config.toml: [jitsi] reservations_secret is missing; it belongs to reservations",
        ),
        (
            JITSI + "moderation_key = 'pem'",
            "config.toml: [jitsi] moderation_kid is missing; it belongs to moderation_key",
        ),
        (
            JITSI + "moderation_kid = 'anker'",
            "config.toml: [jitsi] moderation_key is missing; it belongs to moderation_kid",
        ),
        (
            JITSI + "moderation_kid = 'anker'\nmoderation_key = 'pem'",
            "config.toml: [jitsi] prosody_http is missing; moderation_key is of use only there",
        ),
        (
            JITSI + "reservations_policy = 'shut'",
            (
                'config.toml:3: [jitsi] reservations_policy: "shut" is not known here; '
                'use "open" or "closed"'
            ),
        ),
        (
            JITSI + "max_occupants = 'many'",
            "config.toml:3: [jitsi] max_occupants: must be a whole number",
        ),
        (
            JITSI + "max_occupants = -1",
            "config.toml:3: [jitsi] max_occupants: must be 0 or more",
        ),
        (
            JITSI + "reservations = 'yes'",
            "config.toml:3: [jitsi] reservations: must be true or false",
        ),
        (
            "[bot]\nname = 5\n" + JITSI,
            "config.toml:2: [bot] name: must be text in quotes",
        ),
        (
            "[bot]\nallow = 'example.org'\n" + JITSI,
            'config.toml:2: [bot] allow: must be a list, as in ["a", "b"]',
        ),
        (
            "[bot]\nadmins = ['@a:example.org', 5]\n" + JITSI,
            "config.toml:2: [bot] admins: must be text in quotes",
        ),
        (
            "[bot]\nignore = ['*:spam.example']\n" + JITSI,
            (
                'config.toml:2: [bot] ignore: "*:spam.example" is nobody; use an account, '
                'a server like "example.org", or "verein@conference.example.org/Nick"'
            ),
        ),
        (
            JITSI + "[web]\nlisten = '8480'",
            'config.toml:4: [web] listen: "8480" is not host:port; write it like "127.0.0.1:8480"',
        ),
        (
            "[bot]\nname = \n",
            (
                "config.toml:2:8: not valid TOML: invalid value; write keys as in name = "
                '"Ankerplatz"'
            ),
        ),
        (
            '[bot]\nname = """',
            (
                "config.toml: not valid TOML at the end of the file: unterminated string; write "
                'keys as in name = "Ankerplatz"'
            ),
        ),
        (b"\xff", "config.toml: not UTF-8 text (byte 0); save it as UTF-8"),
        (
            JITSI + MATRIX + 'password_file = "gone"',
            (
                'config.toml:6: [matrix] password_file: "gone" cannot be read '
                "(No such file or directory); check path and permissions"
            ),
        ),
        (
            JITSI + MATRIX + "password_file = 5",
            "config.toml:6: [matrix] password_file: must be a path in quotes",
        ),
        (
            JITSI + MATRIX + 'password = "x"\npassword_file = "config.toml"',
            (
                "config.toml:7: [matrix] password_file: password and password_file are both given; "
                "keep one of them"
            ),
        ),
    ],
)
def test_a_mistake_in_the_file_is_one_line(text: str | bytes, line: str) -> None:
    assert said(text) == [line]


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        (
            {"ANKERPLATZ_BOT__TIMEZONE": "Europe/Berln"},
            (
                'ANKERPLATZ_BOT__TIMEZONE: "Europe/Berln" is not an IANA time zone; '
                'did you mean "Europe/Berlin"?'
            ),
        ),
        (
            {"ANKERPLATZ_BOT__TIMEZON": "x"},
            'ANKERPLATZ_BOT__TIMEZON: unknown variable; did you mean "ANKERPLATZ_BOT__TIMEZONE"?',
        ),
        (
            {"ANKERPLATZ_JITSI__MAX_OCCUPANTS": "9" * 5000},
            "ANKERPLATZ_JITSI__MAX_OCCUPANTS: must be a whole number",
        ),
        (
            {"ANKERPLATZ_JITSI__RESERVATIONS": "maybe"},
            "ANKERPLATZ_JITSI__RESERVATIONS: must be true or false",
        ),
        (
            {"ANKERPLATZ_BOT__ADMINS": '["a"'},
            'ANKERPLATZ_BOT__ADMINS: must be a list, as in ["a", "b"] or a,b',
        ),
        (
            {"ANKERPLATZ_BOT__ADMINS": "[" * 5000},
            'ANKERPLATZ_BOT__ADMINS: must be a list, as in ["a", "b"] or a,b',
        ),
        (
            {"ANKERPLATZ_XMPP__JID": "a@example.org", "ANKERPLATZ_XMPP__PASSWORD_FILE": "a\nb"},
            (
                'ANKERPLATZ_XMPP__PASSWORD_FILE: "a\\nb" cannot be read '
                "(No such file or directory); check path and permissions"
            ),
        ),
        (
            {"ANKERPLATZ_XMPP__JID": "a@example.org", "ANKERPLATZ_XMPP__PASSWORD_FILE": "gone"},
            (
                'ANKERPLATZ_XMPP__PASSWORD_FILE: "gone" cannot be read '
                "(No such file or directory); check path and permissions"
            ),
        ),
        (
            {
                "ANKERPLATZ_MATRIX__PASSWORD": "x",
                "ANKERPLATZ_MATRIX__USER_ID": "@anker:example.org",
            },
            (
                'environment: [matrix] homeserver is missing; add homeserver = "https://'
                'matrix.example.org" or set ANKERPLATZ_MATRIX__HOMESERVER'
            ),
        ),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    environment: dict[str, str], line: str
) -> None:
    assert said(JITSI, environment) == [line]


def test_lines_are_counted_as_editors_count_them() -> None:
    """In some texts there are other signs that Python takes for the end of a line."""
    assert said("# a\u2028b\x85c\n[bot]\r\nprefix = 5\r\n" + JITSI) == [
        "config.toml:3: [bot] prefix: must be text in quotes"
    ]


@pytest.mark.parametrize("path", ["/a%20b", "/m%C3%BCnchen", "//anker", "/..", "/a/./b", "/a;b"])
def test_a_website_lies_under_a_path_that_everybody_spells_alike(path: str) -> None:
    """Nobody would find it under another: proxies, browsers and we decode such paths each so."""
    assert said(f'{JITSI}[web]\npublic_url = "https://example.org{path}"') == [
        (
            "config.toml: [web] public_url must have a path of letters, digits and - . _ ~ alone, "
            "as in https://example.org/anker"
        )
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[bot]\n[bot]\n", "config.toml:2:5: not valid TOML: cannot declare [bot] twice"),
        ("[a.b]\n[a.b]\n", "config.toml:2:5: not valid TOML: cannot declare [a.b] twice"),
        ("a = " + "9" * 5000, "config.toml: not valid TOML: a number of more than 4300 digits"),
    ],
    ids=["section", "section in a section", "digits"],
)
def test_what_the_library_says_in_its_own_way_is_said_in_ours(text: str, wrong: str) -> None:
    assert said(text) == [f'{wrong}; write keys as in name = "Ankerplatz"']


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[bot.name]\nx = 1\n", "config.toml:4: [bot] name: must be text in quotes"),
        ("[[bot]]\nname = 'x'\n", "config.toml:4: bot must be a section; write it as [bot]"),
        ("bot.name = 'x'\n", "config.toml:4: unknown key [jitsi] bot"),
        ("[ bot ]\nname.x = 1\n", "config.toml:5: [bot] name: must be text in quotes"),
    ],
    ids=["section in a section", "list of sections", "dots", "dots in a section"],
)
def test_the_line_is_named_also_of_what_is_written_unusually(text: str, wrong: str) -> None:
    assert said(f"{JITSI}\n{text}") == [wrong]


def test_a_long_value_is_cut() -> None:
    (line,) = said(f'{JITSI}[bot]\ntimezone = "{"x" * 3000}"\n')
    assert len(line) < 250
    assert line.endswith('x…" is not an IANA time zone; use one such as "Europe/Berlin"')


def test_a_file_of_brackets_is_one_line() -> None:
    assert said("a = " + "[" * 5000 + "\n" + JITSI) == [
        'config.toml: not valid TOML: lists in lists in lists; write keys as in name = "Ankerplatz"'
    ]


def test_without_any_file_the_line_says_where_one_was_looked_for() -> None:
    assert said(None) == [
        (
            "no file at config.toml or /etc/ankerplatz/config.toml: [jitsi] url is missing; "
            'add url = "https://meet.example.org" or set ANKERPLATZ_JITSI__URL'
        )
    ]


def test_all_mistakes_are_said_at_once() -> None:
    known = " or ".join(f'"{language}"' for language in sorted(LANGUAGES))
    lines = said(
        "[bot]\nlangage = 'de'\nprefix = 'a'\n" + JITSI, {"ANKERPLATZ_BOT__LANGUAGE": "xx"}
    )

    assert lines == [
        'config.toml:2: unknown key [bot] langage; did you mean "language"?',
        f'ANKERPLATZ_BOT__LANGUAGE: "xx" is not known here; use {known}',
        (
            'config.toml:3: [bot] prefix: "a" cannot be a prefix; use one to three signs such as '
            '"!": no letters, digits or spaces, and no "/" in front, which chat programs keep for '
            "themselves"
        ),
    ]


def test_a_folder_is_not_a_file() -> None:
    Path("folder").mkdir()

    with pytest.raises(ConfigError, match=r"^folder: is a folder; name the file in it$"):
        load(Path("folder"), {})


def test_a_file_that_cannot_be_opened_is_said_so() -> None:
    Path("loop.toml").symlink_to("loop.toml")

    with pytest.raises(ConfigError, match=r"^loop\.toml: cannot be read \(Too many levels"):
        load(Path("loop.toml"), {})


def test_a_secret_is_never_repeated_in_an_error() -> None:
    lines = said(
        "[bot]\ndatabase = 'postgres://a:hunter2@db/x'\n"
        + JITSI
        + "app_secret = 'hunter2'\n"
        + MATRIX
        + "password = 'hunter2'\naccess_token = 'hunter2'\n"
    )

    assert len(lines) == 3
    assert "hunter2" not in "".join(lines)


def test_a_line_stays_one_line_whatever_the_value_holds() -> None:
    assert len(said('[bot]\nlanguage = "d\\ne"\n' + JITSI)) == 1
