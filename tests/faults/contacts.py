"""Whom a program contacts, by the kernel's own account (strace): no library gets past that."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.faults.conftest import until

_PAST_US: Final = ("execveat", "io_uring_setup")
"""Ways that would say nothing of where they lead; that one is gone is what is told."""
_NAMES: Final = ("connect", "sendto", "sendmsg", "sendmmsg", "execve", *_PAST_US)
_CALLS: Final = f"trace={','.join(_NAMES)}"
_CALL: Final = re.compile(rf"^(?:\d+ +)?({'|'.join(_NAMES)})\((.*)", re.MULTILINE)
_ENDED: Final = re.compile(r"(\d+) .*^\1 +\+\+\+ (?:exited|killed)", re.MULTILINE | re.DOTALL)
_ADDRESS: Final = re.compile(
    r"""
      sin_port=htons\((?P<port>\d+)\),\ sin_addr=inet_addr\("(?P<host>[^"]+)"\)
    | sin6_port=htons\((?P<port6>\d+)\).*?inet_pton\(AF_INET6,\ "(?P<host6>[^"]+)"
    | sun_path=@?"(?P<path>[^"]+)"
    """,
    re.VERBOSE,
)


class Contact(NamedTuple):
    """A host and its port; else 0 behind the path of a socket or of a program that was started.

    Or behind the name of what the kernel was asked for, where it does not tell where that leads.
    """

    place: str
    port: int = 0


def watching(trace: Path) -> tuple[str, ...]:
    """What to put before a command, so that it and all that it starts are watched.

    The program stays the child of whoever starts it (-D), and hears its signals itself.
    """
    return ("strace", "-D", "-f", "--seccomp-bpf", "-q", "-s", "0", "-e", _CALLS, "-o", str(trace))


async def contacts_in(trace: Path) -> set[Contact]:
    """Everybody who was contacted, also in vain, once the watched program has ended."""

    async def is_whole() -> bool:
        return _has_ended(trace)

    await until(is_whole)
    return set(_contacts(trace))


def _has_ended(trace: Path) -> bool:
    return _ENDED.match(trace.read_text(encoding="utf-8")) is not None


def _contacts(trace: Path) -> Iterator[Contact]:
    started = 0
    for call, rest in _CALL.findall(trace.read_text(encoding="utf-8")):
        if call in _PAST_US:
            yield Contact(call)
            continue
        if call != "execve":
            yield from map(_contact, _ADDRESS.finditer(rest))
            continue
        started += 1
        if started > 1:  # the first one is the program itself
            yield Contact(rest.partition(",")[0].strip('"'))


def _contact(found: re.Match[str]) -> Contact:
    if found["path"]:
        return Contact(found["path"])
    return Contact(found["host"] or found["host6"], int(found["port"] or found["port6"]))
