"""The network below the path of a call: a transport sends the parts of a request and gives back those of the response.

``seam.py`` says what a transport is. ``over_httpx.py`` is the default, with the connections of ``pool.py`` and
``sockets.py``; ``over_aiohttp.py`` is the faster way, if you choose it. ``network.py`` reads the proxy and the certificates
from the options and the environment. This package knows no operation and no credential.
"""
