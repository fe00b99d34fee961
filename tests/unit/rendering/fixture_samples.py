"""Replies about what hangs in a chat."""

from bot.commands.verbs.pin import ProgrammePinned, ProgrammeUnpinned
from bot.commands.verbs.sessions import SessionsShown
from bot.commands.verbs.widget import WidgetsChosen
from bot.domain.fixture import FixtureKind, PowerMissing
from bot.usecases.chats.fixture_replies import FixtureRefused, ProgrammePosted
from bot.usecases.speaking.speech import Reply
from tests.unit.rendering.programme_samples import PROGRAMME_SAMPLES

MISSING = PowerMissing(needs=50, has=0)
FIXTURE_SAMPLES: tuple[Reply, ...] = (
    ProgrammePinned(),
    ProgrammeUnpinned(),
    *(
        ProgrammePosted(ahead=sample.ahead, more=sample.more)
        for sample in PROGRAMME_SAMPLES
        if isinstance(sample, SessionsShown)
    ),
    ProgrammePosted(ahead=(), more=0),
    WidgetsChosen(wanted=True, unseen=False),
    WidgetsChosen(wanted=True, unseen=True),
    WidgetsChosen(wanted=False, unseen=False),
    *(FixtureRefused(kind=kind, missing=why) for kind in FixtureKind for why in (None, MISSING)),
)
