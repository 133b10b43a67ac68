"""Which operation of the document a request is for: by method, path template, and constant query parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen


@frozen
class Match:
    """What the path said: the operation, if one fits, else the methods that the path has."""

    operation: str | None = None
    path_params: Mapping[str, str] = field(factory=dict)
    allowed: frozenset[str] = frozenset()


@frozen
class _Route:
    operation: str
    method: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    constants: tuple[tuple[str, str], ...]
    # Words before parameters, so that /sessions/me is not a session called "me"; then the more constants, the closer.
    rank: tuple[int, int]


class Router:
    """Finds the operation for a request."""

    def __init__(self, operations: Mapping[str, Mapping[str, Any]]) -> None:
        routes = (_route(name, operation) for name, operation in operations.items())
        self._routes = sorted(routes, key=lambda route: route.rank)

    def match(self, method: str, raw_path: str, query: Iterable[tuple[str, str]]) -> Match:
        """The operation for this method, percent-encoded path and decoded query."""
        pairs = set(query)
        allowed: set[str] = set()
        for route in self._routes:
            found = route.pattern.fullmatch(raw_path)
            if found is None:
                continue
            if route.method == method and all(constant in pairs for constant in route.constants):
                values = (unquote(value) for value in found.groups())
                return Match(route.operation, dict(zip(route.names, values, strict=True)))
            allowed.add(route.method)
        return Match(allowed=frozenset(allowed))


def _route(name: str, operation: Mapping[str, Any]) -> _Route:
    path: str = operation["path"]
    pieces = re.split(r"{([^}]+)}", path)
    pattern = "".join("([^/]+)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    constants = tuple(
        (parameter["name"], str(parameter["schema"]["const"]))
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and "const" in parameter.get("schema", {})
    )
    names, rank = tuple(pieces[1::2]), (len(pieces), -len(constants))
    return _Route(name, operation["method"].upper(), re.compile(pattern), names, constants, rank)
