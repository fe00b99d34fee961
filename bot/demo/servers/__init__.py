"""Real chat servers for trials and tests, each in a folder and on a port of its own."""
