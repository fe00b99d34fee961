"""What a Jitsi server tells about itself, and how it is reached."""
