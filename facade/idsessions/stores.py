"""Where processes that share a quota meet: give a store to `RateLimit` as ``store=``."""

from ._fleet.redis_store import RedisStore

__all__ = ["RedisStore"]

RedisStore.__module__ = __name__
