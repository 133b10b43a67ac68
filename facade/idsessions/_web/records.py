"""What a check gives back: whose session it is, a record for metrics, and the error for "nobody knows now"."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from ..credentials import redacted
from ..errors import SessionsError, UnavailableError

CheckOutcome: TypeAlias = Literal["hit", "miss", "joined", "stale", "refused", "unavailable"]


@frozen
class Identity:
    """Whose session it is. It holds no secret but ``set_cookies``.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        user_id: The provider's id of the user; for ForgeRock the user's name, on AIC the UUID.
        login: The user's login name, where the provider says it.
        expires_at: When the session ends unless it is extended, where the provider says it.
        session: The provider's entity: Okta's `Session`, ForgeRock's `ValidatedSession` or `SessionInfo`, AgileApps' `User`. A
            field that holds a secret, such as the id of an Okta session, is empty.
        stale: Whether the provider could not be asked, so that this is what it said before.
        set_cookies: Cookies that the provider set for the visitor's browser, as name and value. They are secret, and only with
            the checks that waited for the request.
    """

    provider: str
    """``okta``, ``forgerock`` or ``agileapps``."""
    user_id: str
    """The provider's id of the user; for ForgeRock the user's name, on AIC the UUID."""
    login: str | None
    """The user's login name, where the provider says it."""
    expires_at: datetime | None
    """When the session ends unless it is extended, where the provider says it."""
    session: Any = field(hash=False)
    """The provider's entity: Okta's `Session`, ForgeRock's `ValidatedSession` or `SessionInfo`, AgileApps' `User`. A
    field that holds a secret, such as the id of an Okta session, is empty.
    """
    stale: bool = False
    """Whether the provider could not be asked, so that this is what it said before."""
    set_cookies: tuple[tuple[str, str], ...] = field(default=(), repr=redacted, eq=False)
    """Cookies that the provider set for the visitor's browser, as name and value. They are secret, and only with the
    checks that waited for the request.
    """


@frozen
class CheckRecord:
    """One check, as ``on_check`` gets it. It holds no secret.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        outcome: ``hit`` (from the cache), ``miss`` (a request of its own), ``joined`` (another check's request), ``stale`` (from
            the cache, since the provider could not be asked), ``refused`` (the value cannot be a session, and nothing was
            sent), or ``unavailable`` (a `CheckUnavailableError`).
        alive: Whether there was an identity.
        seconds: How long the check took.
    """

    provider: str
    """``okta``, ``forgerock`` or ``agileapps``."""
    outcome: CheckOutcome
    """``hit`` (from the cache), ``miss`` (a request of its own), ``joined`` (another check's request), ``stale`` (from
    the cache, since the provider could not be asked), ``refused`` (the value cannot be a session, and nothing was
    sent), or ``unavailable`` (a `CheckUnavailableError`).
    """
    alive: bool
    """Whether there was an identity."""
    seconds: float
    """How long the check took."""


class CheckUnavailableError(UnavailableError):
    """The provider could not be asked whether the session is alive, and there is no response that is new enough.

    Give the visitor a 503 with ``Retry-After``, not a sign-in page: the session may well be alive.

    Attributes:
        retry_after: Seconds to wait; None if the provider did not say.
        reason: The error of the request.
    """

    def __init__(self, reason: SessionsError) -> None:
        super().__init__(
            f"the session could not be checked, so give the visitor a 503: {type(reason).__name__}: {reason.message}",
            provider=reason.provider,
            operation=reason.operation,
            status=reason.status,
            code=reason.code,
            request_id=reason.request_id,
        )
        self.reason = reason
        """The error of the request."""
        self.retry_after: float | None = getattr(reason, "retry_after", None)
        """Seconds to wait; None if the provider did not say."""
