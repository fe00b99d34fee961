"""Rooms on the Jitsi server: opening one, and whose it is."""
