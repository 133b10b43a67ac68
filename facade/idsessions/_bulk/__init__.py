"""Ends many sessions: reads targets no further than the work in flight, and gives one outcome for each."""

from __future__ import annotations

from .concern import about_target, state_of
from .run import each, end_many
from .source import redacted_targets

__all__ = ["about_target", "each", "end_many", "redacted_targets", "state_of"]
