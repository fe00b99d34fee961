"""Saying a line once: its stanza, its picture, and its receipt."""
