"""What differs between providers, as data and pure functions; and a response as their rules see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from ..errors import AnswerError
from .operations import Description

_E = TypeVar("_E", bound=AnswerError)


@frozen
class ProviderResponse:
    """A response as a provider's rules see it.

    Attributes:
        operation: The operationId.
        body: What the provider said, decoded, or None where it is not in the provider's format.
        problem: Why the body cannot be read, if it cannot.
        redact: Takes the secrets of the request out of a text.
        url: Where the request was sent.
    """

    operation: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] | None = field(repr=False)
    problem: str
    redact: Callable[[str], str] = field(repr=False)
    url: str = field(default="", repr=False)

    def text(self, *keys: str) -> str:
        """The first of the body's fields ``keys`` that is text, redacted; else empty."""
        for key in keys:
            value = (self.body or {}).get(key)
            if isinstance(value, str) and value:
                return self.redact(value)
        return ""

    def error(self, kind: type[_E], message: str = "", *, own: str = "", code: str | None = None) -> _E:
        """An error of this response; `Call` adds the provider and the request id.

        Args:
            kind: Its class.
            message: The provider's words, which are redacted.
            own: The library's words, if the provider says nothing. A short secret may be one of them.
            code: The provider's code, which is redacted.
        """
        return kind(
            self.redact(message) if message else own,
            operation=self.operation,
            status=self.status,
            code=None if code is None else self.redact(code),
        )


def _accept(_: str) -> None:
    pass


@frozen
class Provider:
    """One provider.

    Attributes:
        name: ``okta``, ``forgerock`` or ``agileapps``.
        description: Its operations.
        error: The error that a response stands for; None for a success.
        request_id: The header that carries the provider's id of a request.
        takes_request_id: Whether a request names its id in that header itself; the provider may send none back.
        refuses: Whether an error says that the credential was not accepted, so that a renewed one may be.
        invalid: What the generated parser raises for a body that is not what the document says.
        sent_as: What a secret was before it was encoded for the wire; a provider may repeat either.
        hides_errors: Whether a response with a 2xx status code can be an error.
        check_url: Raises `UsageError` for a base URL that is a common mistake.
    """

    name: str
    description: Description
    error: Callable[[ProviderResponse], AnswerError | None]
    request_id: str
    refuses: Callable[[AnswerError], bool]
    invalid: type[ValueError]
    takes_request_id: bool = False
    sent_as: Callable[[str], str] = str
    hides_errors: bool = True
    check_url: Callable[[str], None] = _accept
