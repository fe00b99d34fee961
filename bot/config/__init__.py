"""The configuration: read once at start, from a TOML file and the environment, into plain types.

What the environment gives wins over what the file gives. Inner layers never see these models;
`bootstrap` hands them the values that they need.
"""

from bot.config.accounts import MatrixSection, XmppSection
from bot.config.model import (
    NETWORKS,
    BotSection,
    Configuration,
    JitsiSection,
    PrivacySection,
    RemindersSection,
    WebSection,
)
from bot.config.reading import load
from bot.config.shapes import Endpoint, Tls

__all__ = [
    "NETWORKS",
    "BotSection",
    "Configuration",
    "Endpoint",
    "JitsiSection",
    "MatrixSection",
    "PrivacySection",
    "RemindersSection",
    "Tls",
    "WebSection",
    "XmppSection",
    "load",
]
