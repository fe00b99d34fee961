"""People made of code: they sit in a chat, say something, and know when they heard what."""

from bot.demo.guests.ear import Ear, Heard
from bot.demo.guests.matrix import MatrixGuest
from bot.demo.guests.xmpp import XmppGuest

__all__ = ["Ear", "Heard", "MatrixGuest", "XmppGuest"]
