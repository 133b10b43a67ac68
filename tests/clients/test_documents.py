"""The three documents describe the operations of the product; every example in them is valid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from idsessions._core.operations import Description
from idsessions._xml import load_xml
from idsessions_agileapps import description as agileapps
from idsessions_agileapps import documents

from .documents import below, load, mapping

OPERATIONS = {
    "okta": """createSession getSession refreshSession revokeSession getCurrentSession refreshCurrentSession
        closeCurrentSession revokeUserSessions endUserSessions endMyAccountSessions authenticate
        verifyFactor continueAuthentication cancelAuthentication
        globalTokenRevocation         issueAccessToken""",
    "forgerock": """refresh logout getSessionInfo getSessionInfoAndResetIdleTime validate getSessionProperties
        updateSessionProperties querySessions logoutByHandle logoutByUser authenticate getServerInfo issueAccessToken""",
    "agileapps": """login loginAsCustomerSupport proxyLogin switchBack logout isSessionValid getUserInfo
        listActiveSessions logoutAllSessions logoutSessions""",
}
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_a_date_and_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None or "T" in value


@pytest.fixture(name="document", params=OPERATIONS)
def document_fixture(root: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(root, request.param) | {"x-name": request.param}


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        yield from (item[method] for method in METHODS & item.keys())


def test_the_operations_are_those_of_the_product(document: dict[str, Any]) -> None:
    found = [operation["operationId"] for operation in operations(document)]
    assert sorted(found) == sorted(OPERATIONS[document["x-name"]].split())


def test_every_operation_has_prose_and_the_responses_that_a_caller_can_get(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        statuses = set(operation["responses"])
        assert any(status.startswith("2") for status in statuses), operation["operationId"]
        assert "429" in statuses or "503" in statuses, operation["operationId"]


def schemas(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of a document: what is below ``schema`` and below ``components/schemas``."""
    for key, value in below(node):
        if key == "schema" or where == "/components/schemas":
            yield f"{where}/{key}", value
        yield from schemas(value, f"{where}/{key}")


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and all that are written inside it."""
    yield schema
    below = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    below += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for part in below:
        yield from parts(part)


def examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Place, schema and value of every example: of schemas, and of what has a schema."""
    for where, schema in schemas(document):
        for part in parts(schema):
            yield from ((where, part, value) for value in part.get("examples", []))
    yield from _beside_schemas(document, "")


def _beside_schemas(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    entries = mapping(node)
    if "schema" in entries:
        given = [entry["value"] for entry in mapping(entries.get("examples")).values()]
        given += [entries["example"]] if "example" in entries else []
        yield from ((where, entries["schema"], value) for value in given)
    for key, value in below(node):
        yield from _beside_schemas(value, f"{where}/{key}")


def test_every_example_is_valid(document: dict[str, Any]) -> None:
    found = list(examples(document))
    assert len(found) > 10
    for where, schema, value in found:
        whole: Any = Draft202012Validator({**schema, "components": document["components"]}, format_checker=FORMATS)
        problems = [f"{where}: {error.json_path}: {error.message}" for error in whole.iter_errors(value)]
        assert not problems


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    named = document["components"]["schemas"]
    missing = [name for name, schema in named.items() if schema.get("type") == "object" and not schema.get("examples")]
    assert not missing


def test_the_xml_in_the_prose_is_what_the_schemas_say(root: Path) -> None:
    document = load(root, "agileapps")
    known = Description.of(agileapps.OPERATIONS, agileapps.SCHEMAS).by_name.values()
    by_id = {operation.id: operation for operation in known}
    shown = 0
    for described in operations(document):
        operation = by_id[described["operationId"]]
        bodies = [*operation.successes.values(), operation.request]
        for text in re.findall(r"```xml\n(.*?)```", described["description"], re.DOTALL):
            kinds = [set(load_xml(text.encode(), body[1], operation.schemas)) for body in bodies if body]
            names = [
                set(agileapps.SCHEMAS[body[1]["$ref"].rpartition("/")[2]]["properties"]) for body in bodies if body
            ]
            assert any(found and found <= fields for found, fields in zip(kinds, names, strict=True)), text
            shown += 1
    assert shown >= 3


def test_the_types_of_the_xml_documents_have_the_fields_of_the_schemas() -> None:
    # The names are what the emulator and the tests annotate with.
    objects = {name: schema for name, schema in agileapps.SCHEMAS.items() if schema.get("type") == "object"}
    for name, schema in objects.items():
        hints = get_type_hints(getattr(documents, name), include_extras=True)
        assert list(hints) == list(schema["properties"]), name
        assert {field for field, hint in hints.items() if get_origin(hint) is not NotRequired} == {
            *schema.get("required", ())
        }, name
    types = {name for name, value in vars(documents).items() if is_typeddict(value)}
    assert types == set(objects)


def test_every_example_has_the_type_of_its_xml_document(root: Path) -> None:
    for name, schema in load(root, "agileapps")["components"]["schemas"].items():
        examples: list[dict[str, Any]] = schema.get("examples", []) if schema.get("type") == "object" else []
        for example in examples:
            assert_typed(example, getattr(documents, name))


def assert_typed(value: dict[str, Any], kind: type) -> None:
    hints = get_type_hints(kind)
    for field, entry in value.items():
        if is_typeddict(hints[field]):
            assert_typed(entry, hints[field])
        elif get_origin(hints[field]) is list:
            [kind] = get_args(hints[field])
            for item in entry:
                assert_typed(item, kind)
        else:
            assert isinstance(entry, hints[field]), field
