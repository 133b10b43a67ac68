"""Every error that a call can raise: one tree.

    SessionsError
    ├── UsageError                   the call cannot be made like this; nothing was sent
    │   ├── CredentialError          ... it needs another credential; the text says which
    │   └── UnsupportedOperationError  ... this kind of server has no such operation
    ├── TransportError               no response came; `maybe_processed` says whether the request may have worked
    │   ├── NameResolutionError      the host name is unknown
    │   ├── ConnectionFailedError    refused, unreachable, or broken off
    │   ├── TLSError                 the connection could not be secured
    │   └── CallTimeoutError         a timeout of the client, or its deadline
    └── AnswerError                  the provider responded, and it was not a success
        ├── AuthenticationError      the credential was refused: sign in again
        │   ├── PasswordChangeRequiredError  ... after the user has chosen a new password
        │   └── UnansweredCallbacksError  ... in a dialogue, since the server asks for more than name and password
        ├── SessionExpiredError      the session has expired or was ended: treat it as gone
        ├── PermissionDeniedError    the credential is valid but lacks permission: ask for permission
        ├── NotFoundError            there is no such thing: treat a session as gone
        ├── RateLimitError           too many requests: wait `retry_after` seconds
        ├── BadRequestError          fix the request
        ├── UnavailableError         the provider is not available now: try again later
        ├── ServerError              report a fault to the provider
        └── UnreadableAnswerError    not a response of the provider's: a proxy's page, a broken body, a redirect

No error carries a secret, and none leads to a request or to an exception of httpx.
"""

from __future__ import annotations

from typing import Any, TypeVar

__all__ = [
    "AnswerError",
    "AuthenticationError",
    "BadRequestError",
    "CallTimeoutError",
    "ConnectionFailedError",
    "CredentialError",
    "NameResolutionError",
    "NotFoundError",
    "PasswordChangeRequiredError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "SessionExpiredError",
    "SessionsError",
    "TLSError",
    "TransportError",
    "UnansweredCallbacksError",
    "UnavailableError",
    "UnreadableAnswerError",
    "UnsupportedOperationError",
    "UsageError",
]

_E = TypeVar("_E", bound="AnswerError")


class SessionsError(Exception):
    """Any error of this library.

    Attributes:
        provider: ``okta``, ``forgerock`` or ``agileapps``.
        operation: The provider's name of the operation, such as ``getSession``; empty if there was none.
        message: What went wrong, in the provider's words if it gave any.
        status: The HTTP status code, or None without a response.
        code: The provider's own code, as text: ``E0000007``, ``-101``; None if it gave none.
        request_id: The id of the request, for the provider's logs: its own, or at ForgeRock the client's; None if there is none.
    """

    # An error that a crash reporter finds half made has a text, too.
    message: str = ""
    """What went wrong, in the provider's words if it gave any."""
    provider: str = ""
    """``okta``, ``forgerock`` or ``agileapps``."""
    operation: str = ""
    """The provider's name of the operation, such as ``getSession``; empty if there was none."""
    status: int | None = None
    """The HTTP status code, or None without a response."""
    code: str | None = None
    """The provider's own code, as text: ``E0000007``, ``-101``; None if it gave none."""
    request_id: str | None = None
    """The id of the request, for the provider's logs: its own, or at ForgeRock the client's; None if there is none."""

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        operation: str = "",
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        # An editor shows the text of the last assignment that it sees: those above have it.
        own = {"status": status, "code": code, "request_id": request_id}
        self.__dict__.update(own, message=message, provider=provider, operation=operation)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions are restored from their args alone, and these take more than that.
        return _restored, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        where = " ".join(part for part in (self.provider, self.operation) if part)
        # ForgeRock's own code repeats the status code.
        code = None if self.code == str(self.status) else self.code
        what = " ".join(str(part) for part in (self.status, code, self.message) if part)
        request = f" (request id {self.request_id})" if self.request_id else ""
        return f"{where}: {what}{request}" if where else f"{what}{request}"


def _restored(kind: type[SessionsError], args: tuple[Any, ...], attributes: dict[str, Any]) -> SessionsError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class UsageError(SessionsError):
    """The call cannot be made like this; nothing was sent. The text says what to change."""


class CredentialError(UsageError):
    """The operation needs another credential, or a credential where none was given."""


class UnsupportedOperationError(UsageError):
    """This kind of server has no such operation."""


class TransportError(SessionsError):
    """No response came.

    Attributes:
        maybe_processed: False if the request cannot have reached the provider; True if it may have, and may have
            been acted on.
    """

    def __init__(self, message: str, *, provider: str = "", operation: str = "", maybe_processed: bool) -> None:
        super().__init__(message, provider=provider, operation=operation)
        self.maybe_processed = maybe_processed
        """False if the request cannot have reached the provider; True if it may have, and may have been acted on."""


class NameResolutionError(TransportError):
    """The host name is unknown."""


class ConnectionFailedError(TransportError):
    """The connection was refused, could not be made, or broke off."""


class TLSError(TransportError):
    """The connection could not be secured: an untrusted or mismatched certificate, or no common protocol."""


class CallTimeoutError(TransportError):
    """A timeout of the client passed, or the deadline of the call."""


class AnswerError(SessionsError):
    """The provider responded, and it was not a success.

    Attributes:
        causes: What was wrong in detail, redacted: Okta's ``errorCauses``; empty elsewhere.
    """

    causes: tuple[str, ...] = ()
    """What was wrong in detail, redacted: Okta's ``errorCauses``; empty elsewhere."""

    def _as(self, kind: type[_E], message: str) -> _E:
        """An error of another kind, with another text, about the same response."""
        error = kind(
            message,
            provider=self.provider,
            operation=self.operation,
            status=self.status,
            code=self.code,
            request_id=self.request_id,
        )
        error.causes = self.causes
        return error


class AuthenticationError(AnswerError):
    """The credential was refused. Sign in again, or renew the credential."""


class PasswordChangeRequiredError(AuthenticationError):
    """The user must choose a new password first. The session that the login started was ended again."""


class UnansweredCallbacksError(AuthenticationError):
    """The sign-in asks for more than a name and a password.

    Attributes:
        callback_types: The types of the questions, such as ``ChoiceCallback``.
    """

    def __init__(self, callback_types: tuple[str, ...], *, provider: str = "", operation: str = "") -> None:
        super().__init__(
            f"the sign-in asks for {', '.join(callback_types)}: answer in a dialogue()",
            provider=provider,
            operation=operation,
        )
        self.callback_types = callback_types
        """The types of the questions, such as ``ChoiceCallback``."""


class SessionExpiredError(AnswerError):
    """The session has expired, was ended, or never existed. Treat it as gone."""


class PermissionDeniedError(AnswerError):
    """The credential is valid but lacks permission. Ask for permission."""


class NotFoundError(AnswerError):
    """There is no such thing. Treat a session as gone."""


class RateLimitError(AnswerError):
    """Too many requests, and waiting was not allowed or not enough.

    Attributes:
        retry_after: Seconds to wait from now; None if the provider did not say.
        attempts: How often the call was sent.
        waited: Seconds that the call waited before it failed.
    """

    retry_after: float | None = None

    def __init__(
        self,
        message: str,
        *,
        provider: str = "",
        operation: str = "",
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        attempts: int = 1,
        waited: float = 0.0,
    ) -> None:
        super().__init__(
            message, provider=provider, operation=operation, status=status, code=code, request_id=request_id
        )
        self.retry_after = retry_after
        """Seconds to wait from now; None if the provider did not say."""
        self.attempts = attempts
        """How often the call was sent."""
        self.waited = waited
        """Seconds that the call waited before it failed."""

    def __str__(self) -> str:
        wait = "" if self.retry_after is None else f"; retry after {self.retry_after:.1f} s"
        return f"{super().__str__()}{wait}"


class BadRequestError(AnswerError):
    """The provider does not accept the request. Fix the request."""


class UnavailableError(AnswerError):
    """The provider, or something in front of it, is not available now. Try again later."""


class ServerError(AnswerError):
    """The provider failed. Report it, with the request id."""


class UnreadableAnswerError(AnswerError):
    """The response is not one that the provider documents.

    A proxy's HTML page, an empty or broken body, another content type, a redirect, a field missing or of another type.
    """
