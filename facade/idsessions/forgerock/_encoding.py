"""How names, passwords, realms and filters are written in a request."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlsplit

from ..credentials import as_secret
from ..errors import UsageError

_PLAIN: Final = re.compile(r"(?!.*=\?)[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_ENCODED: Final = "=?UTF-8?B?"
_PORTS: Final = {"https": 443, "http": 80}


def header_words(text: str) -> str:
    """``text`` as a header can carry it: as it is, or as an encoded word (RFC 2047), which servers decode.

    Real servers refuse raw UTF-8 in these headers as a wrong password.
    """
    text = as_secret(text)
    if _PLAIN.fullmatch(text):
        return text
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        octets = b""
    if not octets:
        raise UsageError("a name or password must not be empty or contain a lone surrogate", provider="forgerock")
    return as_secret(f"{_ENCODED}{base64.b64encode(octets).decode()}?=")


def decode_header_words(words: str) -> str:
    """The text that `header_words` encoded; any other text as it is."""
    if not words.startswith(_ENCODED):
        return words
    try:
        return base64.b64decode(words.removeprefix(_ENCODED).removesuffix("?="), validate=True).decode()
    except ValueError:
        return words


def fields_param(fields: Sequence[str] | None) -> str | None:
    """The value of ``_fields``."""
    if fields is None:
        return None
    if not is_list(fields) or not all(isinstance(name, str) for name in fields):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
        raise UsageError("`fields` must be a list of names", provider="forgerock")
    return ",".join(fields)


def is_list(given: object) -> bool:
    """Whether ``given`` holds several values: a string, of which a caller may forget that it is one, does not."""
    return isinstance(given, Collection) and not isinstance(given, str | bytes | Mapping)


def realm_path(realm: str) -> str:
    """The part of the URL that addresses a realm: ``a/b`` is ``/realms/root/realms/a/realms/b``.

    Each realm is one segment: real servers refuse an encoded slash, of either kind.
    """
    path = realm.strip("/") if isinstance(realm, str) else "."  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
    names = path.split("/") if path else []
    if any(name in ("", ".", "..") or "\\" in name or not name.isprintable() for name in names):
        raise UsageError("`realm` must be '/', or names joined by '/', such as 'alpha' or '/alpha/beta'")
    return "/realms/root" + "".join(f"/realms/{quote(name, safe='')}" for name in names)


def session_filter(username: str, realm: str) -> str:
    """The query for the sessions of a user in a realm."""
    return f'username eq "{_escaped(username)}" and realm eq "/{_escaped(realm.strip("/"))}"'


def _escaped(text: str) -> str:
    """``text`` between the quotes of a filter."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def with_port(url: str) -> str:
    """``url`` with its port, which the audience of an assertion always has.

    Source: https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html
    """
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}{parts.path}"
