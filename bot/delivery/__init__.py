"""The one door out: what waits in the outbox is said, in order, once, and as fast as one may."""
