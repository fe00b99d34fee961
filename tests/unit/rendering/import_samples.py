"""A calendar that is taken over, with all that can be wrong in it."""

from bot.commands.verbs.import_calendar import ImportPreview, ImportQuestion, SeriesImported, Taken
from bot.usecases.ports.calendars import ForeignSeries, Unusable
from bot.usecases.programme.import_calendar import Sorted
from tests.unit.rendering.programme_samples import AHEAD, ALONE, NASTY, ONCE, WEEKLY

WHOLE = ForeignSeries(uid="1", title=NASTY, unusable=Unusable.WHOLE_DAY)
TAKEN = (Taken(series=WEEKLY, ahead=AHEAD), Taken(series=ONCE, ahead=ALONE))
RESTS = (
    Sorted(),
    Sorted(known=(WEEKLY,), past=(WHOLE,), unusable=(WHOLE,)),
    Sorted(known=(WEEKLY, ONCE), past=(WHOLE, WHOLE), unusable=(WHOLE, WHOLE)),
)

IMPORT_SAMPLES = [
    *(
        ImportQuestion(address="https://cloud.example.org/a.ics?<b>", fresh=taken, rest=rest)
        for taken in (TAKEN, TAKEN[:1])
        for rest in RESTS
    ),
    ImportPreview(fresh=TAKEN, rest=RESTS[1]),
    ImportQuestion(address=None, fresh=TAKEN, rest=Sorted()),
    *(SeriesImported(taken=TAKEN, rest=rest) for rest in RESTS),
]
