"""How a client reaches its provider: the default over httpx, aiohttp where speed counts, or your own.

A client takes a transport as ``transport=``: one of this module, or an async transport of httpx.
"""

from ._transport.over_aiohttp import AiohttpTransport
from ._transport.seam import Headers, Request, Response, Transport

__all__ = ["AiohttpTransport", "Headers", "Request", "Response", "Transport"]

for _class in (AiohttpTransport, Headers, Request, Response, Transport):
    _class.__module__ = __name__
