"""What the core knows of each operation, and which parts of a request are secrets."""

from __future__ import annotations

from typing import Any

import pytest

from idsessions._core.operations import Description, Operation, snake_case
from idsessions._core.provider import Provider
from idsessions._json import as_list, as_mapping
from idsessions.agileapps._rules import AGILEAPPS
from idsessions.forgerock._rules import FORGEROCK
from idsessions.okta._rules import OKTA

PASSWORD = {"type": "string", "format": "password"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "Card": {
        "type": "object",
        "properties": {"pin": PASSWORD, "title": {"type": "string"}, "spare": {"$ref": "#/components/schemas/Card"}},
        "additionalProperties": PASSWORD,
    },
    "Cards": {"type": "array", "items": {"$ref": "#/components/schemas/Card"}},
    "Pins": {"type": "object", "properties": {"pins": {"type": "array", "items": PASSWORD}}},
    "Any": {"type": "object", "properties": {"value": {"x-secret": True}}},
}


def operation(**described: Any) -> Operation:
    base: dict[str, Any] = {"path": "/cards/{cardId}/use", "security": [], "parameters": [], "responses": {"200": {}}}
    return Operation.compiled("useCard", base | described, SCHEMAS)


def body(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"$ref": f"#/components/schemas/{name}"}}}


BODIES: list[tuple[str, Any, set[str]]] = [
    ("Card", {"pin": "1234", "title": "blue"}, {"1234"}),
    ("Card", {"title": "blue", "puk": "99"}, {"99"}),
    ("Card", {"spare": {"pin": "a", "spare": {"pin": "b"}}}, {"a", "b"}),
    ("Cards", [{"pin": "a"}, {"pin": "b"}, {}], {"a", "b"}),
    ("Pins", {"pins": ["a", "b"]}, {"a", "b"}),
    ("Any", {"value": "a"}, {"a"}),
    ("Any", {"value": 5}, set()),
    ("Card", {"pin": None}, set()),
    ("Card", "not an object", set()),
]


@pytest.mark.parametrize(("schema", "value", "secrets"), BODIES)
def test_secrets_of_a_body_are_found(schema: str, value: Any, secrets: set[str]) -> None:
    assert operation(request=body(schema)).secrets("/", {}, {}, value) == secrets


def test_secrets_of_path_query_and_headers_are_found() -> None:
    described = operation(
        parameters=[
            {"name": name, "in": place, "schema": schema}
            for name, place, schema in (
                ("cardId", "path", PASSWORD),
                ("token", "query", PASSWORD),
                ("page", "query", {"type": "string"}),
                ("X-Pin", "header", PASSWORD),
                ("X-Puk", "header", PASSWORD),
            )
        ]
    )
    found = described.secrets(
        "/base/cards/a%2Fb/use", {"token": "t", "page": "7"}, {"X-Pin": "1234", "Accept": "x"}, None
    )
    assert found == {"a/b", "t", "1234"}


@pytest.mark.parametrize("path", ["/cards/a/b/use", "/elsewhere", "/cards//use"])
def test_another_path_has_no_secrets(path: str) -> None:
    described = operation(parameters=[{"name": "cardId", "in": "path", "schema": PASSWORD}])
    assert described.secrets(path, {}, {}, None) == set()


def test_description_is_compiled() -> None:
    xml = {"application/xml": {"$ref": "#/components/schemas/Card"}}
    described = operation(responses={"200": xml, "201": {}, "404": {"application/json": {}}}, request=body("Card"))
    assert described.security == [{}]
    assert described.successes == {200: ("application/xml", xml["application/xml"]), 201: None}
    assert described.accept == "application/xml"
    assert described.request == ("application/json", {"$ref": "#/components/schemas/Card"})
    assert operation().accept == "application/json"
    assert operation().request is None
    assert "1234" not in repr(operation(pin="1234"))


@pytest.mark.parametrize("provider", [OKTA, FORGEROCK, AGILEAPPS], ids=lambda provider: provider.name)
def test_tables_of_a_provider_fit_its_document(provider: Provider) -> None:
    for found in provider.description.by_name.values():
        assert found.successes, found.id
        # A limit counts the calls below a path.
        assert found.bucket, found.id
        assert found.path.startswith(found.bucket), found.id
        # The alternatives are one scheme each: `check_credential` knows no two at once.
        assert all(len(alternative) <= 1 for alternative in found.security), found.id


# Written out, not taken from the library: sending these twice has the effect of sending them once.
RETRYABLE: dict[str, set[str]] = {
    "okta": {
        *("getSession", "refreshSession", "revokeSession", "getCurrentSession"),
        *("revokeUserSessions", "endUserSessions", "globalTokenRevocation"),
    },
    "forgerock": {
        *("refresh", "logout", "getSessionInfo", "getSessionInfoAndResetIdleTime", "validate"),
        *("getSessionProperties", "updateSessionProperties", "querySessions", "logoutByHandle", "logoutByUser"),
        "getServerInfo",
    },
    "agileapps": {"isSessionValid", "getUserInfo", "listActiveSessions"},
}


@pytest.mark.parametrize("provider", [OKTA, FORGEROCK, AGILEAPPS], ids=lambda provider: provider.name)
def test_retryable_operations_are_exactly_these(provider: Provider) -> None:
    operations = provider.description.by_name.values()
    assert {found.id for found in operations if found.retryable} == RETRYABLE[provider.name]


@pytest.mark.parametrize(
    ("name", "snake"),
    [("refreshCurrentSession", "refresh_current_session"), ("login", "login"), ("a1B", "a1_b")],
)
def test_names_are_spelled_as_in_the_generated_code(name: str, snake: str) -> None:
    assert snake_case(name) == snake
    assert list(Description.of({name: {"security": []}}, {}).by_name) == [snake]


@pytest.mark.parametrize(("value", "mapping", "items"), [({"a": 1}, {"a": 1}, []), ([1], None, [1]), ("x", None, [])])
def test_as_mapping_and_as_list_take_any_value(value: object, mapping: object, items: list[Any]) -> None:
    assert as_mapping(value) == mapping
    assert as_list(value) == items
