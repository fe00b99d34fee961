"""What reaches the log, and above all what does not."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import nio
import pytest

from bot.logs import LogFormat, set_up

BODY = "Kommt alle um acht, der Schlüssel liegt unter der Matte"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root, own = logging.getLogger(), logging.getLogger("bot")
    before = (root.handlers[:], root.level, own.level, logging.raiseExceptions)
    # the runner's own handlers are taken out, for else setting up would close them
    root.handlers = []
    yield
    root.handlers, level, own_level, logging.raiseExceptions = before
    root.setLevel(level)
    own.setLevel(own_level)


@pytest.fixture(params=LogFormat)
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    set_up(request.param, stream=stream)
    return stream


def failing(outer: str = BODY) -> None:
    try:
        raise KeyError(outer)
    except KeyError as error:
        raise RuntimeError(outer) from error


def test_text_is_one_line_with_the_facts_at_its_end() -> None:
    stream = io.StringIO()
    set_up(LogFormat.TEXT, stream=stream)

    logging.getLogger("bot.delivery").info("the server asked us to wait", extra={"seconds": 4})

    moment, rest = stream.getvalue().split(" ", 1)
    assert datetime.fromisoformat(moment).tzinfo == UTC
    assert rest == "INFO bot.delivery: the server asked us to wait (seconds=4)\n"


def test_json_is_one_object_a_line_with_the_facts_apart() -> None:
    stream = io.StringIO()
    set_up(LogFormat.JSON, stream=stream)
    when = datetime(2026, 3, 29, 11, tzinfo=UTC)

    logging.getLogger("bot.x").warning("late", extra={"due": when, "chat": "ü", "count": 2})
    logging.getLogger("bot.x").info("no facts")

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert datetime.fromisoformat(first.pop("time")).tzinfo == UTC
    assert first == {
        "level": "warning",
        "logger": "bot.x",
        "message": "late",
        "facts": {"due": "2026-03-29 11:00:00+00:00", "chat": "ü", "count": 2},
    }
    assert second.keys() == {"time", "level", "logger", "message"}


@pytest.mark.parametrize("name", ["nio.rooms", "slixmpp.xmlstream", "aiohttp.web", "asyncio"])
def test_a_library_is_heard_only_when_it_is_serious_and_never_in_its_words(
    name: str, stream: io.StringIO
) -> None:
    foreign = logging.getLogger(name)

    foreign.info("sending %s", BODY)
    assert stream.getvalue() == ""

    foreign.warning("cannot parse %s", BODY, extra={"stanza": BODY})
    foreign.error(f"cannot parse {BODY}")
    assert stream.getvalue().count(name) == 2
    assert stream.getvalue().count("test_logs.py:") == 2
    assert "Matte" not in stream.getvalue()


def test_a_library_that_raises_its_own_volume_is_still_not_heard(stream: io.StringIO) -> None:
    loud = logging.getLogger("slixmpp.loud")
    loud.setLevel(logging.DEBUG)

    loud.debug("SEND %s", BODY)

    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", ["bot.commands.answering.router", "asyncio"])
def test_an_exception_is_told_by_class_and_place_but_not_by_its_words(
    name: str, stream: io.StringIO
) -> None:
    try:
        failing()
    except RuntimeError:
        logging.getLogger(name).exception("a bug")

    logged = stream.getvalue()
    assert logged.index("RuntimeError") < logged.index("after") < logged.index("KeyError")
    assert "unit/test_logs.py:" in logged
    assert "in failing" in logged
    assert "Matte" not in logged


def test_what_failed_side_by_side_is_told_one_by_one(stream: io.StringIO) -> None:
    group = ExceptionGroup(BODY, [ValueError(BODY), ExceptionGroup(BODY, [OSError(BODY)])])

    logging.getLogger("bot.run").error("stopped", exc_info=group)

    assert all(each in stream.getvalue() for each in ("ExceptionGroup", "ValueError", "OSError"))
    assert "Matte" not in stream.getvalue()


def test_an_exception_among_the_facts_is_told_by_its_class(stream: io.StringIO) -> None:
    logging.getLogger("bot.x").warning("failed", extra={"error": ValueError(BODY)})

    assert "ValueError" in stream.getvalue()
    assert "Matte" not in stream.getvalue()


def test_a_fact_cannot_forge_a_second_line(stream: io.StringIO) -> None:
    logging.getLogger("bot.x").info("joined", extra={"chat": "a\n2026 INFO bot: forged"})

    assert len(stream.getvalue().splitlines()) == 1


def test_a_line_that_cannot_be_formatted_is_dropped_in_silence(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot.x").info("too many %s", BODY, BODY)  # noqa: PLE1205 -- the mistake

    assert stream.getvalue() == ""
    assert capsys.readouterr().err == ""


def test_debug_lines_of_our_own_stay_out(stream: io.StringIO) -> None:
    logging.getLogger("bot.x").debug("fine detail")

    assert stream.getvalue() == ""


def test_what_strangers_send_to_the_web_port_fills_no_log() -> None:
    stream = io.StringIO()
    set_up(stream=stream)
    for _ in range(1000):
        try:
            raise ValueError("GET garbage")
        except ValueError:
            logging.getLogger("aiohttp.server").exception("Error handling request")
    (line,) = stream.getvalue().splitlines()
    assert "garbage" not in line


def test_broken_events_of_strangers_do_not_fill_the_log() -> None:
    stream = io.StringIO()
    set_up(stream=stream)
    for _ in range(1000):
        nio.Event.parse_event({"type": "m.room.message", "content": {"body": "garbage"}})
    (line,) = stream.getvalue().splitlines()
    assert "garbage" not in line
