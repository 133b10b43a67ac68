"""CREST, the REST dialect of ForgeRock servers: errors, bodies, the common parameters, and query filters."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final, Literal, TypeGuard

from attrs import define, frozen

from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.forgerock._profiles import (
    NEWEST_PROTOCOL,
    Asked,
    ServerProfile,
    Version,
    asked_versions,
    serving,
    written,
)

_LITERAL: Final = re.compile(r"true|false|null|-?\d+(\.\d+)?")
_JSON_TYPE: Final = "application/json"
_REASONS: Final[Mapping[int, str]] = {408: "Request Time-out"}
_TOKENS: Final = re.compile(
    r"""\s*(?:(?P<sign>[()!])|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<word>[\w./:-]+))"""
)


class Refusal(Exception):
    """The server answers with an error instead of doing what was asked."""

    def __init__(
        self,
        status: int,
        message: str | None = None,
        detail: Any = None,
        *,
        form: Literal["json", "text", "empty"] = "json",
    ) -> None:
        super().__init__(status)
        self.status = status
        self.message = reason(status) if message is None else message
        self.detail = detail
        self.form = form


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
    """What a request asks of the versions of its endpoint; called when it has passed all else, it opens or refuses.

    Attributes:
        profile: The kind of server.
        endpoint: The endpoint's path.
        request: What is asked.
        served: The version that answers, once the gate was passed.
    """

    profile: ServerProfile
    endpoint: str
    request: EmulatedRequest
    served: Version | None = None

    @property
    def asked(self) -> Asked:
        """What the header asks for.

        Raises:
            ValueError: It is malformed.
        """
        return asked_versions(self.request.headers.get("accept-api-version"))

    @property
    def wanted(self) -> Version:
        """The version that would answer, or the one asked for in vain."""
        asked = self.asked.resource
        return serving(self.profile.versions[self.endpoint], asked) or asked or (0, 0)

    def __call__(self) -> Version:
        """The version that answers.

        Raises:
            Refusal: The server has none that fits.
        """
        self.served = serving(self.profile.versions[self.endpoint], self.asked.resource)
        if self.served is None:
            raise Refusal(404, f"Resource '{'*' if self.endpoint == 'serverinfo' else ''}' not found")
        return self.served

    def check_protocol(self) -> None:
        """Refuse a protocol that is newer than the server's."""
        protocol = self.asked.protocol
        if protocol is not None and protocol > NEWEST_PROTOCOL:
            part = "major" if protocol[0] > NEWEST_PROTOCOL[0] else "minor"
            raise Refusal(400, f"Unsupported {part} version: {written(protocol)}")

    def headers(self, *, has_results: bool = False) -> Iterator[tuple[str, str]]:
        """What the answer says about versions; ``has_results``: it is a list that is not empty."""
        if self.served is None:
            return
        text = f"resource={written(self.served)}"
        if has_results and self.profile.name == "openam":
            yield "Content-API-Version", f"protocol={written(self.asked.protocol or NEWEST_PROTOCOL)},{text}"
        yield "Content-API-Version", text
        if self.asked.resource is None:
            yield "Warning", '100 CREST "Accept-API-Version should be included in the request."'


def json_body(request: EmulatedRequest) -> Any:
    """The body as JSON; nothing at all is None."""
    if not request.body.strip():
        return None
    try:
        return request.json()
    except json.JSONDecodeError as error:
        where = None if error.msg == "Extra data" else f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise Refusal(400, "The content is not valid JSON", where) from None
    except ValueError as error:
        why = "not UTF-8" if isinstance(error, UnicodeError) else str(error)
        raise Refusal(400, "The content is not valid JSON", why) from None


def action_body(request: EmulatedRequest) -> dict[str, Any]:
    """The body of an action; what is no object counts as an empty one."""
    if request.content_type and request.content_type != _JSON_TYPE:
        raise Refusal(400, f"The content-type '{request.content_type}' is not supported, only '{_JSON_TYPE}'")
    value = json_body(request)
    return value if is_object(value) else {}


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


class UnsupportedFilterError(Exception):
    """A filter that CREST knows and sessions do not."""


@frozen
class _Word:
    text: str
    quoted: bool = False


def filter_terms(text: str) -> list[tuple[str, str]]:
    """The fields and values of a filter made of ``field eq "value"`` joined by ``and``.

    Raises:
        Refusal: It is no filter.
        UnsupportedFilterError: It is another kind of filter.
    """
    try:
        words = list(_words(text))
        terms = _expression(words)
        if words:
            raise ValueError("something follows the filter")
    except (ValueError, IndexError):
        message = f"The value '{text}' for parameter '_queryFilter' could not be parsed as a valid query filter"
        raise Refusal(400, message) from None
    if None in terms:
        raise UnsupportedFilterError
    return [term for term in terms if term is not None]


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
            yield _Word(found["sign"] or found["word"])


def _is(words: list[_Word], *texts: str) -> bool:
    """Whether the next word is one of these; if so, it is taken."""
    if words and not words[0].quoted and words[0].text.lower() in texts:
        del words[0]
        return True
    return False


def _expression(words: list[_Word]) -> list[tuple[str, str] | None]:
    """Take an expression from the front of the words; None stands for what sessions do not support."""
    terms = _term(words)
    while words and words[0].text != ")":
        if _is(words, "or"):
            terms.append(None)
        elif not _is(words, "and"):
            raise ValueError("neither and nor or")
        terms += _term(words)
    return terms


def _term(words: list[_Word]) -> list[tuple[str, str] | None]:
    if _is(words, "!"):
        return [None, *_term(words)]
    if _is(words, "("):
        terms = _expression(words)
        if not _is(words, ")"):
            raise ValueError("a parenthesis is not closed")
        return terms
    if _is(words, "true", "false"):
        return [None]
    name, operator = words.pop(0), words.pop(0)
    if name.quoted or operator.quoted or not name.text.strip("/"):
        raise ValueError("no field, or no operator")
    if operator.text.lower() == "pr":
        return [None]
    value = words.pop(0)
    if not value.quoted:
        if not _LITERAL.fullmatch(value.text):
            raise ValueError("no value")
        return [None]
    return [(name.text.strip("/"), value.text)] if operator.text.lower() == "eq" else [None]
