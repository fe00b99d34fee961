"""From a line in the inbox to its answer in the outbox: in turns, and within limits."""
