"""Keeps secrets out of everything that is shown."""

from .text import hide as redact

__all__ = ["redact"]
