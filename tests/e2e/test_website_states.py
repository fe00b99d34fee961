"""Every state of the public pages, small and large, light and dark: readable, and by everybody.

axe-core looks along: contrast (WCAG 2.2 AA), names, order, landmarks.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.recurrence import Recurrence
from bot.domain.series import Change
from tests.e2e.clients import picture
from tests.pictures import Sight, busy, looked_at
from tests.unit.web.conftest import CHOIR, NOON, SUNDAY, Neighbourhood

pytestmark = pytest.mark.e2e

CHOIR_PAGE = "/s/gruener-chor"


def small_and_large(path: str, name: str, **how: bool) -> list[Sight]:
    """At 320 pixels in the dark and at 1280 in the light."""
    return [
        Sight(path=path, width=width, dark=dark, picture=picture(f"state-{name}-{width}"), **how)
        for width, dark in ((320, True), (1280, False))
    ]


async def seen(kiez: Neighbourhood, *sights: Sight) -> list[dict[str, Any]]:
    async with looked_at(kiez, sights) as pages:
        for sight, page in zip(sights, pages, strict=True):
            assert page["violations"] == [], sight
            assert page["overflow"] == 0, sight
            assert page["elsewhere"] == [], sight
        return pages


async def test_a_busy_neighbourhood_and_what_goes_wrong_there() -> None:
    kiez = await busy()
    programme, _, series, _, poster, frame, _, nothing, _, deaf, _ = await seen(
        kiez,
        *small_and_large("/?lang=de", "many"),
        *small_and_large(f"{CHOIR_PAGE}?lang=de&tz=Asia/Tokyo", "series"),
        Sight(path=f"{CHOIR_PAGE}?lang=de", width=794, print=True, picture=picture("state-poster")),
        *small_and_large("/embed/gruener-chor?lang=de", "embed"),
        *small_and_large("/s/nothing?lang=de", "nothing"),
        *small_and_large("/?lang=de", "offline", deaf=True),
    )
    assert "jetzt offen, 4 da" in programme["text"]
    assert "fällt aus" in series["text"]
    assert "verlegt" in series["text"]
    assert "(Tokio)" in series["text"]
    assert "Wie viele da waren" in series["text"]
    assert "Wie viele da waren" not in poster["text"]
    assert poster["sheets"] == 1
    assert "jetzt offen" in frame["text"]
    assert "Hier ist nichts" in nothing["text"]
    assert "keine Verbindung" in deaf["text"]
    assert deaf["text"].count("Teilnehmen") == programme["text"].count("Teilnehmen")


async def test_one_series_and_none_and_one_that_was_called_off() -> None:
    kiez = Neighbourhood()
    (empty, _) = await seen(kiez, *small_and_large("/?lang=de", "empty"))
    assert "nichts Öffentliches geplant" in empty["text"]
    once = replace(CHOIR.recurrence, rrule=None)
    await kiez.plan(
        replace(CHOIR, recurrence=once).changed(Change(slot=SUNDAY, starts=None)),
    )
    (one, _) = await seen(kiez, *small_and_large("/?lang=de", "cancelled"))
    assert "fällt aus" in one["text"]
    assert "Teilnehmen" not in one["text"], "nobody is led into a call that does not take place"
    await kiez.plan(CHOIR.called_off())
    (over, _) = await seen(kiez, *small_and_large(f"{CHOIR_PAGE}?lang=de", "over"))
    assert "findet nicht mehr statt" in over["text"]
    kiez.clock.time = NOON + timedelta(days=30)
    await kiez.plan(replace(CHOIR, recurrence=Recurrence(start=SUNDAY, timezone="UTC", rrule=None)))
    (past, _) = await seen(kiez, *small_and_large(f"{CHOIR_PAGE}?lang=de", "past"))
    assert "kein Termin" in past["text"]


@pytest.mark.parametrize("accent", ["#ffff66", "#0a0a12"])
async def test_whatever_colour_the_organisation_has_everything_can_be_read(accent: str) -> None:
    kiez = await busy()
    kiez.site = replace(kiez.site, accent=accent)
    await seen(kiez, *small_and_large(f"{CHOIR_PAGE}?lang=de", f"accent-{accent[1:]}"))
