"""What the bot says before it is words, and who finds the words."""
