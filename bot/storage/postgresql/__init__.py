"""PostgreSQL through asyncpg, for installations of several copies of the bot."""
