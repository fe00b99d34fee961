"""The files that Compose takes beside its own, run as the operator's page tells."""

import json
import re

import pytest

from bot.demo.servers.prosody import MEET_MUC
from tests.fixtures.containers import BASE
from tests.fixtures.engine import DockerEngine
from tests.fixtures.venue import Venues, ask
from tests.integration.packaging.conftest import Configure
from tests.integration.packaging.operators import PAGE, UP, Operator, commands

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

CENSUS = json.dumps(
    {"room_census": [{"room_name": f"ankerplatz@{MEET_MUC}", "participants": 3, "leaked": False}]}
)
COUNT = "SELECT count(*) FROM series"
DATA = "/var/lib/ankerplatz"
FETCH = "from urllib.request import urlopen; print(urlopen(input()).status)"
JITSI_NETWORK = "docker-jitsi-meet_meet.jitsi"
SERIES = "!meet every sunday 11:00 in Ankerplatz"


async def test_with_postgresql_it_waits_for_the_database_and_comes_back_to_it(
    operator: Operator, configure: Configure, venues: Venues, postgres_image: str
):
    assert postgres_image
    venue = await venues.open("matrix")
    await configure(venue)
    for line in commands("*With PostgreSQL*"):
        await operator.type(line)
    await operator.until_ready()
    await ask(venue, SERIES, "[Ss]unday")
    count = f"psql -U ankerplatz -Atc '{COUNT}'"
    assert await operator.type(f"docker compose exec -T postgres {count}") == "1"
    assert "ankerplatz.db" not in await operator.within("ls", DATA)
    await operator.type("docker compose restart postgres")
    await ask(venue, "!meet Vorstand", "/vorstand-", seconds=60)
    await operator.type("docker compose down")
    await operator.type(UP)
    await operator.until_ready()
    await ask(venue, "!sessions", "Ankerplatz")


async def test_a_bot_moves_into_postgresql_with_all_that_it_knows(
    operator: Operator, configure: Configure, venues: Venues, postgres_image: str
):
    assert postgres_image
    venue = await venues.open("xmpp")
    await configure(venue)
    await operator.type(UP)
    await operator.until_ready()
    await ask(venue, SERIES, "[Ss]unday")
    name_the_files, _ = commands("*With PostgreSQL*")
    await operator.type(name_the_files)
    for line in commands("Containers move into"):
        await operator.answer(line)
    await operator.until_ready()  # in a container of its own, with a log of its own
    await ask(venue, "!sessions", "Ankerplatz")
    counted = await operator.type(
        f"docker compose exec -T postgres psql -U ankerplatz -Atc '{COUNT}'"
    )
    assert counted == "1"


async def test_with_the_web_part_a_proxy_on_the_machine_reaches_it_also_beside_postgresql(
    operator: Operator, configure: Configure, venues: Venues, postgres_image: str
):
    assert postgres_image
    await configure(await venues.open("xmpp"))
    for line in commands("*With the web part*"):
        await operator.type(line)
    await operator.until_ready()
    on_the_machine = f"docker run --rm -i --network host {BASE} python3 -c '{FETCH}'"
    assert await operator.type(on_the_machine, typed="http://127.0.0.1:8480/\n") == "200"
    together = re.search(r"can be combined\s\(`(.*)`\)", PAGE)
    assert together is not None
    await operator.type(f"echo COMPOSE_FILE={together[1]} > .env")
    await operator.type(UP)
    await operator.until_ready()  # in a container of its own, with a log of its own
    assert await operator.type(on_the_machine, typed="http://127.0.0.1:8480/\n") == "200"


async def test_beside_docker_jitsi_meet_each_reaches_the_other(
    docker: DockerEngine, operator: Operator, configure: Configure, venues: Venues
):
    venue = await venues.open("xmpp")
    await configure(venue)
    docker.tell("docker", "network", "create", JITSI_NETWORK)
    there = ("--network", JITSI_NETWORK, "--network-alias", "xmpp.meet.jitsi", "--name", "xmpp")
    census = f"mkdir /srv/there && cd /srv/there && echo '{CENSUS}' > room-census"
    serve = f"{census} && exec python3 -m http.server 5280"
    docker.tell("docker", "run", "--detach", *there, BASE, "sh", "-c", serve)
    for line in commands("*Beside docker-jitsi-meet*"):
        await operator.type(line)
    await operator.until_ready()
    await ask(venue, "!who Ankerplatz", r"\b3\b")
    asking = f"docker exec -i xmpp python3 -c '{FETCH}'"
    assert await operator.type(asking, typed="http://ankerplatz:8480/healthz\n") == "200"
