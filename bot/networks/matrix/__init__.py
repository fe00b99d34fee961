"""Matrix: one account of the bot on one homeserver, on top of matrix-nio."""
