"""The chat networks: each folder is one, and none knows of another."""
