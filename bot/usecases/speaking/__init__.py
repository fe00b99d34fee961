"""What the bot says, as values, and who puts it into words."""
