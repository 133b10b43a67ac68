"""The session check of a web application; `idsessions.web` is its public face.

``values``    what a visitor can send, and what of it can be a session
``cache``     what is known of sessions, bounded in number and age, by keyed hashes
``okta``, ``forgerock``, ``agileapps``   how each provider is asked
``check``     one check: from the cache, by a request under way, or by a new request
``asgi``      the middleware
"""
