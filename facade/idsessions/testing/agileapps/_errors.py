"""AgileApps' error table, and the exceptions with which an operation refuses a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# https://agileappscloud.info/aawiki/REST_API:Error_Codes
CODES: Final[Mapping[int, tuple[int, str]]] = {
    0: (200, "Success"),
    -1: (500, "The request could not be completed"),
    -101: (401, "User not logged in"),
    -200: (404, "Invalid record identifier"),
    -300: (400, "Resource does not exist"),
    -850: (400, "Insufficient permission for this operation"),
    -4006: (400, "Invalid tenant ID"),
    -4600: (403, "Feature is not enabled for this tenant"),
    -4601: (400, "Invalid payload for this resource"),
}


class Refused(Exception):
    """A request that gets a negative code.

    Args:
        code: The platform's code.
        description: The message's description, by default that of the table.
        status: The HTTP status code, by default that of the table.
    """

    def __init__(self, code: int, description: str = "", status: int | None = None) -> None:
        self.code = code
        self.status = CODES[code][0] if status is None else status
        self.description = description or CODES[code][1]
        super().__init__(self.description)


class NoSuchPath(Exception):
    """The server is older than the operation."""


class NotLoggedIn(Exception):
    """The request has no live session."""
