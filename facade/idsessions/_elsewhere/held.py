"""A credential in use at other endpoints, and the cookies that replace it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ..credentials import Credential

Rotated: TypeAlias = Callable[[Credential, str, Mapping[str, str]], Credential]
"""The credential to use after a response: by the credential that was used, the cookies sent, and the headers."""


class Held:
    """One credential, or what has replaced it.

    Args:
        credential: The first.
        rotated: The credential to use after a response.
    """

    def __init__(self, credential: Credential | None, rotated: Rotated) -> None:
        self._credential = credential
        self._rotated = rotated

    def current(self) -> Credential | None:
        """What to call as now."""
        return self._credential

    def keep(self, used: Credential, sent: str, headers: Mapping[str, str]) -> None:
        """Take over the cookies of a response, unless another call has done so since."""
        if used is self._credential and "set-cookie" in headers:
            self._credential = self._rotated(used, sent, headers)

    async def log_in_again(self, used: Credential | None) -> bool:
        """Whether there is another session to call as, after that of ``used`` has ended."""
        return False
