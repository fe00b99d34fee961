"""Ankerplatz: a bot for Matrix and XMPP group chats that coordinates meetings on a Jitsi server."""
