"""Reads the bytes of an XML document into elements, within limits: a hostile document ends here."""

from __future__ import annotations

import codecs
from typing import Final
from xml.parsers import expat

from attrs import define, field

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 20_000
MAX_ATTRIBUTES: Final = 64

# What XML calls white space; Python's own strip() takes far more.
SPACE: Final = " \t\r\n"

_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class XmlError(ValueError):
    """A document that cannot be read, or a value that cannot be written.

    Attributes:
        path: Where, such as ``platform/login/userName``; empty for the document as a whole.
        reason: What is wrong there, without the value.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


@define(repr=False)
class Node:
    """An element as it stands in the document."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(factory=list["Node"])
    pieces: list[str] = field(factory=list[str])

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def is_bare(self) -> bool:
        return not self.attributes and not self.children and not self.text.strip(SPACE)


def read_nodes(
    body: bytes,
    charset: str | None,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_elements: int = MAX_ELEMENTS,
    max_attributes: int = MAX_ATTRIBUTES,
) -> Node:
    """Read a whole document; ``load_xml`` describes the arguments.

    It is parsed in one go: fed in pieces, older versions of expat take quadratic time (CVE-2023-52425).

    Raises:
        XmlError: It is not well-formed, has a DOCTYPE, or exceeds a limit.
    """
    if len(body) > max_bytes:
        raise XmlError("", f"longer than {max_bytes} bytes")
    builder = _Builder(max_depth, max_elements, max_attributes)
    try:
        # Under its own name, a charset such as "utf8" would not be known to expat.
        known = None if charset is None or body.startswith(_BYTE_ORDER_MARKS) else codecs.lookup(charset).name
        parser = expat.ParserCreate(known)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = builder.doctype
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.text
        parser.Parse(body, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset}"
        raise XmlError("", f"not well-formed XML ({expat.ErrorString(error.code)}: {where})") from None
    except XmlError:
        raise
    except (LookupError, ValueError, Warning):
        # For what expat does not know, Python's codecs are asked, by a name that the document chose; some of them warn,
        # which an application may have turned into an error.
        raise XmlError("", "in an encoding that is not known") from None
    return builder.root


class _Builder:
    """The handlers that expat calls; an exception from one of them ends the parsing."""

    def __init__(self, max_depth: int, max_elements: int, max_attributes: int) -> None:
        self._max_depth = max_depth
        self._max_elements = max_elements
        self._max_attributes = max_attributes
        self._elements = 0
        self._open = [Node("", {})]

    @property
    def root(self) -> Node:
        return self._open[0].children[0]

    def doctype(self, *_: object) -> None:
        raise XmlError("", "has a DOCTYPE")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self._max_elements:
            raise XmlError("", f"more than {self._max_elements} elements")
        if len(self._open) > self._max_depth:
            raise XmlError("", f"deeper than {self._max_depth} elements")
        if len(attributes) > self._max_attributes:
            raise XmlError("", f"an element with more than {self._max_attributes} attributes")
        own = {key: value for key, value in attributes.items() if ":" not in key and key != "xmlns"}
        node = Node(name.rpartition(":")[2], own)
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].pieces.append(text)
