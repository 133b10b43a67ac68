"""One quota for a whole fleet: stores in which the rate gates of several processes meet.

`idsessions._rate_limit` defines what a store is; `redis_store.py` is the store in Redis, whose one script is ``exchange.lua``.
"""
