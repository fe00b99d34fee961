"""From the sources to an answering bot by Docker and Compose, as the operator's page tells."""

import ast
import json
import re
import shutil
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.fixtures.containers import BUILD
from tests.fixtures.engine import DockerEngine
from tests.fixtures.venue import Venues, ask, is_answer
from tests.integration.packaging.conftest import Configure, Lend, settings_within
from tests.integration.packaging.operators import PAGE, UP, USER, Operator, commands
from tests.schemas import fixtures

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

COUNT = "SELECT count(*) FROM series"
DATA = "/var/lib/ankerplatz"
ENDED = "{{.State.Status}} {{.State.ExitCode}}"
IDS = "SELECT id FROM series"
MODULES = "pkgutil.walk_packages(bot.__path__, 'bot.')"
SERIES = "!meet every sunday 11:00 in Ankerplatz"


async def test_the_way_by_containers_leads_to_an_answering_bot(
    operator: Operator, venues: Venues, lend: Lend, jitsi: str
):
    venue = await venues.open("xmpp")
    given = await settings_within(venue, lend)
    site = f"https://{await lend(urlsplit(jitsi).netloc)}"
    account = [str(given[name]) for name in ("jid", "password", "host")]
    answers = ["en", "Europe/Berlin", site, "", *account, venue.guest.chat, "", "*", ""]
    build, *before, init, up, status = commands("*As a container*")
    assert build == BUILD  # typed for `image`
    for line in before:
        await operator.type(line)
    await operator.answer(init, *answers)
    await operator.type(up)
    await operator.until_ready()
    assert "errors in the last day: 0" in await operator.answer(status)
    await ask(venue, "!meet Vorstand", "/vorstand-")
    await operator.until(operator.is_healthy)


async def test_it_may_write_nothing_but_its_data_and_has_no_rights(
    operator: Operator, configure: Configure, venues: Venues
):
    await configure(await venues.open("xmpp"))
    await operator.type(UP)
    await operator.until_ready()
    process = dict(
        re.findall(r"^(\w+):\t(.*)$", await operator.within("cat", "/proc/1/status"), re.MULTILINE)
    )
    assert process["Uid"].split() == [str(USER)] * 4
    assert {int(process[f"Cap{kind}"], 16) for kind in ("Prm", "Eff", "Bnd", "Inh")} == {0}
    assert process["NoNewPrivs"] == "1"
    assert process["Seccomp"] == "2"
    everywhere = "find / -xdev -writable ! -type l 2>/dev/null || :"
    assert {*(await operator.within("sh", "-c", everywhere)).split()} == {DATA, "/tmp"}
    for place, outcome in (("/opt", 1), ("/etc/ankerplatz", 1), ("/tmp", 0), (DATA, 0)):
        tried = f"touch {place}/x 2>/dev/null; echo $?"
        root_or_bot = 0 if outcome else USER  # not even root may
        assert await operator.within("sh", "-c", tried, user=root_or_bot) == str(outcome), place
    assert await operator.within("sh", "-c", "command -v gcc make git pip || :") == ""
    assert await operator.within("sh", "-c", "grep -l ^State:.Z /proc/[0-9]*/status || :") == ""
    database = f"{DATA}/ankerplatz.db"
    assert await operator.within("stat", "-c", "%u %a", database) == f"{USER} 600"


async def test_it_ends_when_told_and_comes_back_with_its_data(
    operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    await operator.type(UP)
    await operator.until_ready()
    await ask(venue, SERIES, "sunday|Sunday")
    await operator.type("docker compose stop")
    assert await operator.state(ENDED) == "exited 0"  # killed after the time that it has it is 137
    await operator.type(UP)
    await operator.until_ready(times=2)
    await ask(venue, "!sessions", "Ankerplatz")


async def test_killed_it_is_started_again_by_docker(
    docker: DockerEngine, operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    await operator.type(UP)
    await operator.until_ready()
    await ask(venue, SERIES, "[Ss]unday")
    docker.strike(await operator.type("docker compose ps --quiet ankerplatz"))
    await venue.guest.say("!sessions")  # at a bot that is away
    await operator.until_ready(times=2)
    await venue.guest.wait_for(lambda line: is_answer(line, venue, "Ankerplatz"), 20)
    assert await operator.state("{{.RestartCount}}") == "1"


async def test_with_a_mistake_in_its_configuration_it_says_in_its_log_what_is_wrong(
    operator: Operator, configure: Configure, venues: Venues
):
    await configure(await venues.open("xmpp"), bot={"no_such_key": True})
    await operator.type(UP)

    async def has_ended() -> bool:
        return await operator.state("{{.State.ExitCode}} {{.State.Restarting}}") == "78 true"

    await operator.until(has_ended)
    assert "unknown key [bot] no_such_key" in await operator.answer(commands("what it says")[0])


async def test_told_to_end_in_its_first_moments_it_does(
    operator: Operator, configure: Configure, venues: Venues
):
    await configure(await venues.open("xmpp"))
    for pause in (0, 0.2):
        await operator.type(f"{UP} && sleep {pause} && docker compose stop")
        assert await operator.state(ENDED) == "exited 0"


async def test_the_zone_data_that_is_locked_goes_before_the_system_s(operator: Operator):
    (operator.sources / "Europe").mkdir()
    shutil.copy("/usr/share/zoneinfo/Asia/Tokyo", operator.sources / "Europe" / "Berlin")
    mount = '--volume "$PWD/Europe:/usr/share/zoneinfo/Europe:ro"'
    said = {}
    for variable in ("", "--env PYTHONTZPATH=/usr/share/zoneinfo"):
        when = "when --json --timezone Europe/Berlin 2030-01-01 12:00"
        line = await operator.type(
            f"docker run --rm --read-only {mount} {variable} ankerplatz {when}"
        )
        said[variable] = json.loads(line)["next"][0][-6:]
    assert [*said.values()] == ["+01:00", "+09:00"]


async def test_the_image_runs_the_bot_as_nobody_special_and_asks_how_it_is(
    docker: DockerEngine, image: str
):
    described = json.loads(docker.tell("docker", "inspect", "--format", "{{json .Config}}", image))
    assert (described["Entrypoint"], described["Cmd"]) == (["ankerplatz"], ["run"])
    assert described["Healthcheck"]["Test"] == ["CMD", "ankerplatz", "status", "--quiet"]
    assert described["User"] == f"{USER}:{USER}"


async def test_nothing_is_compiled_at_a_start(docker: DockerEngine, image: str):
    every = f"import bot, pkgutil; [__import__(it.name) for it in {MODULES}]"
    running = ("docker", "run", "--rm", "--read-only", "--entrypoint", "sh", image, "-c")
    loaded = docker.tell(*running, f'python3 -v -c "{every}" 2>&1')
    assert re.findall(r"^# code object from '(.*\.py)'", loaded, re.MULTILINE) == []
    assert re.search(r"^# code object from '/usr/.*\.pyc'", loaded, re.MULTILINE)
    assert re.search(r"^# code object from '/opt/.*/nio/.*\.pyc'", loaded, re.MULTILINE)


async def test_a_new_image_takes_over_the_old_data_and_keeps_a_copy_of_it(
    operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    dumps = fixtures()
    version, dump = [*dumps.items()][-2]
    old = operator.sources / "old"
    with closing(sqlite3.connect(old)) as database:
        database.executescript(dump)
        there_before = {*database.execute(IDS)}
    old.chmod(0o644)
    there = 'docker compose run --rm --volume "$PWD/old:/old:ro" --entrypoint cp ankerplatz'
    await operator.type(f"{there} /old {DATA}/ankerplatz.db")
    build, up = commands("from the new sources")
    assert build == BUILD
    await operator.type("printf 'FROM ankerplatz\nLABEL new=yes' | docker build -qt ankerplatz -")
    await operator.type(up)
    await operator.until_ready()
    assert await operator.state('{{index .Config.Labels "new"}}') == "yes"
    await ask(venue, "!meet Vorstand", "/vorstand-")
    kept = f"{DATA}/ankerplatz.db.schema-{version}"
    assert await operator.within("stat", "-c", "%u %a", kept) == f"{USER} 600"
    look = f"import sqlite3; print(*sqlite3.connect('{DATA}/ankerplatz.db').execute('{IDS}'))"
    left = await operator.within("python3", "-c", look)
    assert left  # what is over by now is erased at the start
    assert {*ast.literal_eval(f"[{left.replace(') (', '), (')}]")} <= there_before


async def test_a_backup_comes_out_of_the_container_and_goes_in_again(
    operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    await operator.type(UP)
    await operator.until_ready()
    await ask(venue, SERIES, "[Ss]unday")
    for line in commands("backup comes out"):
        await operator.answer(line)
    with closing(sqlite3.connect(operator.sources / "backup.db")) as saved:
        assert saved.execute(COUNT).fetchone() == (1,)
    await ask(venue, "!cancel 1", "1")
    for line in commands("goes in again"):
        await operator.answer(line)
    await operator.until_ready(times=2)
    await ask(venue, "!sessions", "Ankerplatz")


async def test_it_reads_a_configuration_that_an_editor_replaced(
    operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    await operator.type(UP)
    await operator.until_ready()
    edit = r"""sudo sed -i 's/^name = .*/&\nprefix = "?"/' config/config.toml"""
    await operator.type(edit)
    await operator.type(f"sudo chown {USER} config/config.toml")
    reload = re.search("# or: (docker compose .*)", PAGE)
    assert reload is not None
    await operator.type(reload[1])
    await ask(venue, "?meet Vorstand", "/vorstand-")
