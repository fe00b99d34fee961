"""Fixtures that every kind of test may use; the real servers live in tests/fixtures."""

pytest_plugins = [
    "tests.fixtures.postgresql",
    "tests.fixtures.prosody",
    "tests.fixtures.synapse",
    "tests.fixtures.venue",
]
