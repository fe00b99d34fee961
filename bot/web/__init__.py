"""The web part: the public programme, the calendar feed, and what Jitsi calls."""
