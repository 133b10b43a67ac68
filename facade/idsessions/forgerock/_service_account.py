"""A ForgeRock service account as a client calls with it."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from .._tokens.app import BoundApp

_PORTS = {"https": 443, "http": 80}


class ForgeRockServiceAccount(BoundApp):
    """A `ServiceAccount` and the client of its tenant."""

    _provider: ClassVar[str] = "forgerock"
    _form_field: ClassVar[str] = "assertion"
    # As the vendor's page has it:
    # https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html
    _assertion_lives: ClassVar[float] = 180.0

    @property
    def _audience(self) -> str:
        """The token endpoint, and always with its port: so says the same page."""
        parts = urlsplit(self._token_url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}{parts.path}"
