"""What servers and rooms refuse (RFC 6120, section 8.3), and what slixmpp raises for it."""

from collections.abc import Awaitable
from typing import Final, cast
from xml.etree.ElementTree import Element

from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.stanza import Iq

from bot.errors import AnkerplatzError, PermanentError, TransientError
from bot.networks.xmpp.stanzas.elements import CLIENT, STANZAS

_PASSES: Final = frozenset(
    {
        "internal-server-error",
        "policy-violation",  # how rate limits are spelt, and a pause helps
        "recipient-unavailable",
        "remote-server-not-found",
        "remote-server-timeout",
        "resource-constraint",
        "undefined-condition",
        "unexpected-request",
    }
)


class RefusedForNowError(TransientError):
    """An error stanza that a later try may not meet. `condition` is its defined condition."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition


class RefusedForGoodError(PermanentError):
    """An error stanza that every repeat will meet. `condition` is its defined condition."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition


def refusal(stanza: Element) -> RefusedForNowError | RefusedForGoodError:
    """The error that a stanza of type "error" reports. Its text stays out: it may quote people.

    The type "wait" is the sender's own word for "try again"; the conditions listed above pass
    whatever type they come with.
    """
    error = stanza.find(f"{CLIENT}error")
    names = () if error is None else (child.tag for child in error)
    conditions = (name.removeprefix(STANZAS) for name in names if name.startswith(STANZAS))
    condition = next((name for name in conditions if name != "text"), "undefined-condition")
    waits = error is not None and error.get("type") == "wait"
    if waits or condition in _PASSES:
        return RefusedForNowError(condition)
    return RefusedForGoodError(condition)


async def settle(answer: Awaitable[Iq | None]) -> Element:
    """Await the answer to a request, and translate the errors that slixmpp raises."""
    try:
        iq = await answer
    except IqError as error:
        raise refusal(cast("Iq", error.iq).xml) from error
    except IqTimeout as error:
        raise TransientError("the XMPP server did not answer") from error
    if iq is None:
        raise AnkerplatzError("a request that expects no answer was awaited")
    return iq.xml
