"""What verbs have in common that hang something in a chat."""

from bot.commands.parts.house import House
from bot.commands.parts.phrases import only
from bot.commands.parts.verb import Asked
from bot.domain.fixture import FixtureKind
from bot.errors import UserError


def on_or_off(rest: str) -> bool:
    """Nothing means on. Raises `Misunderstood`."""
    return not only(rest, "off")


def power_for(house: House, asked: Asked, kind: FixtureKind, wanted: bool) -> None:
    """Raises `UserError` where the network has no such thing, or the bot too little power."""
    wall = house.walls.get(asked.line.chat.account)
    if wall is None:
        raise UserError("nothing_can_hang")
    missing = wall.power_missing(asked.line.chat, kind) if wanted else None
    if missing is not None:
        raise UserError("power_missing", {"needs": missing.needs, "has": missing.has})
