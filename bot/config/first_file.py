"""The configuration file that `ankerplatz init` writes: what was answered, with a word on each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """`accounts` holds the keys of the sections of those chat networks that are used.

    `database` is empty where the usual place will do.
    """

    database: str
    language: str
    timezone: str
    jitsi_url: str
    accounts: Mapping[str, Mapping[str, str]]
    admins: Sequence[str]
    allow: Sequence[str]
    public_url: str


def first_file(answers: Answers) -> str:
    """TOML. What is not in it has its default; `config.example.toml` shows and explains all."""
    return "\n".join(_lines(answers)) + "\n"


def _lines(answers: Answers) -> Iterator[str]:
    yield "# Ankerplatz. All keys and what they mean: config.example.toml"
    yield "# This file holds passwords: keep it readable for the bot alone (chmod 600)."
    yield "\n[bot]"
    if answers.database:
        yield f"database = {_toml(answers.database)}"
    yield f"language = {_toml(answers.language)}"
    yield f"timezone = {_toml(answers.timezone)}"
    yield "# These accounts may do everything everywhere."
    yield f"admins = {_toml(answers.admins)}"
    yield "# People of these servers may invite and use the bot."
    yield f"allow = {_toml(answers.allow)}"
    yield "\n[jitsi]"
    yield "# The only server that the bot makes links to."
    yield f"url = {_toml(answers.jitsi_url)}"
    for section, keys in answers.accounts.items():
        yield f"\n[{section}]"
        yield from _account(keys)
    if answers.public_url:
        yield "\n[web]"
        yield "# A proxy with TLS in front hands on to this port."
        yield 'listen = "127.0.0.1:8480"'
        yield f"public_url = {_toml(answers.public_url)}"


def _account(keys: Mapping[str, str]) -> Iterator[str]:
    for key, value in keys.items():
        if key == "rooms":
            yield "# Group chats that the bot joins by itself."
            yield f"rooms = {_toml([room.strip() for room in value.split(',') if room.strip()])}"
        elif value:
            yield f"{key} = {_toml(value)}"


def _toml(value: str | Sequence[str]) -> str:
    """JSON's strings and lists of strings are TOML's, but for DEL, which TOML wants escaped."""
    given = value if isinstance(value, str) else list(value)
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")
