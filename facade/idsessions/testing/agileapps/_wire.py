"""How AgileApps writes its answers and reads requests: one platform element, as XML or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, cast
from xml.etree import ElementTree
from xml.parsers import expat

from attrs import frozen

from idsessions.testing._base.messages import EmulatedRequest

XML: Final = "application/xml"
JSON: Final = "application/json"
_ANYTHING: Final = ("application/*", "*/*")
Format = Literal["application/xml", "application/json"]

# https://agileappscloud.info/aawiki/REST_API:Error_Codes
CODES: Final[Mapping[int, tuple[int, str]]] = {
    0: (200, "Success"),
    -1: (500, "The request could not be completed"),
    -101: (401, "User not logged in"),
    -200: (404, "Invalid record identifier"),
    -300: (400, "Resource does not exist"),
    -850: (400, "Insufficient permission for this operation"),
    -4006: (400, "Invalid tenant ID"),
    -4600: (403, "Feature is not enabled for this tenant"),
    -4601: (400, "Invalid payload for this resource"),
}


@frozen
class Reference:
    """A field that points to another record; ``uri`` is complete."""

    id: str
    type: str
    uri: str
    display_value: str


#: What an element holds: text, nothing, or further elements.
Value = str | bool | Reference | None | Mapping[str, "Value"]


class Refused(Exception):
    """A request that gets a negative code.

    Args:
        code: The platform's code.
        description: Said in words; the code's own if empty.
        status: The HTTP status; the code's own if None.
    """

    def __init__(self, code: int, description: str = "", status: int | None = None) -> None:
        self.code = code
        self.status = CODES[code][0] if status is None else status
        self.description = description or CODES[code][1]
        super().__init__(self.description)


def answer_format(request: EmulatedRequest) -> Format:
    """What the client wants to read: on a GET by ``alt``, else by ``Accept``, else JSON.

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
    wanted = [each for each in weights if each in (XML, JSON, *_ANYTHING) and weights[each] > 0]
    # Of equal wishes, one by name comes before a wildcard, and the first before the second.
    best = max(wanted, key=lambda each: (weights[each], each not in _ANYTHING), default=JSON)
    return XML if best == XML else JSON


def write(
    payload: Mapping[str, Value], code: int, description: str, form: Format, *, tagless_code: bool = False
) -> bytes:
    """A whole answer.

    Args:
        payload: The elements before the message.
        code: The message's code.
        description: The message's words.
        form: XML or JSON.
        tagless_code: In XML, the code as text of the message, without an element of its own.
    """
    if form == JSON:
        message = {"code": str(code), "description": description}
        members = {name: _as_json(value) for name, value in payload.items()}
        return json.dumps({"platform": {**members, "message": message}}, ensure_ascii=False).encode()
    root = ElementTree.Element("platform")
    for name, value in payload.items():
        _add_xml(root, name, value)
    element = ElementTree.SubElement(root, "message")
    if tagless_code:
        element.text = f" {code} "
    else:
        ElementTree.SubElement(element, "code").text = str(code)
    ElementTree.SubElement(element, "description").text = description
    return cast("bytes", ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _as_json(value: Value) -> Any:
    # Unverified: how JSON spells a reference, and that it has text for everything. Public clients read `displayValue`
    # without a prefix; the documentation writes `content` for the id.
    if isinstance(value, Reference):
        return {"type": value.type, "uri": value.uri, "displayValue": value.display_value, "content": value.id}
    if isinstance(value, Mapping):
        return {name: _as_json(below) for name, below in value.items()}
    return _text(value)


def _add_xml(parent: ElementTree.Element, name: str, value: Value) -> None:
    element = ElementTree.SubElement(parent, name)
    if isinstance(value, Reference):
        element.attrib.update(type=value.type, uri=value.uri, displayValue=value.display_value)
        element.text = value.id
    elif isinstance(value, Mapping):
        for below, content in value.items():
            _add_xml(element, below, content)
    else:
        element.text = _text(value)


def _text(value: str | bool | None) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value).lower()


def read(request: EmulatedRequest) -> dict[str, Any]:
    """The content of the platform element that a request holds, as text and dicts.

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
        # Not the error's own text: it may quote what follows an ampersand.
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
