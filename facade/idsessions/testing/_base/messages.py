"""A request as an emulator sees it, and the response it gives: plain values, whether they travel by TCP or in process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import evolve, field, frozen
from starlette.datastructures import Headers, QueryParams

# Only path segments that are plainly words of the API are shown; any other could be an id or a token.
_WORD = re.compile(r"[a-z][a-z_.-]{0,23}|v?\d{1,2}|")


@frozen(kw_only=True, repr=False)
class EmulatedRequest:
    """One request as it reached an emulator.

    Attributes:
        method: As sent, in capitals.
        raw_path: The path as sent, percent-encoded, without the query.
        query: The decoded query; it has ``get``, ``getlist`` and ``multi_items``.
        headers: Case-insensitive; they have ``get``, ``getlist`` and ``items``.
        body: The bytes of the body.
        operation: The operationId, or None if the request matches no operation of the document.
        path_params: Decoded values of the path template.
        prefix_params: Decoded values before the document's path, such as ForgeRock's ``realm``.
        at: When it arrived, in seconds since the Unix epoch by the emulator's clock.
    """

    method: str
    """As sent, in capitals."""
    raw_path: str
    """The path as sent, percent-encoded, without the query."""
    query: QueryParams = field(factory=QueryParams)
    """The decoded query; it has ``get``, ``getlist`` and ``multi_items``."""
    headers: Headers = field(factory=Headers)
    """Case-insensitive; they have ``get``, ``getlist`` and ``items``."""
    body: bytes = b""
    """The bytes of the body."""
    operation: str | None = None
    """The operationId, or None if the request matches no operation of the document."""
    path_params: Mapping[str, str] = field(factory=dict[str, str])
    """Decoded values of the path template."""
    prefix_params: Mapping[str, str] = field(factory=dict[str, str])
    """Decoded values before the document's path, such as ForgeRock's ``realm``."""
    at: float = 0.0
    """When it arrived, in seconds since the Unix epoch by the emulator's clock."""

    @property
    def path(self) -> str:
        """The decoded path."""
        return unquote(self.raw_path)

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case without parameters, or an empty string."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def cookie_pairs(self) -> tuple[tuple[str, str], ...]:
        """All cookies in the order sent, with repeated names."""
        found: list[tuple[str, str]] = []
        for line in self.headers.getlist("cookie"):
            for part in line.split(";"):
                name, equals, value = part.strip().partition("=")
                if equals:
                    found.append((name.strip(), value.strip()))
        return tuple(found)

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies by name; the first of a repeated name counts."""
        return dict(reversed(self.cookie_pairs))

    @property
    def text(self) -> str:
        """The body as UTF-8 text; bytes that cannot be decoded are replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def form(self) -> QueryParams:
        """The body read as ``application/x-www-form-urlencoded``."""
        return QueryParams(self.text)

    def json(self) -> Any:
        """The body read as JSON.

        Raises:
            ValueError: It is not JSON, or nested too deeply.
        """
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    @property
    def shown_path(self) -> str:
        """The path with every part redacted that could be an id or a token."""
        return "/".join(part if _WORD.fullmatch(part) else "***" for part in self.raw_path.split("/"))

    def __repr__(self) -> str:
        return f"<EmulatedRequest {self.operation or 'no operation'}: {self.method} {self.shown_path}>"


@frozen(repr=False)
class Answer:
    """The response to a request. Headers travel exactly as given here: names, order and repeated ones (``Set-Cookie``).

    The emulator adds ``Content-Length`` and ``Date`` if they are missing.
    """

    status: int = 200
    """The status code."""
    headers: tuple[tuple[str, str], ...] = ()
    """Names and values."""
    body: bytes = b""
    """The body."""

    @classmethod
    def json(cls, value: Any, *, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """A JSON body; a ``Content-Type`` in ``headers`` replaces ``application/json``."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls._typed(status, "application/json", body, headers)

    @classmethod
    def text(
        cls,
        text: str,
        media_type: str = "text/plain; charset=utf-8",
        *,
        status: int = 200,
        headers: Iterable[tuple[str, str]] = (),
    ) -> Answer:
        """A body of text in UTF-8: XML, HTML, plain."""
        return cls._typed(status, media_type, text.encode(), headers)

    @classmethod
    def empty(cls, status: int = 204, *, headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """No body."""
        return cls(status, tuple(headers))

    @classmethod
    def _typed(cls, status: int, media_type: str, body: bytes, headers: Iterable[tuple[str, str]]) -> Answer:
        pairs = tuple(headers)
        if not any(name.lower() == "content-type" for name, _ in pairs):
            pairs = (("Content-Type", media_type), *pairs)
        return cls(status, pairs, body)

    def header(self, name: str) -> str | None:
        """The first value of a header; the case of the name does not matter."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def adding(self, *headers: tuple[str, str]) -> Answer:
        """The same with more headers at the end."""
        return evolve(self, headers=(*self.headers, *headers))

    def replacing(self, *headers: tuple[str, str]) -> Answer:
        """The same with these headers in place of those with the same names."""
        names = {name.lower() for name, _ in headers}
        kept = (pair for pair in self.headers if pair[0].lower() not in names)
        return evolve(self, headers=(*kept, *headers))

    def without(self, *names: str) -> Answer:
        """The same without these headers."""
        gone = {name.lower() for name in names}
        return evolve(self, headers=tuple(pair for pair in self.headers if pair[0].lower() not in gone))

    def __repr__(self) -> str:
        return f"<Answer {self.status}, {len(self.body)} bytes>"


def html_page(status: int, title: str) -> Answer:
    """The page that a web server or a proxy sends when the request does not reach the provider's API."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Answer.text(page, "text/html;charset=utf-8", status=status)


def allow_header(methods: Iterable[str]) -> tuple[str, str]:
    """The header of a 405 that names the methods of the path."""
    return "Allow", ", ".join(sorted(methods))
