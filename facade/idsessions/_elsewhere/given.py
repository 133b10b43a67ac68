"""What a caller sends to another endpoint: checked before anything is sent, and encoded."""

from __future__ import annotations

import json as _json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, cast
from urllib.parse import parse_qsl, unquote, urlencode

from attrs import field, frozen

from .._core.operations import FORM, JSON
from .._core.options import RESERVED, header_problem
from .._json import as_mapping
from ..errors import UsageError
from .paths import problem_of

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_OWN_NAMES: Final = {"accept": "Accept", "content-type": "Content-Type"}
# A header of one of these names could break the credential or the framing of the message.
_RESERVED: Final = RESERVED - {"accept", "content-type"}
# A shorter segment is a word of the API.
_ID_LENGTH: Final = 16
_WORD: Final = re.compile(r"[^\s\"'&=<>{}\[\],:;]{4,}")
_MOST_WORDS: Final = 1000


@frozen(eq=False)
class Given:
    """The arguments of a request. All of them may be secret, so none is in its repr."""

    path: Any = field(repr=False)
    params: Any = field(repr=False)
    json: Any = field(repr=False)
    data: Any = field(repr=False)
    content: Any = field(repr=False)
    headers: Any = field(repr=False)

    def check(self, method: object, origin: str, provider: str) -> None:
        """Raise `UsageError` for what cannot be sent; no frame that it leaves holds an argument."""
        problem = self._problem(method, origin)
        if problem:
            raise UsageError(problem, provider=provider)

    def _problem(self, method: object, origin: str) -> str:
        if not isinstance(method, str) or method.upper() not in _METHODS:
            return f"`method` must be one of {', '.join(_METHODS)}"
        if problem := problem_of(self.path, origin):
            return problem
        for name in ("params", "data"):
            problem = _problem_of_fields(name, getattr(self, name))
            if problem:
                return problem
        if sum(each is not None for each in (self.json, self.data, self.content)) > 1:
            return "pass only one of `json`, `data` and `content`"
        if self.content is not None and not isinstance(self.content, str | bytes):
            return f"`content` must be a string or bytes, not {type(self.content).__name__}"
        if problem := header_problem(self.headers, _RESERVED):
            return problem
        if self.content is not None and "Content-Type" not in self.own_headers:
            return "`content` needs its Content-Type in `headers`"
        try:
            self.query.encode()
            self.body()
        except (TypeError, ValueError, RecursionError):  # The second for half a character, and for NaN.
            return "`json`, `data`, `params` or `content` holds a value that cannot be encoded"
        return ""

    def url(self, base_url: str) -> str:
        """The absolute URL, which has passed `check`."""
        url = self.path if not self.path.startswith("/") else base_url + self.path
        query = self.query
        return f"{url}{'&' if '?' in url else '?'}{query}" if query else str(url)

    @property
    def query(self) -> str:
        return urlencode(list(_pairs(self.params)))

    @property
    def own_headers(self) -> dict[str, str]:
        headers: Mapping[str, str] = self.headers or {}
        return {_OWN_NAMES.get(name.lower(), name): value for name, value in headers.items()}

    def body(self) -> tuple[dict[str, str], bytes]:
        """The header that names the type of the body, and the body."""
        if self.json is not None:
            text = _json.dumps(self.json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            return {"Content-Type": JSON}, text.encode()
        if self.data is not None:
            return {"Content-Type": FORM}, urlencode(list(_pairs(self.data))).encode()
        content = self.content or b""
        return {}, content.encode() if isinstance(content, str) else content

    def secrets(self) -> set[str]:
        """What an error text must not repeat: nobody says which of the arguments is a secret, so each may be."""
        path, _, query = self.path.partition("?")
        found = {segment for segment in unquote(path).split("/") if len(segment) >= _ID_LENGTH}
        found.update(value for _, value in (*parse_qsl(query), *_pairs(self.params), *_pairs(self.data)))
        found.update(_leaves(self.json))
        if self.content is not None:
            text = self.content if isinstance(self.content, str) else self.content.decode(errors="replace")
            words = [match[0] for match in islice(_WORD.finditer(text), _MOST_WORDS)]
            found.update((*words, *map(unquote, words)))
        return found


def _problem_of_fields(parameter: str, given: object) -> str:
    fields: Mapping[Any, Any] | None = {} if given is None else as_mapping(given)
    if fields is None or not all(isinstance(name, str) for name in fields):
        return f"`{parameter}` must be a mapping of names to values"
    for value in fields.values():
        if not all(isinstance(each, str | int | float) for each in _listed(value)):
            return f"`{parameter}` must have values that are strings, numbers or booleans, or lists of them"
    return ""


def _listed(value: Any) -> list[Any]:
    return list(cast("list[Any]", value)) if isinstance(value, list | tuple) else [value]


def _pairs(fields: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name, value in (fields or {}).items():
        for each in _listed(value):
            yield name, str(each).lower() if isinstance(each, bool) else str(each)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
        return
    entries = as_mapping(value)
    for inner in _elements(value) if entries is None else entries.values():
        yield from _leaves(inner)


def _elements(value: Any) -> list[Any]:
    return _listed(value) if isinstance(value, list | tuple) else []
