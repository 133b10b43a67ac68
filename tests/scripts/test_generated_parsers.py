"""The parser that is generated for each kind of field, also for kinds that the three documents do not have."""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import yaml

import regenerate

pytestmark = pytest.mark.regenerate

STRING = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
NULL = {"type": "null"}
COPY = {"$ref": "#/components/schemas/Copy"}
LEVEL = {"$ref": "#/components/schemas/Level"}
SHELF = {"$ref": "#/components/schemas/Shelf"}


def a_list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


# Each is a required field of one schema and an optional field of another.
KINDS: dict[str, dict[str, Any]] = {
    "anything": {},
    "text": STRING,
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "level": LEVEL,
    "floor": {"type": "integer", "enum": [1, 2]},
    "constant": {"const": "loan", "default": "loan"},
    "one": {"type": "integer", "const": 1, "default": 1},
    "yes": {"const": True, "default": True},
    "moment": MOMENT,
    "day": {"type": "string", "format": "date"},
    "uuid": {"type": "string", "format": "uuid"},
    "copy": COPY,
    "open": {"anyOf": [LEVEL, STRING]},
    "either": {"type": ["integer", "string"]},
    "mixed": {"anyOf": [{"type": "number"}, {"type": "boolean"}]},
    "texts": a_list(STRING),
    "moments": a_list(MOMENT),
    "levels": a_list(LEVEL),
    "copies": a_list(COPY),
    "rows": a_list(a_list({"type": "integer"})),
    "grid": a_list(a_list(COPY)),
    "gaps": a_list({"anyOf": [STRING, NULL]}),
    "map": {"$ref": "#/components/schemas/Map"},
    "nullText": {"anyOf": [STRING, NULL]},
    "nullMoment": {"anyOf": [MOMENT, NULL]},
    "nullLevel": {"anyOf": [LEVEL, NULL]},
    "nullCopy": {"anyOf": [COPY, NULL]},
    "nullTexts": {"anyOf": [a_list(STRING), NULL]},
}
ODD_NAMES = (
    "d",
    "cls",
    "src_dict",
    "made",
    "error",
    "path",
    "name",
    "raw_texts",
    "texts_item",
    "InvalidResponse",
)
# What a document must not be able to run or to break.
HOSTILE_NAMES = ["a{d}", "b{1/0}", "c}{", "e{{d}}", 'g"+1/0+"', "h\\slash"]


def only(name: str, *, required: bool) -> dict[str, Any]:
    return {"type": "object", "properties": {name: KINDS[name]}, "required": [name] if required else []}


def class_name(kind: str, prefix: str) -> str:
    return prefix + kind[0].upper() + kind[1:]


def returning(*responses: tuple[str, Any]) -> dict[str, Any]:
    return {
        code: {"description": "The result.", "content": {"application/json": {"schema": schema}}}
        for code, schema in responses
    }


RESPONSES = {
    "list": returning(("200", a_list(COPY))),
    "rows": returning(("200", a_list(a_list(STRING)))),
    "text": returning(("200", STRING)),
    "level": returning(("200", LEVEL)),
    "any": returning(("200", {})),
    "fallback": returning(("200", COPY), ("default", SHELF)),
    "range": returning(("200", COPY), ("4XX", SHELF)),
    "two": returning(("200", COPY), ("202", SHELF)),
    "same": returning(("200", COPY), ("201", COPY), ("404", COPY)),
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Lending", "version": "1"},
    "paths": {
        f"/{name}": {
            "get": {
                "operationId": f"get_{name}",
                "x-retryable": True,
                "x-rate-limit-bucket": "/loans",
                "tags": ["loans"],
                "responses": responses,
            }
        }
        for name, responses in RESPONSES.items()
    },
    "components": {
        "schemas": {
            **{class_name(kind, "Must"): only(kind, required=True) for kind in KINDS},
            **{class_name(kind, "May"): only(kind, required=False) for kind in KINDS},
            "Level": {"type": "string", "enum": ["low", "high"]},
            "Copy": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
            "Map": {"type": "object", "additionalProperties": {"type": "boolean"}},
            "Moments": {"type": "object", "additionalProperties": MOMENT},
            "Copies": {"type": "object", "additionalProperties": COPY},
            "Lists": {"type": "object", "additionalProperties": a_list({"type": "integer"})},
            "Closed": {"type": "object", "properties": {"text": STRING}, "additionalProperties": False},
            "Odd": {"type": "object", "properties": dict.fromkeys(ODD_NAMES, STRING), "required": list(ODD_NAMES)},
            "Hostile": {
                "type": "object",
                "properties": dict.fromkeys(HOSTILE_NAMES, a_list(STRING)),
                "required": HOSTILE_NAMES,
            },
            # A cycle of two, and a schema that holds itself.
            "Shelf": {"type": "object", "properties": {"room": {"$ref": "#/components/schemas/Room"}}},
            "Room": {
                "type": "object",
                "properties": {"shelves": a_list(SHELF), "room": {"$ref": "#/components/schemas/Room"}},
            },
        }
    },
}
N = {"n": 1}
UTC = datetime.UTC
AT = "2026-01-02T03:04:05Z"
AT_IN_UTC = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(name="lending", scope="module")
def lending_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A generated client, as the package ``lending``."""
    root, scratch = Path(__file__).parents[2], tmp_path_factory.mktemp("lending")
    shutil.copytree(root / "openapi" / "generator", scratch / "openapi" / "generator")
    shutil.copy(root / "pyproject.toml", scratch)
    (scratch / "openapi" / "okta.yaml").write_text(yaml.safe_dump(DOCUMENT))
    assert regenerate.main(["okta"], root=scratch) == 0
    folder = scratch / "clients" / "idsessions_okta"
    spec = importlib.util.spec_from_file_location(
        "lending", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules["lending"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    importlib.import_module("lending.models")
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "lending"]:
        del sys.modules[name]


def field_of(model: Any) -> str:
    """The name of the only field of ``model``."""
    names: list[str] = [field.name for field in model.__attrs_attrs__]
    names.remove("additional_properties")
    (name,) = names
    return name


def plain(value: Any) -> Any:
    """Models as dicts, wherever they are."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return [plain(item) for item in value] if type(value).__name__ == "list" else value


# Kind, what was received, and what the field is.
VALID: list[tuple[str, Any, Any]] = [
    *(("anything", value, value) for value in (0, "", [None], {"a": 1})),
    ("text", "", ""),
    ("whole", -5, -5),
    ("number", 0.5, 0.5),
    ("number", 5, 5),
    ("flag", False, False),
    ("level", "low", "low"),
    ("floor", 2, 2),
    ("constant", "loan", "loan"),
    ("one", 1, 1),
    ("yes", True, True),
    ("moment", AT, AT_IN_UTC),
    ("moment", "2026-01-02T05:04:05+02:00", AT_IN_UTC),
    ("day", "2026-01-02", datetime.date(2026, 1, 2)),
    ("uuid", "12345678-1234-5678-1234-567812345678", UUID("12345678-1234-5678-1234-567812345678")),
    ("copy", N, N),
    ("open", "low", "low"),
    ("open", "of tomorrow", "of tomorrow"),
    ("either", 1, 1),
    ("either", "1", "1"),
    ("mixed", 1, 1),
    ("mixed", True, True),
    ("texts", [], []),
    ("texts", ["a", "b"], ["a", "b"]),
    ("moments", [AT], [AT_IN_UTC]),
    ("levels", ["low", "high"], ["low", "high"]),
    ("copies", [N, N], [N, N]),
    ("rows", [[1], [], [2, 3]], [[1], [], [2, 3]]),
    ("grid", [[N]], [[N]]),
    ("gaps", ["a", None], ["a", None]),
    ("map", {"a": True}, {"a": True}),
    ("nullText", "a", "a"),
    ("nullMoment", AT, AT_IN_UTC),
    ("nullLevel", "low", "low"),
    ("nullCopy", N, N),
    ("nullTexts", ["a"], ["a"]),
]

# Kind, what was received, and the error.
INVALID: list[tuple[str, Any, str]] = [
    ("text", 5, "`text` must be a string"),
    ("whole", True, "`whole` must be an integer"),
    ("whole", 1.0, "`whole` must be an integer"),
    ("number", True, "`number` must be a number"),
    ("number", "1", "`number` must be a number"),
    ("flag", 1, "`flag` must be true or false"),
    ("level", "medium", "`level` must be one of the documented values"),
    ("level", ["low"], "`level` must be one of the documented values"),
    ("floor", 3, "`floor` must be one of the documented values"),
    ("floor", True, "`floor` must be one of the documented values"),
    ("floor", [1], "`floor` must be one of the documented values"),
    ("constant", "gift", "`constant` must be the documented value"),
    ("one", True, "`one` must be the documented value"),
    ("one", 2, "`one` must be the documented value"),
    ("yes", 1, "`yes` must be the documented value"),
    ("moment", "2026-01-02T03:04:05", "`moment` must be a date and time with a time zone"),
    ("moment", "0001-01-01T00:00:00+14:00", "`moment` must be a date and time with a time zone"),
    ("day", "yesterday", "`day` must be a date"),
    ("day", 5, "`day` must be a date"),
    ("uuid", "5", "`uuid` must be a UUID"),
    ("uuid", 5, "`uuid` must be a UUID"),
    ("copy", {"n": "1"}, "`copy.n` must be an integer"),
    ("copy", [], "`copy` must be an object"),
    ("open", 5, "`open` must be a string"),
    ("either", True, "`either` must be an integer or a string"),
    ("either", 0.5, "`either` must be an integer or a string"),
    ("mixed", "1", "`mixed` must be a number or true or false"),
    ("texts", "ab", "`texts` must be a list"),
    ("texts", ["a", 5], "`texts[1]` must be a string"),
    ("moments", [AT, "later"], "`moments[1]` must be a date and time with a time zone"),
    ("levels", ["low", "medium"], "`levels[1]` must be one of the documented values"),
    ("copies", [N, N, {}], "`copies[2].n` is missing"),
    ("rows", [[1], 2], "`rows[1]` must be a list"),
    ("rows", [[1], [2, "3"]], "`rows[1][1]` must be an integer"),
    ("grid", [[], [N, {"n": None}]], "`grid[1][1].n` must be an integer"),
    ("gaps", ["a", 5], "`gaps[1]` must be a string or null"),
    ("map", {"a": 1}, "`map.<unlisted field>` must be true or false"),
    ("nullText", 5, "`nullText` must be a string or null"),
    ("nullMoment", "later", "`nullMoment` must be a date and time with a time zone or null"),
    ("nullLevel", "medium", "`nullLevel` must be one of the documented values or null"),
    ("nullCopy", {}, "`nullCopy.n` is missing"),
    ("nullTexts", [5], "`nullTexts[0]` must be a string"),
    ("nullTexts", "a", "`nullTexts` must be a list or null"),
]


@pytest.mark.parametrize(("kind", "received", "value"), VALID)
@pytest.mark.parametrize("prefix", ["Must", "May"])
def test_a_valid_value_is_parsed(lending: Any, prefix: str, kind: str, received: Any, value: Any) -> None:
    model = getattr(lending.models, class_name(kind, prefix)).from_dict({kind: received})
    found = getattr(model, field_of(model))
    assert plain(found) == value
    if isinstance(found, datetime.datetime):
        assert found.tzinfo is UTC
    assert model.additional_properties == {}
    assert str(model.to_dict()).replace("+00:00", "Z") == str({kind: AT if value == AT_IN_UTC else received})


@pytest.mark.parametrize(("kind", "received", "text"), INVALID)
def test_a_required_field_with_an_invalid_value_is_an_error(lending: Any, kind: str, received: Any, text: str) -> None:
    with pytest.raises(lending.errors.InvalidResponse) as raised:
        getattr(lending.models, class_name(kind, "Must")).from_dict({kind: received})
    assert str(raised.value) == text
    assert raised.value.__context__ is None


@pytest.mark.parametrize(("kind", "received"), [row[:2] for row in INVALID])
def test_an_optional_field_with_an_invalid_value_is_none_and_keeps_it(lending: Any, kind: str, received: Any) -> None:
    model = getattr(lending.models, class_name(kind, "May")).from_dict({kind: received, "more": 1})
    assert getattr(model, field_of(model)) is None
    assert model.additional_properties == {kind: received, "more": 1}
    assert model.to_dict() == {kind: received, "more": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_required_field_that_is_missing_is_an_error(lending: Any, kind: str) -> None:
    with pytest.raises(lending.errors.InvalidResponse, match=rf"^`{kind}` is missing$"):
        getattr(lending.models, class_name(kind, "Must")).from_dict({})


@pytest.mark.parametrize("kind", KINDS)
def test_null_fits_a_required_field_only_if_its_schema_says_so(lending: Any, kind: str) -> None:
    model = getattr(lending.models, class_name(kind, "Must"))
    if kind.startswith("null") or kind == "anything":
        parsed = model.from_dict({kind: None})
        assert getattr(parsed, field_of(parsed)) is None
        assert parsed.to_dict() == {kind: None}
    else:
        with pytest.raises(lending.errors.InvalidResponse, match=rf"^`{kind}` must be "):
            model.from_dict({kind: None})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", ["null", "absent"])
def test_an_optional_field_that_is_null_or_absent_is_none(lending: Any, kind: str, given: str) -> None:
    model = getattr(lending.models, class_name(kind, "May")).from_dict({kind: None} if given == "null" else {})
    assert getattr(model, field_of(model)) is None
    # A null of a property that may be of any type is sent back as it came.
    assert model.to_dict() == ({"anything": None} if (kind, given) == ("anything", "null") else {})


@pytest.mark.parametrize(
    ("name", "body", "value"),
    [
        ("Moments", {"a": AT}, {"a": AT_IN_UTC}),
        ("Copies", {"a": N, "b": N}, {"a": N, "b": N}),
        ("Lists", {"a": [1], "b": []}, {"a": [1], "b": []}),
    ],
)
def test_a_map_of_converted_values_is_parsed(lending: Any, name: str, body: Any, value: Any) -> None:
    model = getattr(lending.models, name).from_dict(body)
    assert {key: plain(entry) for key, entry in model.additional_properties.items()} == value
    assert str(model.to_dict()).replace("+00:00", "Z") == str(body)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("Map", 1, "`<unlisted field>` must be true or false"),
        ("Moments", "later", "`<unlisted field>` must be a date and time with a time zone"),
        ("Copies", {}, "`<unlisted field>.n` is missing"),
        ("Lists", [1, "2"], "`<unlisted field>[1]` must be an integer"),
    ],
)
def test_an_invalid_value_in_a_map_is_an_error_without_its_name(lending: Any, name: str, value: Any, text: str) -> None:
    with pytest.raises(lending.errors.InvalidResponse) as raised:
        getattr(lending.models, name).from_dict({"S3CRET": value})
    assert str(raised.value) == text


def test_a_misfit_that_a_model_has_no_place_for_is_an_error(lending: Any) -> None:
    closed = lending.models.Closed
    assert closed.from_dict({"text": "a"}).to_dict() == {"text": "a"}
    assert closed.from_dict({"text": None}).to_dict() == {}
    with pytest.raises(lending.errors.InvalidResponse, match=r"^`text` must be a string$"):
        closed.from_dict({"text": 5})


def test_fields_with_the_names_of_the_parser_are_parsed(lending: Any) -> None:
    body = {name: name for name in ODD_NAMES}
    assert lending.models.Odd.from_dict(body).to_dict() == body
    for name in ODD_NAMES:
        with pytest.raises(lending.errors.InvalidResponse, match=rf"^`{name}` must be a string$"):
            lending.models.Odd.from_dict({**body, name: 5})


def test_the_name_of_a_field_is_never_code(lending: Any) -> None:
    body = {name: ["a"] for name in HOSTILE_NAMES}
    assert lending.models.Hostile.from_dict(body).to_dict() == body
    for name in HOSTILE_NAMES:
        with pytest.raises(lending.errors.InvalidResponse) as raised:
            lending.models.Hostile.from_dict({**body, name: ["a", 5]})
        assert str(raised.value) == f"`{name}[1]` must be a string"


def test_models_that_hold_each_other_are_parsed(lending: Any) -> None:
    body: dict[str, Any] = {"room": {"shelves": [{"room": {"room": {}}}, {}], "room": {"shelves": []}}}
    shelf = lending.models.Shelf.from_dict(body)
    assert shelf.to_dict() == body
    assert shelf.room.shelves[0].room.room.shelves is None


def test_all_models_are_in_one_module_and_nothing_is_imported_in_a_call(lending: Any) -> None:
    folder = Path(lending.__path__[0])
    assert not (folder / "models").exists()
    assert not re.search(r"^ +(from|import) ", (folder / "models.py").read_text(), re.MULTILINE)
    assert {kind.__module__ for kind in (lending.models.Shelf, lending.models.Odd)} == {lending.models.__name__}


def response_of(lending: Any, operation: str, status_code: int, body: Any) -> Any:
    module = importlib.import_module(f"lending.api.loans.get_{operation}")
    client = lending.Client("https://lending.example")
    response = httpx.Response(status_code, json=body)
    return plain(module._parse_response(client=client, response=response))


@pytest.mark.parametrize(
    ("operation", "status_code", "body", "value"),
    [
        ("list", 200, [N, N], [N, N]),
        ("rows", 200, [["a"], []], [["a"], []]),
        ("text", 200, "a", "a"),
        ("level", 200, "low", "low"),
        ("any", 200, [None], [None]),
        ("fallback", 200, N, N),
        ("fallback", 299, N, N),
        ("fallback", 500, {}, {}),
        ("range", 204, N, N),
        ("range", 418, {}, {}),
        ("range", 500, {}, None),
        ("two", 200, N, N),
        ("two", 202, {}, {}),
        ("two", 201, N, None),
        ("same", 299, N, N),
        ("same", 404, N, N),
        ("same", 405, N, None),
    ],
)
def test_a_response_is_parsed_by_its_status_code(
    lending: Any, operation: str, status_code: int, body: Any, value: Any
) -> None:
    assert response_of(lending, operation, status_code, body) == value


INVALID_BODIES: list[tuple[str, Any, str]] = [
    ("list", {}, "the body must be a list"),
    ("list", [N, 5], "`[1]` must be an object"),
    ("list", [{}], "`[0].n` is missing"),
    ("rows", [["a"], ["a", 5]], "`[1][1]` must be a string"),
    ("text", 5, "the body must be a string"),
    ("level", "medium", "the body must be one of the documented values"),
    ("fallback", [], "the body must be an object"),
]


@pytest.mark.parametrize(("operation", "body", "text"), INVALID_BODIES)
def test_an_invalid_body_is_an_error(lending: Any, operation: str, body: Any, text: str) -> None:
    with pytest.raises(lending.errors.InvalidResponse) as raised:
        response_of(lending, operation, 200, body)
    assert str(raised.value) == text
