"""The log on stderr: our own lines in full, of foreign ones and of exceptions only the place.

What libraries log, and what exceptions say, may hold what people wrote. So of a library's line
only its level and its place in the source are told, and of an exception its class and its frames.
"""

import json
import logging
import sys
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO, cast

_OWN: Final = "bot"
_STRANGERS_S: Final = 60.0
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LogFormat(StrEnum):
    """Readable text for people, or one JSON object a line for machines."""

    TEXT = "text"
    JSON = "json"


def set_up(chosen: LogFormat = LogFormat.TEXT, *, stream: TextIO = sys.stderr) -> None:
    """Log to `stream` from now on. Called once, before anything else is done."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_JsonFormatter() if chosen is LogFormat.JSON else _TextFormatter())
    handler.addFilter(_own_or_serious)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(_OWN).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)  # which libraries else print in several lines
    # it warns of what is normal: devices that have no session yet, keys that are late
    logging.getLogger("nio.crypto").setLevel(logging.CRITICAL)
    for of_strangers in ("aiohttp.server", "nio.events.misc"):
        logging.getLogger(of_strangers).filters = [_Seldom()]
    # else a line that cannot be formatted would be printed with all its arguments
    logging.raiseExceptions = False


def set_level(level: str) -> None:
    """Which of the bot's own lines are logged from now on: from `info`, `warning` or `error` on."""
    logging.getLogger(_OWN).setLevel(level.upper())


class _Seldom(logging.Filter):
    """One line in a minute, without where it came from: what strangers send is no fault of ours."""

    def __init__(self) -> None:
        super().__init__()
        self._last = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        if abs(record.created - self._last) < _STRANGERS_S:
            return False
        self._last = record.created
        return True


class ErrorTally(logging.Handler):
    """Counts what went wrong lately, up to a thousand."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._seen = deque[tuple[float, str]](maxlen=1000)
        self.addFilter(_is_own)

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.append((record.created, record.getMessage()))

    def since(self, moment: datetime) -> Mapping[str, int]:
        """How often which error was logged since then (aware), the most frequent first."""
        start = moment.timestamp()
        found = Counter(sentence for time, sentence in self._seen if time >= start)
        return dict(found.most_common())


def count_errors() -> ErrorTally:
    """Count from now on."""
    tally = ErrorTally()
    logging.getLogger().addHandler(tally)
    return tally


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _OWN


def _own_or_serious(record: logging.LogRecord) -> bool:
    return _is_own(record) or record.levelno >= logging.WARNING


def _sentence(record: logging.LogRecord) -> str:
    if _is_own(record):
        return record.getMessage()
    return "a library had something to report"


def _facts(record: logging.LogRecord) -> dict[str, object]:
    if not _is_own(record):
        return {"place": f"{Path(record.pathname).name}:{record.lineno}"}
    return {
        name: type(value).__name__ if isinstance(value, BaseException) else value
        for name, value in vars(record).items()
        if name not in _STANDARD
    }


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _trace(error: BaseException) -> Iterator[str]:
    """Class and frames of an exception, then of what it was raised from."""
    yield type(error).__qualname__
    for frame in traceback.extract_tb(error.__traceback__):
        place = "/".join(Path(frame.filename).parts[-3:])
        yield f"  {place}:{frame.lineno} in {frame.name}"
    if isinstance(error, BaseExceptionGroup):
        for part in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            yield from (f"  {line}" for line in _trace(part))
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind:
        yield "after"
        yield from _trace(behind)


def _trace_of(record: logging.LogRecord) -> list[str]:
    error = record.exc_info[1] if record.exc_info else None
    return list(_trace(error)) if error else []


def _on_one_line(value: object) -> str:
    text = str(value)
    return text if text.isprintable() else ascii(text)


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = ", ".join(f"{name}={_on_one_line(value)}" for name, value in _facts(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name}: {_sentence(record)}"
        first = f"{line} ({facts})" if facts else line
        return "\n    ".join([first, *_trace_of(record)])


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _sentence(record),
            **({"facts": facts} if (facts := _facts(record)) else {}),
            **({"trace": trace} if (trace := _trace_of(record)) else {}),
        }
        return json.dumps(entry, ensure_ascii=False, default=str)
