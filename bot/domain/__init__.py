"""What the program is about, in pure functions and values: no I/O, no clock, no asyncio."""
