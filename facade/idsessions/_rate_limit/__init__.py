"""The rate gate."""
