"""What happens by the clock: the clock itself, and the alarm that wakes what is due."""
