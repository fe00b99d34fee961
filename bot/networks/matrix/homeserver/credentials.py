"""The token and device of a password login, kept in a file that only its owner reads."""

import json
import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.networks.matrix.homeserver.files import replace_private
from bot.networks.matrix.homeserver.loose import text_at

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a login gave. The device id outlives the token: transaction ids belong to the device."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)


def load(file: Path) -> Credentials | None:
    """What was kept; None when there is no such file, or when it is not what `save` writes."""
    try:
        kept: object = json.loads(file.read_text())
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
            log.warning("Others could read the credentials file", extra={"file": file.name})
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        log.warning("The credentials file cannot be read", extra={"file": file.name})
        return None
    user_id, device_id = text_at(kept, "user_id"), text_at(kept, "device_id")
    access_token = text_at(kept, "access_token")
    if not (user_id and device_id and access_token):
        return None
    return Credentials(user_id=user_id, device_id=device_id, access_token=access_token)


def save(file: Path, credentials: Credentials) -> None:
    """Replace what was kept. Raises `PermanentError` when it cannot be written."""
    replace_private(file, json.dumps(asdict(credentials)))
