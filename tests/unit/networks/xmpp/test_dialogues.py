"""Commands on their way, and what is kept of them."""

import gc
from collections.abc import Sequence
from weakref import ref
from xml.etree.ElementTree import Element

from bot.domain.chat import Person, PersonId
from bot.networks.xmpp.queries.askers import Asker
from bot.networks.xmpp.queries.dialogues import Dialogue, Dialogues
from bot.networks.xmpp.stanzas.elements import COMMANDS, DATA_FORM, element
from bot.usecases.ports.forms import Blank, Filling, OfferedForm, Sheet

ANNA = "anna@example.org/phone"
ASKER = Asker(Person(PersonId("anna@example.org"), "anna"), ())


class EndlessForm:
    """Each sheet has another behind it. `filled` is what was written at the end."""

    def __init__(self) -> None:
        self.filled: dict[str, tuple[str, ...]] = {}

    def offered(self, language: str | None) -> Sequence[OfferedForm]:  # noqa: ARG002 -- the port
        return ()

    async def next(self, filling: Filling) -> Sheet:
        self.filled = dict(filling.values)
        return Sheet(title="Plan", blanks=(Blank(key="when"),), page=filling.page, is_last=False)


def request(number: int, *values: str) -> tuple[Element, Element]:
    """The stanza, and the command in it."""
    fields = (
        element(f"{DATA_FORM}field", element(f"{DATA_FORM}value", text="x"), var=name)
        for name in values
    )
    form = element(f"{DATA_FORM}x", *fields, type="submit")
    payload = element(f"{COMMANDS}command", form, node="plan")
    return element("iq", payload, id=str(number), from_=ANNA), payload


def begun(dialogues: Dialogues) -> Dialogue:
    dialogue = dialogues.of(*request(0))
    assert dialogue is not None
    return dialogue


async def test_a_repeat_is_answered_alike_and_what_was_answered_long_ago_is_not_kept():
    dialogues = Dialogues(EndlessForm())
    dialogue = begun(dialogues)
    given = [ref(await dialogues.answer(dialogue, *request(number), ASKER)) for number in range(50)]
    gc.collect()

    assert len([one for one in given if one() is not None]) < 10
    assert await dialogues.answer(dialogue, *request(49), ASKER) is given[-1]()


async def test_nobody_writes_more_into_a_form_than_it_has_blanks_for():
    forms = EndlessForm()
    dialogues = Dialogues(forms)
    dialogue = begun(dialogues)
    for number in range(20):
        names = (f"{number}-{one}" for one in range(20))
        await dialogues.answer(dialogue, *request(number, *names), ASKER)

    assert len(forms.filled) == 50
