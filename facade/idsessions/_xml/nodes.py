"""Reads the bytes of an XML document into nodes, within limits. A hostile document is refused here."""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
MAX_ELEMENTS: Final = 20_000
MAX_ATTRIBUTES: Final = 64
# Of all elements together: a session document has fewer than 100.
_MAX_ALL_ATTRIBUTES: Final = 5_000
_SLICE: Final = 1 << 16
_MAX_SHOWN_PATH: Final = 1_000

# What XML calls white space; Python's own strip() takes far more.
SPACE: Final = " \t\r\n"

_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Python's codecs remember every name that they are asked for, and import a module for some. The document must not choose
# that name.
_ENCODINGS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **{name: name for name in ("utf-16", "utf-16le", "utf-16be")},
    **dict.fromkeys(("us-ascii", "ascii"), "us-ascii"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin-1", "latin1"), "iso-8859-1"),
    **{name: name for name in ("koi8-r", "koi8-u")},
    **{f"iso-8859-{part}": f"iso-8859-{part}" for part in (*range(2, 12), *range(13, 17))},
    **{f"{prefix}{page}": f"cp{page}" for prefix in ("windows-", "cp") for page in range(1250, 1259)},
}

Path = tuple["Path | None", str | int]


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

    @classmethod
    def at(cls, path: Path | None, reason: str) -> XmlError:
        """The error at a path of keys and indexes, which is spelled out only here."""
        steps: list[str] = []
        while path is not None:
            path, step = path
            steps.append(f"[{step}]" if isinstance(step, int) else f"/{step}")
        return cls("".join(reversed(steps))[1 : _MAX_SHOWN_PATH + 1], reason)


# An element: its name, its attributes, its child elements, and the text beside them. A tuple, because the objects of a
# class would take a tenth of the time that reading a document takes.
Node = tuple[str, dict[str, str], list["Node"], str]


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

    Raises:
        XmlError: It is not well-formed, has a DOCTYPE, or exceeds a limit.
    """
    if len(body) > max_bytes:
        raise XmlError("", f"longer than {max_bytes} bytes")
    has_mark = body.startswith(_BYTE_ORDER_MARKS)
    encoding = None if charset is None or has_mark else _known_encoding(charset)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    if encoding is None:
        parser.XmlDeclHandler = _check_declaration
    parser.StartDoctypeDeclHandler = _refuse_doctype
    roots: list[Node] = []
    _collect_nodes(parser, roots, max_depth, max_elements, max_attributes)
    try:
        _feed(parser, body)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset}"
        raise XmlError("", f"not well-formed XML ({expat.ErrorString(error.code)}: {where})") from None
    return roots[0]


def _known_encoding(name: str) -> str:
    try:
        return _ENCODINGS[name.lower().replace("_", "-")]
    except KeyError:
        raise XmlError("", "the encoding is not supported") from None


def _check_declaration(_version: str | None, encoding: str | None, _standalone: int) -> None:
    if encoding is not None:
        _known_encoding(encoding)


def _refuse_doctype(*_: object) -> None:
    raise XmlError("", "has a DOCTYPE")


def _collect_nodes(
    parser: expat.XMLParserType, roots: list[Node], max_depth: int, max_elements: int, max_attributes: int
) -> None:
    """Set handlers that put the nodes together. An exception in a handler ends the parsing.

    The handlers run several times for each element, so they are closures, and texts go straight to the list's `append`.
    """
    # For each open element: its attributes, the children of the element around it, and where its own texts begin.
    opened: list[tuple[dict[str, str], list[Node], int]] = []
    texts: list[str] = []
    children = roots
    elements = all_attributes = 0

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal children, elements, all_attributes
        elements += 1
        if elements > max_elements:
            raise XmlError("", f"more than {max_elements} elements")
        if attributes:
            all_attributes += len(attributes)
            if len(attributes) > max_attributes:
                raise XmlError("", f"an element with more than {max_attributes} attributes")
            if all_attributes > _MAX_ALL_ATTRIBUTES:
                raise XmlError("", f"more than {_MAX_ALL_ATTRIBUTES} attributes")
            attributes = {key: value for key, value in attributes.items() if ":" not in key and key != "xmlns"}
        opened.append((attributes, children, len(texts)))
        if len(opened) > max_depth:
            raise XmlError("", f"deeper than {max_depth} elements")
        children = []

    def end(name: str) -> None:
        nonlocal children
        attributes, siblings, mark = opened.pop()
        if len(texts) == mark + 1:
            text = texts.pop()
        else:
            text = "".join(texts[mark:])
            del texts[mark:]
        if ":" in name:
            name = name.rpartition(":")[2]
        siblings.append((name, attributes, children, text))
        children = siblings

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append


def _feed(parser: expat.XMLParserType, body: bytes) -> None:
    """Parse the body, in slices if it is long.

    Expat reports a tag only when it has read all of it, with all its attributes; so a tag, comment or instruction that is
    still unfinished after a whole slice is refused. That also bounds how often older versions of expat read it again
    (CVE-2023-52425).
    """
    done = 0
    while len(body) - done > _SLICE:
        parser.Parse(body[done : done + _SLICE], False)
        done += _SLICE
        if done - parser.CurrentByteIndex > _SLICE:
            raise XmlError("", f"a tag, a comment or an instruction of more than {_SLICE} bytes")
    parser.Parse(body[done:], True)
