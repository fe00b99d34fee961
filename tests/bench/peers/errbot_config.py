"""errbot's configuration, out of the environment. The servers of the tests have no certificates."""

import logging
import os
from pathlib import Path

import slixmpp

JID, PASSWORD, HOST, PORT, CHAT, NICK = os.environ["WISHES"].split("\n")


class PlainClient(slixmpp.ClientXMPP):
    """As the backend makes it, but to a given address and without TLS."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.enable_plaintext = True
        self.enable_starttls = self.enable_direct_tls = False

    def connect(self):
        return super().connect(HOST, int(PORT))

    def process(self):
        """What slixmpp had until 1.8, and errbot still calls."""
        self.loop.run_forever()


slixmpp.ClientXMPP = PlainClient
BACKEND = "XMPP"
BOT_IDENTITY = {"username": JID, "password": PASSWORD}
XMPP_FEATURE_MECHANISMS = {"unencrypted_scram": True}
BOT_ADMINS = ("nobody@example.org",)
BOT_PREFIX = "!"
CHATROOM_PRESENCE = (CHAT,)
CHATROOM_FN = NICK
CORE_PLUGINS = ()
BOT_DATA_DIR = str(Path.cwd())
BOT_EXTRA_PLUGIN_DIR = str(Path(__file__).parent)
BOT_LOG_FILE = None
BOT_LOG_LEVEL = logging.WARNING
BOT_ASYNC = False
