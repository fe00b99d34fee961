"""Jitsi Meet: room links, what a server tells about itself, and who is in a call."""
