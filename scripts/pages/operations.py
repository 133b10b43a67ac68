"""The table of all operations, from the descriptions that are generated from the documents."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import idsessions
from idsessions import errors
from idsessions._core.messages import SCHEMES
from idsessions._core.operations import snake_case
from idsessions._core.statuses import ERROR_BY_STATUS

CLIENTS: Final = {"okta": "OktaSessions", "forgerock": "ForgeRockSessions", "agileapps": "AgileAppsSessions"}
TITLES: Final = {"okta": "Okta", "forgerock": "ForgeRock", "agileapps": "AgileApps"}
_HEAD: Final = (
    "| Operation | Method | Endpoint | Credential | Errors |",
    "| --- | --- | --- | --- | --- |",
)
# They are the same for every operation, and the page about errors has them.
_EVERYWHERE: Final = frozenset({"RateLimitError", "UnavailableError", "ServerError"})


def tables() -> str:
    """The tables of all providers, as Markdown."""
    parts: list[str] = []
    for provider in CLIENTS:
        parts += [f"## {TITLES[provider]}", "", *_HEAD, *rows(provider), ""]
    return "\n".join(parts)


def rows(provider: str) -> Iterator[str]:
    """A row for each operation of a provider."""
    operations: Mapping[str, Mapping[str, Any]] = importlib.import_module(
        f"idsessions_{provider}.description"
    ).OPERATIONS
    client = getattr(idsessions, CLIENTS[provider])
    for operation_id, described in operations.items():
        name = snake_case(operation_id)
        method = getattr(client, name, None)
        page = f"api/{provider}.md#idsessions.{provider}.{CLIENTS[provider]}.{name}"
        said = re.search(r"^Endpoint: (\w+ [^\s,]+)", inspect.getdoc(method) or "", re.MULTILINE)
        endpoint = f"`{said[1]}`" if said else f"`{described['method']} {described['path'].partition('#')[0]}`"
        called = f"[`{name}`]({page})" if method is not None else ""
        cells = (f"`{operation_id}`", called, endpoint, _credentials(described["security"]), _errors(method, described))
        yield f"| {' | '.join(cells)} |"


def _credentials(security: Sequence[Mapping[str, Any]]) -> str:
    """What a caller passes, in the order of the document."""
    names = [f"`{SCHEMES[name]}`" if name in SCHEMES else "" for way in security for name in way or ("",)] or [""]
    return ", ".join(dict.fromkeys(name or "none" for name in names)).replace(" or ", "` or `")


def _errors(method: object, described: Mapping[str, Any]) -> str:
    """The errors that the method's docstring names, then those of the documented status codes."""
    said = re.findall(r"^ {4}(\w+Error): ", inspect.getdoc(method) or "", re.MULTILINE)
    found = [each for each in said if issubclass(getattr(errors, each, type(None)), errors.AnswerError)]
    statuses = [int(status) for status in described["responses"] if status.isdecimal() and int(status) >= 400]
    found += [ERROR_BY_STATUS[status].__name__ for status in statuses if status in ERROR_BY_STATUS]
    if 400 in statuses:
        found.append("BadRequestError")
    return ", ".join(f"`{name}`" for name in dict.fromkeys(found) if name not in _EVERYWHERE)
