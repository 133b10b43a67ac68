"""Who is calling: reads the Authorization header and decides whether the caller may use an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.okta._errors import refusal
from idsessions.testing.okta._state import OrgState


@frozen
class Caller:
    """The caller that the Authorization header names.

    Attributes:
        scheme: The security scheme of the document; None: no header, or one that Okta does not understand.
        known: Whether the token is one of the org's.
        principal: The API token or app whose rate limit applies.
        read_only: Whether an API token may only read.
        scopes: The scopes of an access token.
    """

    scheme: Literal["apiToken", "oauth2"] | None = None
    known: bool = False
    principal: str | None = None
    read_only: bool = False
    scopes: frozenset[str] = frozenset()


@frozen(repr=False)
class Authorization:
    """The parts of an Authorization header: ``SSWS 00abc`` or, without the space, ``SSWS00abc``."""

    word: str
    token: str
    spaced: bool = True

    @classmethod
    def of(cls, request: EmulatedRequest) -> Authorization:
        """Read the header of this request; word and token are empty if it is missing."""
        header = request.headers.get("authorization", "")
        word, space, token = header.partition(" ")
        if space and token.strip():
            return cls(word, token.strip())
        if header.startswith("SSWS") and len(header) > 4 and not space:
            return cls("SSWS", header[4:], spaced=False)
        return cls("malformed" if header else "", "")

    @property
    def scheme(self) -> Literal["apiToken", "oauth2"] | None:
        """The security scheme of the document."""
        if self.word == "SSWS":
            return "apiToken"
        return "oauth2" if self.word in ("Bearer", "DPoP") else None

    def caller(self, state: OrgState, *, accepts_unspaced: bool) -> Caller:
        """The caller as the org knows it."""
        if self.scheme == "apiToken" and (self.spaced or accepts_unspaced):
            record = state.api_tokens.get(self.token)
            if record is None:
                return Caller("apiToken")
            return Caller("apiToken", known=True, principal=record.value, read_only=record.read_only)
        if self.scheme == "oauth2":
            token = state.access_token(self.token)
            if token is None or token.token_type != self.word:
                return Caller("oauth2")
            return Caller("oauth2", known=True, principal=token.app.client_id, scopes=token.scopes)
        return Caller()


def authorize(caller: Caller, request: EmulatedRequest, security: list[Mapping[str, list[str]]], *, user: bool) -> None:
    """Refuse a caller without permission.

    Args:
        caller: Who calls.
        request: What is asked for.
        security: The operation's alternatives in the document.
        user: Whether the request has a live session cookie. Okta falls back to it, but its user is not an administrator.

    Raises:
        Refusal: The caller has no permission.
    """
    if caller.scheme is None:
        raise refusal("E0000006" if user else "E0000005")
    if not caller.known:
        raise refusal("E0000011")
    if caller.scheme == "apiToken":
        if not any("apiToken" in alternative for alternative in security):
            raise refusal("E0000005")
        if caller.read_only and request.method != "GET":
            raise refusal("E0000006")
        return
    accepted = [scope for alternative in security for scopes in alternative.values() for scope in scopes]
    # A "manage" scope includes the "read" scope.
    if not any(scope in caller.scopes or scope.replace(".read", ".manage") in caller.scopes for scope in accepted):
        raise refusal("E0000006")
