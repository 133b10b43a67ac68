"""Compares a request with its operation in the document and reports what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing._base.routes import Match
from idsessions.testing._base.schemas import Schemas, from_text, unknown_name
from idsessions.testing._base.violations import Violation

FORM = "application/x-www-form-urlencoded"


class Checker:
    """Finds the violations of a request. No message quotes a value that could be a secret."""

    def __init__(
        self,
        operations: Mapping[str, Mapping[str, Any]],
        schemas: Mapping[str, Mapping[str, Any]],
        decode_body: Callable[[EmulatedRequest, Mapping[str, Any]], Any],
        credentials: Callable[[EmulatedRequest], Collection[str] | None],
    ) -> None:
        self._operations = operations
        self._schemas = Schemas(schemas)
        self._decode_body = decode_body
        self._credentials = credentials

    def check(self, request: EmulatedRequest, match: Match) -> list[Violation]:
        """All violations of the request."""
        if request.operation is None:
            return [Violation(f"{request.method} {request.shown_path}", _no_operation(request, match))]
        operation = self._operations[request.operation]
        checks = (self._parameters, self._body, self._security)
        return [Violation(request.operation, message) for check in checks for message in check(request, operation)]

    def _parameters(self, request: EmulatedRequest, operation: Mapping[str, Any]) -> Iterator[str]:
        known: set[str] = set()
        for parameter in operation.get("parameters", ()):
            name, place, schema = parameter["name"], parameter["in"], parameter.get("schema", {})
            if place == "query":
                known.add(name)
                values = request.query.getlist(name)
            elif place == "header":
                values = request.headers.getlist(name)
            elif place == "path":
                values = [request.path_params[name]]
            else:
                # A cookie is a credential, which `_security` checks.
                continue
            what = f"{place} parameter '{name}'" if place != "header" else f"header '{name}'"
            schema = self._schemas.resolved(schema)
            if not values:
                if parameter.get("required"):
                    yield f"missing {what}"
            elif len(values) > 1 and schema.get("type") != "array":
                yield f"{what} sent {len(values)} times, expected once"
            else:
                yield from self._schemas.problems(from_text(values, schema), schema, what)
        for name in dict.fromkeys(request.query.keys()):
            if name not in known:
                yield unknown_name(name, known, "query parameter")

    def _body(self, request: EmulatedRequest, operation: Mapping[str, Any]) -> Iterator[str]:
        described: Mapping[str, Any] | None = operation.get("request")
        if described is None:
            if request.body:
                yield f"a body of {len(request.body)} bytes, expected none"
            return
        content: Mapping[str, Mapping[str, Any]] = described["content"]
        if not request.body:
            if described.get("required"):
                yield f"missing body, expected {' or '.join(content)}"
            return
        media_type = next((each for each in content if _bare(each) == request.content_type), None)
        if media_type is None:
            sent = request.content_type or "none"
            yield f"wrong header 'Content-Type': got {sent}, expected {' or '.join(content)}"
            return
        schema = content[media_type]
        try:
            value = self._decoded(request, schema)
        except ValueError as error:
            yield f"the body is not {_bare(media_type)}: {_reason(error)}"
        else:
            yield from self._schemas.problems(value, schema, "body")

    def _decoded(self, request: EmulatedRequest, schema: Mapping[str, Any]) -> Any:
        if request.content_type == "application/json" or request.content_type.endswith("+json"):
            return request.json()
        if request.content_type != FORM:
            return self._decode_body(request, schema)
        properties = self._schemas.resolved(schema).get("properties", {})
        return {
            name: from_text(request.form.getlist(name), self._schemas.resolved(properties.get(name, {})))
            for name in request.form
        }

    def _security(self, request: EmulatedRequest, operation: Mapping[str, Any]) -> Iterator[str]:
        presented = self._credentials(request)
        if presented is None:
            return
        alternatives = [frozenset(alternative) for alternative in operation.get("security", ())] or [frozenset[str]()]
        if frozenset(presented) not in alternatives:
            got = " and ".join(sorted(presented)) or "none"
            wanted = " or ".join(" and ".join(sorted(each)) or "none" for each in alternatives)
            yield f"wrong credential: got {got}, expected {wanted}"


def _no_operation(request: EmulatedRequest, match: Match) -> str:
    if match.choices:
        return f"no operation has this query, expected one of {', '.join(match.choices)}"
    if match.allowed:
        return f"the path has no {request.method}, expected {' or '.join(sorted(match.allowed))}"
    return "the document has no such path"


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _reason(error: ValueError) -> str:
    """Why a body could not be read. The text of a Unicode error quotes bytes of the body, so it is replaced."""
    return "not UTF-8" if isinstance(error, UnicodeError) else str(error)
