"""The answers that mean: nothing was done, and something is missing for it."""

from typing import Final

from bot.commands.data import AskInPrivate
from bot.commands.end import EndQuestion, NothingRuns
from bot.commands.forget import ForgetQuestion
from bot.commands.import_calendar import ImportQuestion
from bot.commands.notify import NotifyUnreachable
from bot.commands.replies import NoSuchDate, TimeMissing, WhichOne, WhichSeries
from bot.commands.sessions import NothingPlanned
from bot.commands.subscribe import NobodyToWriteTo
from bot.commands.who import AttendanceOff, NoRoomYet

ASKING_BACK: Final = (
    *(WhichOne, WhichSeries, TimeMissing, NoSuchDate, NothingPlanned, NoRoomYet, AttendanceOff),
    *(EndQuestion, ForgetQuestion, ImportQuestion),
    *(AskInPrivate, NobodyToWriteTo, NotifyUnreachable, NothingRuns),
)
