"""A session at other endpoints of its server: by a client's `request`, or by an `httpx.Auth` for an httpx client.

``paths.py``     which URLs are on the server
``given.py``     what the caller sends, checked and encoded
``rules.py``     which responses say that a session has ended; the operation that stands for all other endpoints
``held.py``      a credential in use, and the cookies that replace it
``request.py``   `request`, on the path of every call
``auth.py``      the `httpx.Auth`
``client.py``    the base of the three clients, which has both
"""

from .client import ElsewhereClient, Fields

# The other files are loaded when they are used: most applications call the operations of the description alone.
__all__ = ["ElsewhereClient", "Fields"]
