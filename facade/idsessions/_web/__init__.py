"""The session check of a web application; `idsessions.web` is its public face.

``records``   what a check gives back
``cache``     what is known of sessions, bounded in number and age, by keyed hashes
``probe``     how a provider is asked; ``okta``, ``forgerock`` and ``agileapps`` are the three
``check``     one check: from the cache, by a request under way, or by a new request
``asgi``      the middleware
"""
