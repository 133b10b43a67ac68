"""Reads requests and writes responses: the documents of `idsessions_agileapps.documents`, as XML or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar, cast
from xml.etree import ElementTree
from xml.parsers import expat

from attrs import frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.agileapps._errors import Refused
from idsessions_agileapps import documents
from idsessions_agileapps.documents import (
    ActiveSessionsResponse,
    CustomerSupportCredentials,
    ErrorResponse,
    LoginCredentials,
    LoginResponse,
    LogoutResponse,
    ProxyLoginCredentials,
    SessionValidityResponse,
    UserInfoResponse,
)

XML: Final = "application/xml"
JSON: Final = "application/json"
_WILDCARDS: Final = ("application/*", "*/*")
# The other flags are written as true and false. http://lj.platformatyourservice.com/ljwiki/User_Resource
_WRITTEN_AS_NUMBER: Final = frozenset({"active"})

Format = Literal["application/xml", "application/json"]
ResponseDocument = (
    LoginResponse | LogoutResponse | ActiveSessionsResponse | SessionValidityResponse | UserInfoResponse | ErrorResponse
)
_Credentials = TypeVar("_Credentials", LoginCredentials, CustomerSupportCredentials, ProxyLoginCredentials)


@frozen
class Reference:
    """A field that refers to another record; ``uri`` is absolute."""

    id: str
    """The other record's id."""
    type: str
    """The other record's type."""
    uri: str
    """Where it is, an absolute URL."""
    display_value: str
    """What a person calls it."""


#: What an element contains: text, a flag, a reference, nothing, or further elements.
Value = str | bool | Reference | None | Mapping[str, "Value"]

# --- responses ---------------------------------------------------------------------------------------------------------


def reference_document(reference: Reference) -> documents.Reference:
    """The reference as documents have it: the id is the text of the element, the rest are its attributes."""
    return {
        "content": reference.id,
        "type": reference.type,
        "uri": reference.uri,
        "displayValue": reference.display_value,
    }


def choose_format(request: EmulatedRequest) -> Format:
    """The format of the response: by ``alt`` on a GET, else by ``Accept``, else JSON.

    https://agileappscloud.info/aawiki/REST_API/Conventions
    """
    if request.method == "GET":
        alt = request.query.get("alt")
        if alt in ("xml", "json"):
            return XML if alt == "xml" else JSON
    weights: dict[str, float] = {}
    for part in ",".join(request.headers.getlist("accept")).split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        weights[media_type] = float(quality) if quality.replace(".", "", 1).isdecimal() else 1.0
    accepted = [each for each in weights if each in (XML, JSON, *_WILDCARDS) and weights[each] > 0]
    # At equal weights, a name comes before a wildcard and the first before the second.
    best = max(accepted, key=lambda each: (weights[each], each not in _WILDCARDS), default=JSON)
    return XML if best == XML else JSON


def write(
    document: ResponseDocument, form: Format, *, tagless_code: bool = False, reference_elements: bool = False
) -> bytes:
    """Write a response.

    Args:
        document: The response.
        form: Its format.
        tagless_code: Whether the code in XML is text of the message, without its own element.
        reference_elements: Whether the parts of a reference in XML are child elements.
    """
    if form == JSON:
        return json.dumps({"platform": _as_json("platform", document)}, ensure_ascii=False).encode()
    root = ElementTree.Element("platform")
    for name, value in document.items():
        _add_xml(root, name, value, reference_elements)
    if tagless_code:
        message = cast("ElementTree.Element", root.find("message"))
        message.remove(cast("ElementTree.Element", message.find("code")))
        message.text = f" {document['message']['code']} "
    return cast("bytes", ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _as_json(name: str, value: object) -> Any:
    # Unverified: how JSON spells a reference, and that all values are text. Public clients read `displayValue` without
    # a prefix; the documentation has `content` for the id.
    if isinstance(value, Reference):
        value = reference_document(value)
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        return {below: _as_json(below, content) for below, content in members.items()}
    if isinstance(value, list):
        # The platform's habit, known from other resources: one item stands for a list of one.
        items = [_as_json(name, each) for each in cast("list[object]", value)]
        return items[0] if len(items) == 1 else items
    return _text(name, value)


def _add_xml(parent: ElementTree.Element, name: str, value: object, reference_elements: bool) -> None:
    if isinstance(value, list):
        for each in cast("list[object]", value):
            _add_xml(parent, name, each, reference_elements)
        return
    element = ElementTree.SubElement(parent, name)
    if isinstance(value, Reference):
        value = reference_document(value)
    if not isinstance(value, Mapping):
        element.text = _text(name, value)
        return
    members = dict(cast("Mapping[str, object]", value))
    if "content" in members and not reference_elements:
        element.text = _text("content", members.pop("content"))
        element.attrib.update({below: _text(below, content) for below, content in members.items()})
        return
    for below, content in members.items():
        _add_xml(element, below, content, reference_elements)


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(int(value)) if name in _WRITTEN_AS_NUMBER else str(value).lower()
    return "" if value is None else str(value)


# --- requests ----------------------------------------------------------------------------------------------------------


def read_credentials(request: EmulatedRequest, document: type[_Credentials]) -> _Credentials:
    """Read the fields of a login.

    Raises:
        Refused: The request cannot be read, or a field is missing or empty.
    """
    try:
        login = read(request).get("login")
    except ValueError:
        raise Refused(-4601) from None
    fields = cast("dict[str, Any]", login) if isinstance(login, dict) else {}
    for name in document.__annotations__:
        if not isinstance(fields.get(name), str) or not fields[name]:
            raise Refused(-4601, f"{name} is missing")
    return cast("_Credentials", fields)


def read_record_ids(request: EmulatedRequest) -> list[str]:
    """The ids in the body of a request to end sessions; a single session may be an object.

    Raises:
        Refused: The request cannot be read, or names no session.
    """
    try:
        given = read(request).get("session")
    except ValueError:
        raise Refused(-4601) from None
    items = cast("list[object]", given) if isinstance(given, list) else [given]
    ids: list[Any] = [cast("dict[str, object]", each).get("id") if isinstance(each, dict) else None for each in items]
    if not ids or not all(isinstance(each, str) and each for each in ids):
        raise Refused(-4601, "session is missing")
    return ids


def read(request: EmulatedRequest) -> dict[str, Any]:
    """The content of a request's platform element, as text and dicts.

    Raises:
        ValueError: It cannot be read; the message quotes nothing of it.
    """
    try:
        platform = _json_platform(request) if request.content_type == JSON else _xml_platform(request)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(platform, dict):
        raise ValueError("no platform element around it")
    return cast("dict[str, Any]", platform)


def _json_platform(request: EmulatedRequest) -> Any:
    value: Any = request.json()
    return cast("dict[str, Any]", value).get("platform") if isinstance(value, dict) else None


def _xml_platform(request: EmulatedRequest) -> Any:
    try:
        root = ElementTree.fromstring(request.body, ElementTree.XMLParser(target=_Builder()))
    except ElementTree.ParseError as error:
        # Not the error's text, which may quote what follows an ampersand.
        raise ValueError(f"not well-formed ({expat.ErrorString(error.code)})") from None
    except LookupError:
        raise ValueError("in an unknown encoding") from None
    return _content(root) if root.tag == "platform" else None


class _Builder(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> None:
        raise ValueError("it has a DOCTYPE")


def _content(element: ElementTree.Element) -> Any:
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        value = _content(child)
        found[child.tag] = [found[child.tag], value] if child.tag in found else value
    return found
