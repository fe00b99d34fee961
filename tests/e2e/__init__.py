"""The program as its user runs it, with real servers and real clients."""
