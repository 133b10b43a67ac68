"""The rate gate."""

from .gate import Gates
from .records import Bucket, GateTimeout, Outcome, Pause, RateLimit

__all__ = ["Bucket", "GateTimeout", "Gates", "Outcome", "Pause", "RateLimit"]
