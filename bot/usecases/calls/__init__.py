"""Calls that run: who is looked after, what is seen of them, and what the chats are told."""
