"""Some numbers for Prometheus, read anew for each scrape; nothing in them is about people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector

from bot.domain.settings import Presence
from bot.usecases.upkeep.check_health import NetworkHealth
from bot.usecases.upkeep.figures import BOUNDS_S, Durations, Vitals

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_OUTCOMES: Final = {"Sent": "sent", "PutBack": "put_back", "Failed": "failed"}


def scraped(
    vitals: Vitals, found: Sequence[NetworkHealth], *, version: str, now: datetime
) -> bytes:
    """The numbers as Prometheus reads them."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Scrape(vitals, found, version=version, now=now))
    return generate_latest(registry)


class _Scrape:
    """Made anew for each; fits prometheus-client's `Collector`."""

    def __init__(
        self, vitals: Vitals, found: Sequence[NetworkHealth], *, version: str, now: datetime
    ) -> None:
        self._vitals = vitals
        self._found = found
        self._version = version
        self._now = now

    def collect(self) -> Iterator[Metric]:
        known = all(one.late is not None for one in self._found)
        yield InfoMetricFamily(
            "ankerplatz", "Which program this is", value={"version": self._version}
        )
        yield GaugeMetricFamily(
            "ankerplatz_database_up", "Whether the database answers", value=known
        )
        yield from self._networks()
        yield from self._unsaid()
        yield from self._said()
        yield _counters(
            "ankerplatz_reminders",
            "Reminders that were told, and that were dropped because they were late",
            ["outcome"],
            {(outcome,): n for outcome, n in self._vitals.reminders.items()},
        )
        yield self._sources()

    def _networks(self) -> Iterator[Metric]:
        yield _gauges(
            "account_served",
            "Whether this copy serves the account; one of all copies does",
            {(one.account,): float(not one.standing_by) for one in self._found},
        )
        yield _gauges(
            "network_ready",
            "Whether the account is connected and in sync, where this copy serves it",
            {(one.account,): float(one.is_ready) for one in self._found if not one.standing_by},
        )
        yield _gauges(
            "network_unread_seconds",
            "Since the network last told something",
            {
                (one.account,): one.unread_for.total_seconds()
                for one in self._found
                if one.unread_for is not None
            },
        )

    def _unsaid(self) -> Iterator[Metric]:
        yield _gauges(
            "delivery_late_seconds",
            "What could be sent and was not, for so long",
            {
                (one.account,): one.late.total_seconds()
                for one in self._found
                if one.late is not None
            },
        )
        backlogs = [(one.account, one.backlog) for one in self._found if one.backlog]
        yield _gauges(
            "queue_age_seconds",
            "Since the oldest line that is not sent was put in; also while it may not be sent",
            {
                (account,): max((self._now - one.oldest).total_seconds(), 0.0) if one.oldest else 0
                for account, one in backlogs
            },
        )
        lines = {
            (account, state): float(getattr(one, state))
            for account, one in backlogs
            for state in ("waiting", "claimed", "held")
        }
        yield _gauges("deliveries", "Lines that are not sent yet", lines, "state")

    def _said(self) -> Iterator[Metric]:
        yield _counters(
            "ankerplatz_delivery_attempts",
            "What became of attempts to send a line",
            ["account", "outcome"],
            {
                (account, outcome): tally.get(kind, 0)
                for account, tally in self._vitals.deliveries.items()
                for kind, outcome in _OUTCOMES.items()
            },
        )
        replies, lateness = (
            HistogramMetricFamily(f"ankerplatz_{name}_seconds", meaning, labels=["account"])
            for name, meaning in (
                ("reply", "From a command's arrival to the server's receipt for the answer"),
                ("delivery", "From putting any line into the outbox to the server's receipt"),
            )
        )
        for account, figures in self._vitals.figures.items():
            _add(replies, account, figures.replies)
            _add(lateness, account, figures.lateness)
        yield from (replies, lateness)

    def _sources(self) -> Metric:
        family = GaugeMetricFamily(
            "ankerplatz_attendance_source",
            "What each way to see who is in a call shows: 0 nothing, 1 open, 2 count, 3 names",
            labels=["source"],
        )
        for one in self._vitals.sources():
            family.add_metric([one.name], list(Presence).index(one.shows))
        return family


def _gauges(
    name: str, meaning: str, values: Mapping[tuple[str, ...], float], *more: str
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"ankerplatz_{name}", meaning, labels=["account", *more])
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _counters(
    name: str, meaning: str, labels: Sequence[str], values: Mapping[tuple[str, ...], int]
) -> CounterMetricFamily:
    family = CounterMetricFamily(name, meaning, labels=labels)
    for labelled, value in values.items():
        family.add_metric(labelled, value)
    return family


def _add(family: HistogramMetricFamily, account: str, durations: Durations) -> None:
    """Prometheus counts each bucket with all that are smaller."""
    bounds = [*(str(bound) for bound in BOUNDS_S), "+Inf"]
    buckets = list(zip(bounds, accumulate(durations.counts), strict=True))
    family.add_metric([account], buckets, durations.total_s)
