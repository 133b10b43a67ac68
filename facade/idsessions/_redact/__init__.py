"""Keeps secrets out of everything that is shown."""
