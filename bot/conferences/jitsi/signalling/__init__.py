"""The XMPP side of a Jitsi server: one shared login, and seats in its rooms."""
