"""Draws what a command shows on a terminal, for the documentation."""
