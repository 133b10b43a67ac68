"""Access tokens that a client fetches with a private key, and the work that calls share for them."""
