"""Mutation testing of the facade: small changes to its source that a test should notice."""
