"""Writes down whom a Python process contacts; loaded by Python itself when it stands on its path.

A line of JSON for each: what happened and to whom. The file is named by CONTACTS_FILE.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pycares

TO_AN_ADDRESS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
BY_NAME = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
BY_ANOTHER_PROGRAM = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork"}

contacts = Path(os.environ["CONTACTS_FILE"]).open("a", buffering=1, encoding="utf-8")  # noqa: SIM115


def note(what: str, whom: object) -> None:
    contacts.write(json.dumps([what, whom], default=str) + "\n")


def watch(what: str, details: tuple[object, ...]) -> None:
    """The interpreter tells of all its own system calls (PEP 578)."""
    if what in TO_AN_ADDRESS:
        note(what, details[1])
    elif what in BY_NAME | BY_ANOTHER_PROGRAM:
        note(what, details[0])


def watched(name: str, ask: Callable[..., object]) -> Callable[..., object]:
    """A resolver that goes to the network from C, past the interpreter."""

    def asking(channel: object, whom: object, *details: object, **more: object) -> object:
        note(f"pycares.{name}", whom)
        return ask(channel, whom, *details, **more)

    return asking


for name in ("getaddrinfo", "gethostbyaddr", "getnameinfo", "query", "search"):
    setattr(pycares.Channel, name, watched(name, getattr(pycares.Channel, name)))
sys.addaudithook(watch)
