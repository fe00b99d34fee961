"""What modules on the Jitsi server post by themselves."""
