"""The chats themselves: what is chosen for them, what hangs there, what is kept of people."""
