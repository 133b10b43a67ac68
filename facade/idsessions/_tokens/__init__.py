"""Access tokens that a client fetches with a private key."""
