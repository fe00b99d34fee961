"""What an error stanza means for a repeat."""

import pytest

from bot.errors import PermanentError, TransientError
from bot.networks.xmpp.transport.errors import refusal
from tests.unit.networks.xmpp.stanzas import message

STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"


def refused(kind: str, condition: str) -> Exception:
    error = (
        f"<error type='{kind}'><text xmlns='{STANZAS}'>Anna is not amused</text>"
        f"<{condition} xmlns='{STANZAS}'/></error>"
    )
    return refusal(message(None, error))


@pytest.mark.parametrize(
    ("kind", "condition", "expected"),
    [
        ("auth", "forbidden", PermanentError),
        ("cancel", "service-unavailable", PermanentError),
        ("modify", "not-acceptable", PermanentError),
        ("wait", "service-unavailable", TransientError),
        ("cancel", "remote-server-not-found", TransientError),
        ("modify", "policy-violation", TransientError),
        ("wait", "resource-constraint", TransientError),
    ],
)
def test_some_refusals_pass_and_others_stay(kind: str, condition: str, expected: type[Exception]):
    error = refused(kind, condition)

    assert isinstance(error, expected)
    assert str(error) == condition


@pytest.mark.parametrize("inside", ["", "<error/>", "<error type='cancel'><gone/></error>"])
def test_an_error_that_says_nothing_is_tried_again(inside: str):
    error = refusal(message(None, inside))

    assert isinstance(error, TransientError)
    assert str(error) == "undefined-condition"
