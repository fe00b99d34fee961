"""A language beyond the two of the house: one catalogue, one table, one line."""

from bot.domain.chat import ChatRole
from tests.unit.commands.conftest import World


async def in_french(world: World) -> str:
    return await world.ask("!language fr", role=ChatRole.MODERATOR)


async def test_a_chat_can_speak_french(world: World) -> None:
    answer = await in_french(world)
    assert answer == "Désormais, je parle français ici. Revenir en arrière\u00a0: !langue en"
    assert "!réunion [sujet]" in await world.ask("!aide")
    assert "Langue\u00a0: fr" in await world.ask("!réglages", role=ChatRole.MODERATOR)
    assert "From now on" in await world.ask("!langue english", role=ChatRole.MODERATOR)


async def test_a_series_is_planned_changed_and_called_off_in_french(world: World) -> None:
    await in_french(world)
    planned = await world.moderate("!réunion chaque dimanche à 11h Chorale dans Ankerplatz")
    assert "Chorale: chaque dimanche à 11h00 (Europe/Berlin)" in planned
    assert "Prochaines dates\u00a0: dimanche 29 novembre, 11h00" in planned
    assert "!annuler 1" in planned
    assert "1. Chorale: dimanche 29 novembre, 11h00" in await world.ask("!rdv")
    assert "n'a pas lieu\u00a0: dimanche 6 décembre" in await world.moderate("!sauter 1 le 6.12.")
    moved = await world.moderate("!deplacer 1 du 13 décembre au lundi 14.12. 20h")
    assert "est déplacé\u00a0: lundi 14 décembre, 20h00" in moved
    assert "au début" in await world.ask("!abonner 1 10 min ici", role=ChatRole.MODERATOR)
    assert "est annulé" in await world.moderate("!annuler 1")
    assert "a finalement lieu" in await world.moderate("!annuler 1 rétablir")


async def test_what_has_no_french_words_yet_is_said_in_english(world: World) -> None:
    await in_french(world)
    assert "What I keep, and what for:" in await world.ask("!confidentialité")
    assert "Je ne parle pas klingon" in await world.ask("!langue klingon", role=ChatRole.MODERATOR)


async def test_french_is_understood_whatever_the_chat_speaks(world: World) -> None:
    assert "Board: Wednesday, 25 November 2026 at 19:30" in await world.ask(
        "!reunion demain 19h30 Board"
    )
    assert "whether anyone is in Board" in await world.ask("!qui Board")
