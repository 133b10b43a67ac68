"""CREST, the REST dialect of ForgeRock servers: errors, bodies, and the parameters that all endpoints share."""

from __future__ import annotations

import html
import json
import zlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, Literal, TypeGuard

from idsessions.testing._base.messages import Answer, EmulatedRequest

_JSON_TYPE: Final = "application/json"
_REASONS: Final[Mapping[int, str]] = {408: "Request Time-out"}


class Refusal(Exception):
    """A refused request; the emulator turns it into the response.

    Args:
        status: The HTTP status code.
        message: The message of the error, by default the reason phrase.
        detail: The detail of the error, if it has one.
        form: What the response has: an error in JSON, the message as text, or no body.
    """

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
    """The reason phrase of a status code."""
    return _REASONS.get(status) or HTTPStatus(status).phrase


def error_body(refusal: Refusal, *, escape: bool) -> dict[str, Any]:
    """The body of an error; ``escape`` escapes its message for HTML, as OpenAM does."""
    message = html.escape(refusal.message).replace("&#x27;", "&#39;") if escape else refusal.message
    body: dict[str, Any] = {"code": refusal.status, "reason": reason(refusal.status), "message": message}
    if refusal.detail is not None:
        body["detail"] = refusal.detail
    return body


def json_response(body: Any, request: EmulatedRequest, *, status: int = 200) -> Answer:
    """A JSON response, indented if the request asks for it."""
    content_type = ("Content-Type", "application/json;charset=UTF-8")
    if request.query.get("_prettyPrint") == "true":
        text = json.dumps(body, ensure_ascii=False, indent=2)
        return Answer.text(text, status=status, headers=[content_type])
    return Answer.json(body, status=status, headers=[content_type])


def json_body(request: EmulatedRequest) -> Any:
    """The body as JSON; None if there is no body.

    Raises:
        Refusal: It is not JSON.
    """
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
    """The body of an action; anything but an object counts as an empty object.

    Raises:
        Refusal: The content type is wrong, or the body is not JSON.
    """
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
    """The fields that ``_fields`` asks for, always with ``_id`` and ``_rev``."""
    names = [name.strip().strip("/") for part in request.query.getlist("_fields") for name in part.split(",")]
    names = [name for name in names if name]
    if not names:
        return resource
    return {name: value for name, value in resource.items() if name in names or name in ("_id", "_rev")}
