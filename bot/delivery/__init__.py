"""The one door out: what waits in the outbox is said once, in order, and as fast as allowed."""
