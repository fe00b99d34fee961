"""What the bot says by itself when it falls due: reminders, news, and what came too late."""
