"""SQLite: one file, one process, one thread."""
