"""Where everything is kept: SQL in files with SQLite underneath, and the same in plain memory."""
