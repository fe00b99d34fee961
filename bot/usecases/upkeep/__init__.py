"""What the bot needs to keep running: erasing, health, figures."""
