"""Checks of what is written by hand: the examples of the documentation, and the OpenAPI documents."""
