"""The servers on which calls happen."""
