"""How a token request is authenticated: an assertion in the form, and perhaps a proof of possession in a header."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from attrs import field, frozen

from ..credentials import Secret, resolve_token
from .messages import encode_form


async def _no_headers(method: str, url: str) -> Mapping[str, str]:
    return {}


def _ignore(headers: Mapping[str, str]) -> None:
    pass


@frozen(eq=False)
class ClientAssertion:
    """What authenticates the token requests of one app. Each attempt asks again: an assertion can be used only once.

    Attributes:
        form: The fields of the form that say who asks.
        headers: What else a request is sent with, by its method and URL.
        account: The client id, for a store of rate limits.
        answered: Looks at the headers of a response.
    """

    form: Callable[[], Awaitable[Mapping[str, str]]] = field(repr=False)
    headers: Callable[[str, str], Awaitable[Mapping[str, str]]] = field(default=_no_headers, repr=False)
    answered: Callable[[Mapping[str, str]], None] = field(default=_ignore, repr=False)
    account: str = field(default="", repr=False)


def given_assertion(name: str, assertion: Secret, proof: Secret | None = None) -> ClientAssertion:
    """An assertion that the caller signs.

    Args:
        name: The field of the form.
        assertion: A signed JWT, or a function that signs one.
        proof: A proof of possession for the token endpoint, or a function that makes one; None for none.
    """

    async def form() -> Mapping[str, str]:
        return {name: await resolve_token(assertion)}

    async def headers(method: str, url: str) -> Mapping[str, str]:
        return {} if proof is None else {"DPoP": await resolve_token(proof)}

    return ClientAssertion(form, headers)


def with_form(content: bytes, fields: Mapping[str, str]) -> bytes:
    """A form with these fields in place of those of the same names."""
    return encode_form({**dict(parse_qsl(content.decode(), keep_blank_values=True)), **fields})
