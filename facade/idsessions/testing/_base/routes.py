"""Finds the operation of a request by method, path template and constant query parameters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import field, frozen


@frozen
class Match:
    """What a method, path and query match.

    Attributes:
        operation: The operationId, or None.
        path_params: Decoded values of the path template.
        allowed: Without an operation: the methods that the path has.
        choices: Without an operation: the constants that the query could have had, such as ``_action=logout``.
    """

    operation: str | None = None
    path_params: Mapping[str, str] = field(factory=dict[str, str])
    allowed: frozenset[str] = frozenset()
    choices: tuple[str, ...] = ()


@frozen
class _Route:
    operation: str
    method: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    constants: frozenset[tuple[str, str]]

    @property
    def rank(self) -> tuple[int, int]:
        # Words before parameters, so that /sessions/me is not a session with the id "me"; then the most constants first.
        return len(self.names), -len(self.constants)


class Router:
    """Finds the operation for a request."""

    def __init__(self, operations: Mapping[str, Mapping[str, Any]]) -> None:
        siblings: defaultdict[tuple[str, str], list[_Route]] = defaultdict(list)
        for name, operation in operations.items():
            route = _route(name, operation)
            siblings[route.method, route.pattern.pattern].append(route)
        routes = (route for group in siblings.values() for route in _without_shared_constants(group))
        self._routes = sorted(routes, key=lambda route: route.rank)

    def match(self, method: str, raw_path: str, query: Iterable[tuple[str, str]]) -> Match:
        """The operation for this method, percent-encoded path and decoded query."""
        pairs = set(query)
        allowed: set[str] = set()
        choices: list[str] = []
        for route in self._routes:
            found = route.pattern.fullmatch(raw_path)
            if found is None:
                continue
            if route.method == method and route.constants <= pairs:
                values = (unquote(value) for value in found.groups())
                return Match(route.operation, dict(zip(route.names, values, strict=True)))
            allowed.add(route.method)
            if route.method == method:
                choices.append("&".join(f"{name}={value}" for name, value in sorted(route.constants)))
        return Match(allowed=frozenset(allowed), choices=tuple(choices))


def _route(name: str, operation: Mapping[str, Any]) -> _Route:
    path: str = operation["path"]
    pieces = re.split(r"{([^}]+)}", path)
    # Several segments, where the pattern of the parameter has a slash.
    schemas = {parameter["name"]: parameter.get("schema", {}) for parameter in operation.get("parameters", ())}
    long = {name for name, schema in schemas.items() if "/" in schema.get("pattern", "")}
    pattern = "".join(
        ("(.+)" if piece in long else "([^/]+)") if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    )
    constants = frozenset(
        (parameter["name"], str(parameter["schema"]["const"]))
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and "const" in parameter.get("schema", {})
    )
    return _Route(name, operation["method"].upper(), re.compile(pattern), tuple(pieces[1::2]), constants)


def _without_shared_constants(group: list[_Route]) -> list[_Route]:
    """Operations of one method and path, each with only the constants that the others do not have."""
    shared = group[0].constants.intersection(*(route.constants for route in group))
    return [
        _Route(route.operation, route.method, route.pattern, route.names, route.constants - shared) for route in group
    ]
