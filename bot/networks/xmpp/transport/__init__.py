"""One stream to the server: getting it up, keeping it, asking over it (RFC 6120)."""
