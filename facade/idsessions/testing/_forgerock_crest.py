"""CREST, the REST dialect of ForgeRock servers: errors, bodies, the common parameters, and query filters."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeGuard

from attrs import define, frozen

from idsessions.testing._forgerock_profiles import (
    NEWEST_PROTOCOL,
    Asked,
    ServerProfile,
    Version,
    asked_versions,
    serving,
    written,
)
from idsessions.testing._messages import Answer, EmulatedRequest

_JSON_TYPE: Final = "application/json"
# The names that CREST keeps to itself; one that does not belong to the kind of request is refused.
_RESERVED: Final = frozenset(
    {
        "_action",
        "_fields",
        "_pagedresultscookie",
        "_pagedresultsoffset",
        "_pagesize",
        "_prettyprint",
        "_queryexpression",
        "_queryfilter",
        "_queryid",
        "_sortkeys",
        "_totalpagedresultspolicy",
    }
)
_COMMON: Final = frozenset({"_fields", "_prettyprint"})
_OF_KIND: Final[Mapping[str, frozenset[str]]] = {
    "action": _COMMON | {"_action"},
    "read": _COMMON,
    "query": _RESERVED - {"_action"},
}
_REASONS: Final[Mapping[int, str]] = {408: "Request Time-out"}
_TOKENS: Final = re.compile(
    r"""\s*(?:(?P<paren>[()])|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<word>[\w./:-]+))"""
)


class Refusal(Exception):
    """The server answers with an error instead of doing what was asked."""

    def __init__(self, status: int, message: str | None = None, detail: Any = None) -> None:
        super().__init__(status)
        self.status = status
        self.message = reason(status) if message is None else message
        self.detail = detail


def reason(status: int) -> str:
    """The phrase that CREST has for a status."""
    return _REASONS.get(status) or HTTPStatus(status).phrase


def error_body(refusal: Refusal, *, escape: bool) -> dict[str, Any]:
    """The body of an error; ``escape`` turns its message into HTML text, as OpenAM does."""
    message = html.escape(refusal.message).replace("&#x27;", "&#39;") if escape else refusal.message
    body: dict[str, Any] = {"code": refusal.status, "reason": reason(refusal.status), "message": message}
    if refusal.detail is not None:
        body["detail"] = refusal.detail
    return body


def html_page(status: int) -> Answer:
    """The page with which the web container answers what never reaches the application."""
    title = f"HTTP Status {status}: {HTTPStatus(status).phrase}"
    page = f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1></body></html>'
    return Answer.text(page, "text/html;charset=utf-8", status=status)


def json_answer(body: Any, request: EmulatedRequest, *, status: int = 200) -> Answer:
    """An answer as CREST writes it; indented on request."""
    content_type = ("Content-Type", "application/json;charset=UTF-8")
    if request.query.get("_prettyPrint") == "true":
        text = json.dumps(body, ensure_ascii=False, indent=2)
        return Answer.text(text, status=status, headers=[content_type])
    return Answer.json(body, status=status, headers=[content_type])


@define
class VersionGate:
    """Called by an endpoint when the request has been read: gives the version that answers, or refuses.

    Attributes:
        profile: The kind of server.
        endpoint: The first segment of the path.
        request: What is asked.
        served: The version that answers, once that is known.
    """

    profile: ServerProfile
    endpoint: str
    request: EmulatedRequest
    served: Version | None = None

    def __call__(self) -> Version:
        """The version that answers.

        Raises:
            Refusal: The server has none that fits, or the header is malformed.
        """
        self.served = serving(self.profile.versions[self.endpoint], self._asked().resource)
        if self.served is None:
            raise Refusal(404, "Resource '' not found")
        return self.served

    def headers(self) -> Iterator[tuple[str, str]]:
        """What the answer says about versions."""
        if self.served is None:
            return
        asked = self._asked()
        text = f"resource={written(self.served)}"
        if self.profile.writes_protocol and self.endpoint != "authenticate":
            text = f"protocol={written(asked.protocol or NEWEST_PROTOCOL)},{text}"
        yield "Content-API-Version", text
        if self.profile.writes_protocol and self.request.operation == "querySessions":
            yield "Content-API-Version", text
        if asked.resource is None:
            yield "Warning", '100 CREST "Accept-API-Version should be included in the request."'

    def _asked(self) -> Asked:
        try:
            return asked_versions(self.request.headers.get("accept-api-version"))
        except ValueError as error:
            raise Refusal(400, str(error)) from None


def check_parameters(request: EmulatedRequest, kind: str) -> None:
    """Refuse query parameters that CREST knows but not for this kind of request, and values it cannot read."""
    for name, value in request.query.multi_items():
        lowered = name.lower()
        if lowered in _RESERVED and lowered not in _OF_KIND[kind]:
            raise Refusal(400, f"Unrecognized request parameter '{name}'")
        if lowered == "_prettyprint" and value not in ("true", "false"):
            raise Refusal(400, f"The value '{value}' of '{name}' is not a boolean")
    if kind == "action" and len(request.query.getlist("_action")) > 1:
        raise Refusal(400, "The parameter '_action' was sent more than once")


def json_object(request: EmulatedRequest) -> dict[str, Any]:
    """The body of an action; nothing at all is an empty object."""
    if request.content_type and request.content_type != _JSON_TYPE:
        raise Refusal(400, f"The content-type '{request.content_type}' is not supported, only '{_JSON_TYPE}'")
    if not request.body.strip():
        return {}
    try:
        value = request.json()
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise Refusal(400, "The content is not valid JSON", where) from None
    except ValueError as error:
        why = "not UTF-8" if isinstance(error, UnicodeError) else str(error)
        raise Refusal(400, "The content is not valid JSON", why) from None
    if not is_object(value):
        raise Refusal(400, "The content is not a JSON object")
    return value


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def revision(resource: Mapping[str, Any]) -> str:
    """A hash of a resource's content."""
    return str(zlib.crc32(json.dumps(resource, sort_keys=True).encode()))


def chosen_fields(resource: dict[str, Any], request: EmulatedRequest) -> dict[str, Any]:
    """The fields that ``_fields`` asks for, with ``_id`` and ``_rev`` in any case."""
    wanted = [name.strip().strip("/") for part in request.query.getlist("_fields") for name in part.split(",")]
    wanted = [name for name in wanted if name]
    if not wanted:
        return resource
    return {name: value for name, value in resource.items() if name in wanted or name in ("_id", "_rev")}


@frozen
class _Word:
    text: str
    quoted: bool


def filter_terms(text: str) -> list[tuple[str, str]]:
    """The fields and values of a filter made of ``field eq "value"`` joined by ``and``."""
    try:
        words = list(_words(text))
        terms = _conjunction(words)
        if words:
            raise ValueError("something follows the filter")
    except (ValueError, IndexError):
        raise Refusal(400, f"The value '{text}' is not a valid query filter") from None
    return terms


def _words(text: str) -> Iterator[_Word]:
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKENS.match(text, position, end)
        if found is None:
            raise ValueError("not a word, a quoted value or a parenthesis")
        position = found.end()
        if found["text"]:
            yield _Word(re.sub(r"\\(.)", r"\1", found["text"][1:-1]), quoted=True)
        else:
            yield _Word(found["paren"] or found["word"], quoted=False)


def _conjunction(words: list[_Word]) -> list[tuple[str, str]]:
    """Take an expression from the front of the words."""
    terms = _term(words)
    while words and words[0] == _Word("and", quoted=False):
        del words[0]
        terms += _term(words)
    return terms


def _term(words: list[_Word]) -> list[tuple[str, str]]:
    first = words.pop(0)
    if first == _Word("(", quoted=False):
        terms = _conjunction(words)
        if words.pop(0) != _Word(")", quoted=False):
            raise ValueError("a parenthesis is not closed")
        return terms
    operator, value = words.pop(0), words.pop(0)
    if first.quoted or operator != _Word("eq", quoted=False) or value.text in ("(", ")"):
        raise ValueError("not of the form: field eq value")
    return [(first.text.strip("/"), value.text)]
