"""What an audit says, by the answers that pip-audit gives."""

import pytest

from tests.audit import FOUND, UNASKED, told

SOUND = {"name": "attrs", "version": "26.1.0", "vulns": []}
FLAWED = {
    "name": "jinja2",
    "version": "2.10",
    "vulns": [
        {"id": "PYSEC-2019-217", "aliases": ["CVE-2019-10906"], "fix_versions": ["2.10.1"]},
        {"id": "PYSEC-0-0", "aliases": [], "fix_versions": []},
    ],
}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def test_where_no_flaw_is_known_all_is_well() -> None:
    assert told({"dependencies": [SOUND, SOUND]}) == (0, ["none of 2 packages"])


def test_each_flaw_is_named_with_the_version_that_mends_it() -> None:
    assert told({"dependencies": [SOUND, FLAWED]}) == (
        FOUND,
        [
            "jinja2 2.10: PYSEC-2019-217, CVE-2019-10906; mended in 2.10.1",
            "jinja2 2.10: PYSEC-0-0; mended in not yet",
        ],
    )


def test_what_nothing_is_known_of_is_not_taken_for_sound() -> None:
    assert told({"dependencies": [SOUND, UNKNOWN]}) == (FOUND, ["nothing is known of: ours"])


@pytest.mark.parametrize("report", [None, {"dependencies": [UNKNOWN, UNKNOWN]}])
def test_a_service_that_cannot_be_asked_is_said_in_one_line(report: object) -> None:
    status, lines = told(report)
    assert (status, len(lines)) == (UNASKED, 1)
