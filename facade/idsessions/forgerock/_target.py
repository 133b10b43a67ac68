"""Which credential an operation is called with, and where its request names the session."""

from __future__ import annotations

import re
from typing import Final

from attrs import field, frozen

from ..credentials import LONGEST_SESSION, Credential, SessionToken, redacted, unquoted, validated_text, validated_token
from ..errors import CredentialError, UnsupportedOperationError, UsageError
from ._admin_login import BoundAdmin
from ._profiles import Profile

# Below this version of /sessions, servers ignore a target in the body; from this version on, they ignore a target in the
# query. They act on the caller's own session instead.
_FIRST_WITH_BODY_TARGET: Final = (3, 0)
_RESOURCE: Final = re.compile(r"\bresource=(\d{1,9})\.(\d{1,9})\b")


@frozen
class Target:
    """The credential that an operation is called with, and where its request names the session.

    Attributes:
        credential: The credential, or None.
        in_body: The session's token, if it goes into the body.
        in_query: The session's token, if it goes into the query.
        is_sole: Whether the session's token is the only credential: then a refusal is about that session.
    """

    credential: Credential | None = field(default=None, repr=False)
    in_body: str | None = field(default=None, repr=redacted)
    in_query: str | None = field(default=None, repr=redacted)
    is_sole: bool = False


def target_of(operation: str, profile: Profile, version: str, own: Credential | None, token: str | None) -> Target:
    """The credential to call ``operation`` with, and where to name the session.

    Args:
        operation: The operationId.
        profile: What kind of server it is.
        version: The ``Accept-API-Version`` of the request.
        own: The client's own credential, or None.
        token: The session's token, or None for an operation that is about no single session.

    Raises:
        UnsupportedOperationError: This kind of server does not have the operation.
        UsageError: This kind of server does not accept the credential, or would ignore the target at this version.
    """
    if operation in profile.unsupported:
        raise UnsupportedOperationError(
            f"a server of the profile {profile.name!r} does not have this operation",
            provider="forgerock",
            operation=operation,
        )
    if own is not None and "bearer" in own.schemes and not profile.bearer:
        raise CredentialError(
            f"a server of the profile {profile.name!r} takes no access tokens: use SessionToken",
            provider="forgerock",
            operation=operation,
        )
    if isinstance(own, BoundAdmin) and not profile.admin_login:
        raise CredentialError(
            f"a server of the profile {profile.name!r} takes no AdminLogin: use ServiceAccount",
            provider="forgerock",
            operation=operation,
        )
    if token is None:
        return Target(own)
    if own is None or (isinstance(own, SessionToken) and own.token == token):
        return Target(own or SessionToken(token), is_sole=True)
    if not profile.target_in_body and operation not in profile.admin_target_in_query:
        return Target(SessionToken(token), is_sole=True)
    if not target_is_read(version, in_body=profile.target_in_body):
        wanted = "resource=3.0 or above" if profile.target_in_body else "a resource below 3.0"
        raise UsageError(
            f"at {version}, the server would ignore the target and act on the caller's own session: ask for {wanted},"
            " or use a client without `credentials`",
            provider="forgerock",
            operation=operation,
        )
    return Target(own, in_body=token) if profile.target_in_body else Target(own, in_query=token)


def target_is_read(version: str, *, in_body: bool) -> bool:
    """Whether a server that is asked for ``version`` reads a target in the body, or else in the query."""
    found = _RESOURCE.search(version)
    return found is not None and ((int(found[1]), int(found[2])) >= _FIRST_WITH_BODY_TARGET) is in_body


def validated_session(token: str) -> str:
    """``token``, if it can be the token of a session."""
    return validated_token(validated_text(token, "token", "forgerock"))


def can_be_session(token: str) -> bool:
    """Whether ``token`` can be the token of a session: of what a browser sends, not everything can."""
    try:
        return len(validated_session(token)) <= LONGEST_SESSION
    except UsageError:
        return False


def validated_handle(handle: str) -> str:
    """``handle``, if it can be the handle of a session."""
    return unquoted(validated_text(handle, "handles", "forgerock"), "handles", "forgerock")
