"""Where everything is kept: SQL in files for SQLite and PostgreSQL, and the same in memory."""
