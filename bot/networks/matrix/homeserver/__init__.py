"""Asking the homeserver: what nio lacks, and how its refusals and clocks are read."""
