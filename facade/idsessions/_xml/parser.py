"""Feeds the bytes of an XML document to expat, within limits. A DOCTYPE, an unknown encoding or a long tag is refused here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.parsers import expat

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
# A session document has fewer than 100. Elements of different names are the most expensive thing that a megabyte can hold.
MAX_ELEMENTS: Final = 10_000
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


def parse(
    body: bytes,
    charset: str | None,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    max_bytes: int,
) -> None:
    """Parse a whole document. An exception in a handler ends the parsing.

    Args:
        body: The document.
        charset: As for `load_xml`.
        start: Gets the name and the attributes of each element, as they are written.
        end: Gets the name of each element when it ends.
        text: Gets the texts, each in one or more parts.
        max_bytes: Longer documents are refused.

    Raises:
        XmlError: It is not well-formed, has a DOCTYPE, an unknown encoding or a very long tag, or is too long.
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
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        _feed(parser, body)
    except expat.ExpatError as error:
        where = f"line {error.lineno}, column {error.offset}"
        raise XmlError("", f"not well-formed XML ({expat.ErrorString(error.code)}: {where})") from None


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
