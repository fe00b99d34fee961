"""Alive, ready and some numbers, for whoever asks the port itself."""

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.chat import DeliveryKey
from bot.domain.delivery import Delivery, Outgoing, reply_key
from bot.errors import TransientError
from tests.contract.store.examples import Desk, line, saying
from tests.unit.web.conftest import CLUB, NOON, Neighbourhood


async def test_it_is_alive_before_it_is_ready(kiez: Neighbourhood) -> None:
    async with kiez.visited() as visitor:
        async with visitor.get("/healthz") as answer:
            assert answer.status == 200
        async with visitor.get("/readyz") as answer:
            assert answer.status == 503
            assert await answer.json() == {
                "ready": False,
                "database": True,
                "networks": {
                    CLUB.account: {
                        "ready": False,
                        "standing_by": False,
                        "last_read_seconds_ago": None,
                    }
                },
            }
        kiez.network.ready.set()
        kiez.network.read_at = NOON - timedelta(seconds=7)
        async with visitor.get("/readyz") as answer:
            assert answer.status == 200
            told = await answer.json()
            assert told["networks"][CLUB.account] == {
                "ready": True,
                "standing_by": False,
                "last_read_seconds_ago": 7,
            }


async def test_without_its_database_it_is_not_ready(kiez: Neighbourhood) -> None:
    def away():
        raise TransientError("away")

    kiez.network.ready.set()
    kiez.store.begin = away
    async with kiez.visited() as visitor:
        async with visitor.get("/readyz") as answer:
            assert answer.status == 503
            assert not (await answer.json())["database"]
        async with visitor.get("/metrics") as answer:
            assert "ankerplatz_database_up 0.0" in await answer.text()


async def scraped(kiez: Neighbourhood) -> dict[str, float]:
    """What Prometheus' own parser reads: the samples by name and labels."""
    async with kiez.visited() as visitor, visitor.get("/metrics") as answer:
        text = await answer.text()
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_numbers_are_as_prometheus_reads_them(kiez: Neighbourhood) -> None:
    kiez.network.ready.set()
    numbers = await scraped(kiez)
    account = CLUB.account
    assert numbers["ankerplatz_info 1.2"] == 1
    assert numbers["ankerplatz_database_up"] == 1
    assert numbers[f"ankerplatz_network_ready {account}"] == 1
    assert numbers[f"ankerplatz_delivery_late_seconds {account}"] == 0
    assert numbers[f"ankerplatz_delivery_attempts_total {account} sent"] == 7
    assert numbers[f"ankerplatz_delivery_attempts_total {account} put_back"] == 0
    assert numbers["ankerplatz_reminders_total dropped"] == 2
    assert numbers["ankerplatz_attendance_source muc_census"] == 2
    assert numbers["ankerplatz_attendance_source xmpp-disco"] == 0
    assert numbers["process_resident_memory_bytes"] > 0


async def test_what_is_not_said_yet_is_counted_and_how_long_it_waits(kiez: Neighbourhood) -> None:
    desk, account = Desk(kiez.store, owner="test"), CLUB.account
    for key, age in (("a", 40), ("b", 30), ("c", 20)):
        async with kiez.store.begin() as work:
            await work.outbox.add(saying(key, CLUB), now=NOON - timedelta(seconds=age))
    async with kiez.store.begin() as work:
        await work.outbox.add(saying("edit", CLUB, edits="c"), now=NOON)
    await desk.claim(NOON, account=account, limit=1)
    numbers = await scraped(kiez)
    assert numbers[f"ankerplatz_queue_age_seconds {account}"] == 40
    assert numbers[f"ankerplatz_deliveries {account} waiting"] == 2
    assert numbers[f"ankerplatz_deliveries {account} claimed"] == 1
    assert numbers[f"ankerplatz_deliveries {account} held"] == 1


async def test_it_is_measured_how_long_answers_and_other_lines_take(kiez: Neighbourhood) -> None:
    asked, account = line("x", CLUB), CLUB.account
    kiez.figures.asked([asked])
    kiez.clock.time += timedelta(milliseconds=200)
    for key in (reply_key(asked), DeliveryKey("reminder")):
        kiez.figures.sent(
            Delivery(
                id=1,
                key=key,
                chat=CLUB,
                outgoing=Outgoing(text=""),
                attempt=1,
                first_tried_at=NOON,
                added_at=NOON,
            )
        )
    numbers = await scraped(kiez)
    assert numbers[f"ankerplatz_reply_seconds_bucket {account} 0.1"] == 0
    assert numbers[f"ankerplatz_reply_seconds_bucket {account} 0.25"] == 1
    assert numbers[f"ankerplatz_reply_seconds_bucket {account} +Inf"] == 1
    assert numbers[f"ankerplatz_reply_seconds_sum {account}"] == pytest.approx(0.2)
    assert numbers[f"ankerplatz_delivery_seconds_count {account}"] == 2


async def test_no_number_is_about_anybody(kiez: Neighbourhood) -> None:
    kiez.figures.asked([line("x", CLUB)])
    async with kiez.visited() as visitor, visitor.get("/metrics") as answer:
        text = await answer.text()
    for secret in (CLUB.chat, "anna", "Anna", "!meet"):
        assert secret not in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
async def test_a_proxy_passes_none_of_it_on(kiez: Neighbourhood, path: str, header: str) -> None:
    passed_on = {header: "for=192.0.2.1"}
    async with kiez.visited() as visitor, visitor.get(path, headers=passed_on) as answer:
        assert answer.status == 404


TOP = Path(__file__).parents[3]
RULES = TOP / "contrib/prometheus/ankerplatz.rules.yml"
CASES = TOP / "tests/data/prometheus/alerts.yml"
DASHBOARD = TOP / "contrib/grafana/ankerplatz.json"
METRIC = re.compile(r"\b(?:ankerplatz|process)_\w+")
LABEL = re.compile(r'(\w+)=~?"|by \(([\w, ]+)\)|\{\{ *(?:\$labels\.)?(\w+) *\}\}')


def promtool(*words: str | Path) -> str:
    """What it says; a failure fails the test."""
    done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown() -> list[tuple[str, str]]:
    """Each query of the dashboard, and how its lines are called."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    targets = [target for panel in panels for target in panel["targets"]]
    return [(target["expr"], target["legendFormat"]) for target in targets]


def alerts() -> list[tuple[str, str]]:
    """Each query that raises an alert, and what is said then."""
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    return [(rule["expr"], str(rule["annotations"])) for rule in rules]


@pytest.mark.parametrize(("query", "said"), [*shown(), *alerts()])
async def test_what_dashboard_and_alerts_ask_for_is_told(
    kiez: Neighbourhood, query: str, said: str
) -> None:
    kiez.network.ready.set()
    kiez.network.read_at = NOON
    kiez.figures.asked([line("x", CLUB)])
    async with kiez.visited() as visitor, visitor.get("/metrics") as answer:
        families = list(text_string_to_metric_families(await answer.text()))
    labels = {sample.name: {*sample.labels} for one in families for sample in one.samples}
    asked = set(METRIC.findall(query))
    assert asked <= labels.keys()
    of_prometheus = {"job", "instance"}
    known = of_prometheus.union(*(labels[name] for name in asked))
    named = {name for found in LABEL.findall(f"{query} {said}") for name in " ".join(found).split()}
    assert {name.rstrip(",") for name in named} <= known


def test_prometheus_takes_what_the_dashboard_asks(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{n}", "expr": expr} for n, (expr, _) in enumerate(shown())]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    assert f"SUCCESS: {len(rules)} rules found" in promtool("check", "rules", file)


def test_each_alert_is_raised_when_it_should_be_and_not_before() -> None:
    assert "SUCCESS" in promtool("test", "rules", CASES)
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    tried = [
        one
        for case in yaml.safe_load(CASES.read_text())["tests"]
        for one in case["alert_rule_test"]
    ]
    raised = {one["alertname"] for one in tried if "exp_alerts" in one}
    silent = {one["alertname"] for one in tried if "exp_alerts" not in one}
    assert raised == silent == {rule["alert"] for rule in rules}


async def test_a_copy_that_stands_by_is_alive_and_not_ready_and_nothing_is_wrong(
    kiez: Neighbourhood,
) -> None:
    kiez.serves = False
    async with kiez.visited() as visitor:
        async with visitor.get("/healthz") as answer:
            assert answer.status == 200
        async with visitor.get("/readyz") as answer:
            assert answer.status == 503
            assert (await answer.json())["networks"][CLUB.account]["standing_by"] is True
    numbers = await scraped(kiez)
    assert numbers[f"ankerplatz_account_served {CLUB.account}"] == 0
    assert f"ankerplatz_network_ready {CLUB.account}" not in numbers
