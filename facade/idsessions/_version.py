"""The version, here once."""

__version__ = "0.2.0"
