"""Moments in the headers of an answer (RFC 9110, section 5.6.7)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.networks.matrix.homeserver.loose import text_at


def date_at(headers: object, name: str) -> datetime | None:
    """What that header says (aware); None where it is missing or no date."""
    try:
        date = parsedate_to_datetime(text_at(headers, name) or "")
    except (ValueError, OverflowError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)
