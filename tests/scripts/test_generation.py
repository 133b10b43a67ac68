"""The steps of the generation, one at a time, without running a generator."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import regenerate
from generate import clean, client, describe, templates
from generate.templates import CHANGES, Change
from generate.toolchain import GenerationError, Toolchain

CHANGE = Change("model.py.jinja", "old", "new", "the old one leaks")


def test_a_change_of_a_template_is_made() -> None:
    assert templates.apply(CHANGE, "an old line") == "an new line"


@pytest.mark.parametrize(("text", "times"), [("a line", 0), ("old and old", 2)])
def test_a_change_of_a_template_that_matches_otherwise_fails(text: str, times: int) -> None:
    with pytest.raises(
        GenerationError, match=rf"model.py.jinja: expected 1 times, found {times} times:\nold\n"
    ) as raised:
        templates.apply(CHANGE, text)
    assert "because the old one leaks" in str(raised.value)


def test_a_change_says_how_often_it_is_made() -> None:
    twice = Change("model.py.jinja", "old", "new", "there are two", times=2)
    assert templates.apply(twice, "old, old") == "new, new"
    with pytest.raises(GenerationError, match="expected 2 times, found 3 times"):
        templates.apply(twice, "old, old, old")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.template)
def test_every_change_has_a_reason(change: Change) -> None:
    assert change.reason
    assert change.old != change.new
    assert change.times > 0


@pytest.fixture(name="toolchain")
def toolchain_fixture(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    """A toolchain whose ``tool`` is this interpreter: what stands for uv drops everything up to the tool's name."""
    uv = tmp_path / "uv"
    uv.write_text(f'#!/bin/sh\nwhile [ "$1" != tool ]; do shift; done\nshift\nexec {sys.executable} "$@"\n')
    uv.chmod(0o755)
    monkeypatch.setenv("UV", str(uv))
    return Toolchain(root)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("print('made'); raise SystemExit(3)", r"tool failed \(3\):\nmade"),
        ("import sys; print('format not understood', file=sys.stderr)", r"tool warned:\nformat not understood"),
    ],
    ids=["exit status", "a word on stderr"],
)
def test_a_tool_that_fails_or_warns_stops_the_generation(
    toolchain: Toolchain, tmp_path: Path, program: str, told: str
) -> None:
    with pytest.raises(GenerationError, match=told):
        toolchain.run("tool", "-c", program, cwd=tmp_path)


def test_a_tool_runs_with_the_same_seed_and_without_the_environment_of_the_project(
    toolchain: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/somewhere")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    program = "import os; print([os.environ.get(n) for n in ('PYTHONHASHSEED', 'VIRTUAL_ENV', 'PYTHONPATH')])"
    assert toolchain.run("tool", "-c", program, cwd=tmp_path) == "['0', None, None]\n"


def test_without_uv_the_error_says_how_to_get_it(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GenerationError, match="python -m pip install uv"):
        Toolchain(root).run("ruff", cwd=tmp_path)


@pytest.mark.parametrize(
    ("generated", "cleaned"),
    [
        ("if not isinstance(self.idp, Unset):", "if self.idp is not None:"),
        ("if isinstance(data, Unset):", "if data is None:"),
        ("idp: str | Unset = UNSET", "idp: str | None = None"),
        ("from ..types import UNSET, Unset\nimport a", "import a"),
        ("from ...types import Response, UNSET\n", "from ...types import Response\n"),
        ('    """ When it ends. """', '    """When it ends."""'),
    ],
)
def test_there_is_no_unset(generated: str, cleaned: str) -> None:
    assert clean.without_unset(generated) == cleaned


PASSWORD = {"type": "string", "format": "password"}


@pytest.mark.parametrize(
    ("schema", "secret"),
    [
        ({"type": "string"}, False),
        (PASSWORD, True),
        ({"type": "string", "x-secret": True}, True),
        ({"type": "array", "items": PASSWORD}, True),
        ({"anyOf": [{"type": "null"}, PASSWORD]}, True),
        ({"allOf": [PASSWORD]}, True),
        ({"$ref": "#/components/schemas/Pin"}, True),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Pin"}}, True),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Card"}}, False),  # Masks its own field.
    ],
)
def test_what_counts_as_a_secret(schema: dict[str, Any], secret: bool) -> None:
    document = {
        "components": {"schemas": {"Pin": PASSWORD, "Card": {"type": "object", "properties": {"pin": PASSWORD}}}}
    }
    assert describe.is_secret(document, schema) is secret


MODEL = """
from attrs import define as _attrs_define
from attrs import field as _attrs_field


@_attrs_define
class Card:
    title: str
    pin: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self):
        title = self.title
        pin = self.pin
        field_dict.update({"title": title})
        field_dict["pinCode"] = pin
"""


def card(folder: Path, **schema: Any) -> dict[str, Any]:
    """A document with the schema of a card, and in ``folder`` its generated model."""
    (folder / "models").mkdir()
    (folder / "models" / "__init__.py").write_text("from .card import Card\n")
    (folder / "models" / "card.py").write_text(MODEL)
    return {"components": {"schemas": {"Card": {"type": "object", **schema}}}}


def test_a_secret_is_masked_by_its_name_on_the_wire(tmp_path: Path) -> None:
    document = card(tmp_path, properties={"title": {"type": "string"}, "pinCode": PASSWORD})
    clean.mask_secrets(tmp_path, document)
    text = (tmp_path / "models" / "card.py").read_text()
    assert "    title: str\n    pin: str | None = _attrs_field(default=None, repr=masked)\n" in text
    assert "factory=lambda: {}, repr=names_only)\n" in text
    assert "from ..types import masked, names_only\n" in text


@pytest.mark.parametrize("schema", [{"additionalProperties": PASSWORD}, {"propertyNames": PASSWORD}])
def test_unknown_fields_that_are_secret_are_masked_by_name_too(tmp_path: Path, schema: dict[str, Any]) -> None:
    clean.mask_secrets(tmp_path, card(tmp_path, **schema))
    assert "factory=lambda: {}, repr=masked)\n" in (tmp_path / "models" / "card.py").read_text()


def test_a_secret_that_no_generated_field_carries_fails(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="Card: no generated field for the secrets puk"):
        clean.mask_secrets(tmp_path, card(tmp_path, properties={"puk": PASSWORD}))


def test_a_schema_without_a_model_fails(tmp_path: Path) -> None:
    document = card(tmp_path)
    document["components"]["schemas"]["Shelf"] = {"type": "object"}
    with pytest.raises(GenerationError, match="no model was generated for the schema Shelf"):
        clean.mask_secrets(tmp_path, document)


def test_an_optional_field_that_may_be_null_is_only_optional() -> None:
    schema = {
        "type": "object",
        "required": ["kept"],
        "properties": {name: {"type": ["string", "null"]} for name in ("kept", "plain")},
    }
    plain = describe.without_null({"schemas": [schema]})["schemas"][0]["properties"]
    assert plain == {"kept": {"type": ["string", "null"]}, "plain": {"type": "string"}}
    assert schema["properties"] == {name: {"type": ["string", "null"]} for name in ("kept", "plain")}


OPERATION = "{responses: {}, operationId: renew}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file"),
        (b"\xff\xfeopenapi: 3.1.1", "can't decode"),
        (b"paths: [", "line 1"),
        (b"\topenapi: 3.1.1", "line 1"),
        (b"", "no OpenAPI document"),
        (b"[]", "no OpenAPI document"),
        (b"paths: []", "no OpenAPI document"),
        (b"paths: {/loans: {post: {responses: {}}}}", "POST /loans has no operationId"),
        (f"paths: {{/loans: {{get: {OPERATION}, post: {OPERATION}}}}}".encode(), "several operations are called renew"),
    ],
)
def test_a_document_that_is_none_is_named(content: bytes | None, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "lending.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GenerationError, match=rf"lending\.yaml: .*{problem}"):
        client.read(path)


def test_the_description_has_no_prose_and_keeps_fields_that_are_named_like_it() -> None:
    text = describe.describe(
        {
            "info": {"title": "Lending"},
            "security": [{"card": []}],
            "paths": {
                "/loans#renew": {
                    "parameters": [{"$ref": "#/components/parameters/Branch"}],
                    "post": {
                        "operationId": "renew",
                        "description": "PROSE",
                        "requestBody": {"content": {"text/plain": {"schema": {"type": "string"}, "example": "PROSE"}}},
                        "responses": {"204": {"description": "PROSE"}},
                    },
                }
            },
            "components": {
                "parameters": {"Branch": {"name": "branch", "in": "query", "description": "PROSE", "schema": {}}},
                "schemas": {
                    "Loan": {
                        "title": "PROSE",
                        "examples": ["PROSE"],
                        "properties": {"description": {"type": "string", "description": "PROSE"}, "title": {}},
                    }
                },
            },
        }
    )
    assert "PROSE" not in text
    made: dict[str, Any] = {}
    exec(text, made)
    assert made["OPERATIONS"]["renew"] == {
        "method": "POST",
        "path": "/loans",
        "security": [{"card": []}],
        "parameters": [{"name": "branch", "in": "query", "required": False, "schema": {}}],
        "request": {"required": False, "content": {"text/plain": {"type": "string"}}},
        "responses": {"204": {}},
    }
    assert made["SCHEMAS"] == {"Loan": {"properties": {"description": {"type": "string"}, "title": {}}}}


@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_folders_compare_as_equal_only_with_equal_bytes(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes
) -> None:
    present, made = tmp_path_factory.mktemp("present"), tmp_path_factory.mktemp("made")
    (present / "a.py").write_bytes(before)
    (made / "a.py").write_bytes(after)
    assert bool(list(regenerate.compare(present, made))) == (before != after)


def test_the_caches_of_an_import_are_no_difference(tmp_path: Path) -> None:
    for name in ("present", "made"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("a = 1\n")
    cache = tmp_path / "present" / "__pycache__"
    cache.mkdir()
    (cache / "a.cpython-311.pyc").write_bytes(b"\xff")
    assert not list(regenerate.compare(tmp_path / "present", tmp_path / "made"))
