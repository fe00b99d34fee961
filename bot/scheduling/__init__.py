"""What happens by the clock: the clock itself, and the alarm clock that wakes what is due."""
