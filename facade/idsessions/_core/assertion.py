"""How an app shows at a token endpoint who it is: an assertion in the form, and perhaps a proof of possession."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from urllib.parse import parse_qsl

import httpx
from attrs import field, frozen

from ..credentials import Credential, Secret, checked_secret, hidden, reveal

_OF_THE_OLD_BODY = frozenset({"content-length", "content-type"})


class ClientAssertion(Credential):
    """What a token request is authenticated by. It is good for one request, so it is made anew for each attempt."""

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset()

    @property
    def is_end_user(self) -> bool:
        return False

    @abstractmethod
    async def form(self) -> Mapping[str, str]:
        """The fields of the form that say who asks."""


@frozen(eq=False)
class GivenAssertion(ClientAssertion):
    """An assertion that the caller signs.

    Args:
        name: What the form calls it.
        assertion: A signed JWT, or a function that signs one.
        proof: A proof of possession for the token endpoint, or a function that makes one; None for none.
    """

    name: str
    _assertion: Secret = field(repr=hidden)
    _proof: Secret | None = field(default=None, repr=hidden)

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return {} if self._proof is None else {"DPoP": checked_secret(await reveal(self._proof))}

    async def form(self) -> Mapping[str, str]:
        return {self.name: checked_secret(await reveal(self._assertion))}


def with_form(request: httpx.Request, fields: Mapping[str, str]) -> httpx.Request:
    """``request`` with these fields of its form in place of those of the same names."""
    form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
    kept = [pair for pair in request.headers.multi_items() if pair[0].lower() not in _OF_THE_OLD_BODY]
    return httpx.Request(
        request.method, request.url, headers=kept, data={**form, **fields}, extensions=request.extensions
    )
