"""One file for each thing that the bot can do, and the ports through which it reaches the world."""
