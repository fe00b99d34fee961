"""The program under a profile. Arguments: the kind, the file for what it finds, then its own.

`stages` keeps the moments of its start and of each answer, and what loading each module took;
`calls` has the time of each function from SIGUSR1 to SIGUSR2 (cProfile); `memory` has what each
module that was loaded holds, and what is held at SIGUSR1. Where it can be, time is that of the
processor, whatever else the machine does. The file is written at the end.
"""

import _frozen_importlib
import atexit
import cProfile
import functools
import gc
import json
import signal
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Write = Callable[[str], None]

moments: list[tuple[str, float, float]] = []
"""With seconds of the clock that all processes have in common, and of the processor."""


def keep(file: str, found: object) -> None:
    Path(file).write_text(json.dumps(found), encoding="utf-8")


def mark(what: str) -> None:
    moments.append((what, time.perf_counter(), time.process_time()))


def marked(owner: Any, name: str, before: str, after: str) -> None:
    """Have the moments kept at which that coroutine begins and ends."""
    inner = getattr(owner, name)

    @functools.wraps(inner)
    async def outer(*args: object, **named: object) -> object:
        mark(before)
        try:
            return await inner(*args, **named)
        finally:
            mark(after)

    setattr(owner, name, outer)


def watch_loading(measure: Callable[[], float]) -> dict[str, float]:
    """How much more it is after each module by itself; to be filled from now on."""
    own: dict[str, float] = defaultdict(float)
    within = [0.0]
    inner = _frozen_importlib._load_unlocked  # all that is loaded comes by here

    def load(spec: Any) -> object:
        before = measure()
        within.append(0)
        try:
            return inner(spec)
        finally:
            grown = measure() - before
            own[spec.name] += grown - within.pop()
            within[-1] += grown

    _frozen_importlib._load_unlocked = load
    return own


def stages() -> Write:
    mark("Python runs")
    loaded = watch_loading(time.thread_time)
    from bot.cli import app  # noqa: PLC0415 -- loading it is what is looked at

    mark("command line loaded")
    read = app.load

    def load(*args: Any) -> object:
        mark("program loaded")
        configuration = read(*args)
        mark("configuration read")
        watch_answers()
        return configuration

    def say(*words: str, **how: Any) -> None:
        mark("ready")
        print(*words, **how)

    app.load, app.print = load, say
    return lambda file: keep(file, {"moments": moments, "loaded": loaded})


def watch_answers() -> None:
    """What is watched is loaded by now, but for the store."""
    loaded = sys.modules
    marked(loaded["bot.running.serving"], "serve", "put together", "over")
    marked(loaded["bot.commands.answering.door"].FrontDoor, "receive", "read", "kept")
    marked(loaded["bot.commands.answering.router"].Router, "_commit", "understood", "committed")
    marked(loaded["bot.delivery.courier"].Courier, "carry", "sending", "sent")
    marked(import_module("bot.storage.sqlite.store"), "uninterrupted", "disk", "on disk")


def calls() -> Write:
    profile = cProfile.Profile(time.thread_time)
    signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    signal.signal(signal.SIGUSR2, lambda *_: profile.disable())
    return profile.dump_stats


def memory() -> Write:
    """What Python's allocator gives; a library's own, and the loss by fragments, it cannot see."""
    tracemalloc.start(1)
    held = [0]
    loaded = watch_loading(lambda: tracemalloc.get_traced_memory()[0])

    def look(*_: object) -> None:
        gc.collect()
        held[0] = tracemalloc.get_traced_memory()[0]

    signal.signal(signal.SIGUSR1, look)
    return lambda file: keep(file, {"loaded": loaded, "held": held[0]})


if __name__ == "__main__":
    kind, found, *sys.argv[1:] = sys.argv[1:]
    atexit.register({"stages": stages, "calls": calls, "memory": memory}[kind](), found)
    from bot.cli import main

    main()
