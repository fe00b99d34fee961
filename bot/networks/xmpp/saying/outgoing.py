"""From what the bot says to the content of a message stanza. Pure."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from bot.domain.delivery import Delivery
from bot.networks.xmpp.stanzas.elements import (
    CLIENT,
    CORRECT,
    EME,
    HINTS,
    MUC_USER,
    OMEMO,
    OOB,
    REPLY,
    SID,
    STYLING,
    element,
    namespace,
    speakable,
)
from bot.networks.xmpp.stanzas.ids import message_id

_IS_ENCRYPTED: Final = "This message is encrypted with OMEMO, which this client cannot read."


def content(
    delivery: Delivery,
    *,
    author: str | None,
    is_private: bool,
    picture: str | None = None,
    sealed: Element | None = None,
) -> Iterator[Element]:
    """The children of the message.

    `author` is the occupant JID of whom it answers, where the line is known by a stanza-id
    (XEP-0461); in a chat of two nothing needs to be quoted. `is_private` marks a private message
    inside a group chat (XEP-0045, section 7.5). `picture` is where the picture was put that is to
    be shown: clients fetch it when it is all that the body says. With `sealed`, that is the text
    in encrypted form, and nothing of it, links included, is said beside it.
    """
    outgoing = delivery.outgoing
    body = _IS_ENCRYPTED if sealed is not None else picture or outgoing.text
    yield element(f"{CLIENT}body", text=speakable(body))
    # a title that somebody typed shall not make a quote or a block of what stands behind it
    yield element(f"{STYLING}unstyled")
    yield element(f"{SID}origin-id", id=message_id(delivery.key))
    if delivery.edits:
        yield element(f"{CORRECT}replace", id=delivery.edits)
    if outgoing.thread:
        yield element(f"{CLIENT}thread", text=speakable(outgoing.thread))
    if outgoing.answers and author:
        yield element(f"{REPLY}reply", to=author, id=outgoing.answers)
    if sealed is not None:
        yield sealed
        yield element(f"{EME}encryption", namespace=namespace(OMEMO), name="OMEMO")
        yield element(f"{HINTS}store")
    elif picture:
        yield element(f"{OOB}x", element(f"{OOB}url", text=speakable(picture)))
    elif outgoing.link and outgoing.link not in outgoing.text:
        # clients show it once more below, or take a body that is nothing else for a picture
        yield element(f"{OOB}x", element(f"{OOB}url", text=speakable(outgoing.link)))
    if is_private:
        yield element(f"{MUC_USER}x")
