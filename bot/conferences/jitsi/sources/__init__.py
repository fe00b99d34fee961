"""The ways to see who is in a call, from the best to the least."""
