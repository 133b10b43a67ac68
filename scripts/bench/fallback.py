"""The server that stands in for nginx, in its own process: ``python -m bench.fallback FOLDER`` prints its two ports."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import cast

from .payload import SESSION_JSON, json_headers


class Responder(asyncio.Protocol):
    """Responds to each request without a body, whatever it asks for."""

    def __init__(self) -> None:
        lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in json_headers().items()), "", ""]
        self._response = "\r\n".join(lines).encode() + SESSION_JSON
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for _ in requests:
            self._transport.write(self._response)


async def main(folder: Path) -> None:
    """Serve until the process is ended."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    loop = asyncio.get_running_loop()
    plain = await loop.create_server(Responder, "127.0.0.1", 0, backlog=8192)
    tls = await loop.create_server(Responder, "127.0.0.1", 0, backlog=8192, ssl=context)
    print(json.dumps([each.sockets[0].getsockname()[1] for each in (plain, tls)]), flush=True)
    async with plain, tls:
        await plain.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
