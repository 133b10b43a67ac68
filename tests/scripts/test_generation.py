"""The steps of the generation, each alone, without a generator."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import regenerate
from generate import clean, describe, document, templates
from generate.toolchain import GenerationError, Toolchain

PATCH = """\
The old word leaks.

--- a/model.py.jinja
+++ b/model.py.jinja
@@ -1,3 +1,3 @@
 before
-old
+new
 after

The same file again.

--- a/model.py.jinja
+++ b/model.py.jinja
@@ -1,3 +1,4 @@
+first
 before
 new
 after
"""


@pytest.fixture(name="project")
def project_fixture(tmp_path: Path) -> Path:
    """A project with a patch and one template, and beside it the generator's packaged templates."""
    (tmp_path / "packaged").mkdir()
    (tmp_path / "packaged" / "model.py.jinja").write_text("before\nold\nafter\n")
    (tmp_path / "packaged" / "other.py.jinja").write_text("other\n")
    own = tmp_path / templates.OWN
    own.mkdir(parents=True)
    (own / "parse.jinja").write_text("parse\n")
    (tmp_path / templates.PATCH).write_text(PATCH)
    return tmp_path


def test_templates_are_patched_section_by_section(project: Path) -> None:
    made = templates.prepare(project / "packaged", project, project)
    assert {path.name: path.read_text() for path in made.iterdir()} == {
        "model.py.jinja": "first\nbefore\nnew\nafter\n",
        "other.py.jinja": "other\n",
        "parse.jinja": "parse\n",
    }
    assert (project / "packaged" / "model.py.jinja").read_text() == "before\nold\nafter\n"


@pytest.mark.parametrize("drifted", ["before\nolder\nafter\n", "before\nold\nlater\n", "before\n  old\nafter\n", ""])
def test_a_patch_that_does_not_fit_the_templates_fails(project: Path, drifted: str) -> None:
    (project / "packaged" / "model.py.jinja").write_text(drifted)
    with pytest.raises(GenerationError, match=r"templates\.patch does not fit (?s:.*)model\.py\.jinja"):
        templates.prepare(project / "packaged", project, project)


def test_neither_a_repository_nor_settings_of_git_change_how_a_patch_is_applied(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "--quiet", project], check=True)
    settings = project / "gitconfig"
    settings.write_text("[apply]\n\twhitespace = error\n\tignoreWhitespace = change\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    patch = project / templates.PATCH
    patch.write_text(patch.read_text().replace("+first\n", "+first \n"))
    made = templates.prepare(project / "packaged", project, project)
    assert (made / "model.py.jinja").read_text() == "first \nbefore\nnew\nafter\n"
    (project / "packaged" / "model.py.jinja").write_text("before\n  old\nafter\n")
    (project / "again").mkdir()
    with pytest.raises(GenerationError, match="does not fit"):
        templates.prepare(project / "packaged", project, project / "again")


def test_a_patch_needs_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(GenerationError, match="git is not on the PATH"):
        templates.prepare(project / "packaged", project, project)


def test_every_section_of_the_patch_has_a_reason(root: Path) -> None:
    lines = (root / templates.PATCH).read_text().splitlines()
    sections = [number for number, line in enumerate(lines) if line.startswith("--- a/")]
    assert len(sections) > 30
    for number in sections:
        assert lines[number - 1] == ""
        assert lines[number - 2].endswith("."), lines[number]


def test_changed_templates_are_named(project: Path) -> None:
    templates.record_hashes(project / "packaged", project)
    templates.check_hashes(project / "packaged", project)
    (project / "packaged" / "other.py.jinja").write_text("changed\n")
    (project / "packaged" / "model.py.jinja").unlink()
    (project / "packaged" / "new.py.jinja").touch()
    with pytest.raises(GenerationError, match=r"changed: model\.py\.jinja, new\.py\.jinja, other\.py\.jinja\.\n"):
        templates.check_hashes(project / "packaged", project)


@pytest.fixture(name="toolchain")
def toolchain_fixture(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    """A toolchain whose ``tool`` is this interpreter: its uv is a script that drops the arguments up to the tool's name."""
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
    ids=["exit status", "text on stderr"],
)
def test_a_tool_that_fails_or_warns_is_an_error(toolchain: Toolchain, tmp_path: Path, program: str, told: str) -> None:
    with pytest.raises(GenerationError, match=told):
        toolchain.run("tool", "-c", program, cwd=tmp_path)


def test_a_tool_runs_with_a_fixed_seed_and_without_the_environment_of_the_project(
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
        ({"type": "array", "items": {"$ref": "#/components/schemas/Card"}}, False),  # It redacts its own field.
    ],
)
def test_what_counts_as_a_secret(schema: dict[str, Any], secret: bool) -> None:
    whole = {"components": {"schemas": {"Pin": PASSWORD, "Card": {"type": "object", "properties": {"pin": PASSWORD}}}}}
    assert document.is_secret(whole, schema) is secret


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


def test_a_secret_is_redacted_by_its_name_on_the_wire(tmp_path: Path) -> None:
    clean.redact_secrets(tmp_path, card(tmp_path, properties={"title": {"type": "string"}, "pinCode": PASSWORD}))
    text = (tmp_path / "models" / "card.py").read_text()
    assert "    title: str\n    pin: str | None = _attrs_field(default=None, repr=redacted)\n" in text
    assert "factory=lambda: {}, repr=names_only)\n" in text
    assert "from ..types import names_only, redacted\n" in text


@pytest.mark.parametrize("schema", [{"additionalProperties": PASSWORD}, {"propertyNames": PASSWORD}])
def test_undocumented_fields_that_are_secret_are_redacted_with_their_names(
    tmp_path: Path, schema: dict[str, Any]
) -> None:
    clean.redact_secrets(tmp_path, card(tmp_path, **schema))
    assert "factory=lambda: {}, repr=redacted)\n" in (tmp_path / "models" / "card.py").read_text()


def test_a_secret_without_a_generated_field_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="Card: no generated field for the secrets puk"):
        clean.redact_secrets(tmp_path, card(tmp_path, properties={"puk": PASSWORD}))


def test_a_schema_without_a_model_is_an_error(tmp_path: Path) -> None:
    whole = card(tmp_path)
    whole["components"]["schemas"]["Shelf"] = {"type": "object"}
    with pytest.raises(GenerationError, match="no model was generated for the schema Shelf"):
        clean.redact_secrets(tmp_path, whole)


@pytest.mark.parametrize(
    ("schema", "plain"),
    [
        ({"type": ["string", "null"]}, {"type": "string"}),
        ({"type": ["string", "integer", "null"]}, {"type": ["string", "integer"]}),
        ({"title": "A", "anyOf": [PASSWORD, {"type": "null"}]}, {"title": "A", **PASSWORD}),
        ({"anyOf": [{"type": "null"}, PASSWORD, {"type": "integer"}]}, {"anyOf": [PASSWORD, {"type": "integer"}]}),
        ({"type": "null"}, {"type": "null"}),
        (PASSWORD, PASSWORD),
    ],
)
def test_an_optional_field_that_may_be_null_is_only_optional(schema: dict[str, Any], plain: dict[str, Any]) -> None:
    whole = {"schemas": [{"type": "object", "required": ["kept"], "properties": {"kept": schema, "plain": schema}}]}
    before = json.dumps(whole)
    assert document.without_null(whole)["schemas"][0]["properties"] == {"kept": schema, "plain": plain}
    assert json.dumps(whole) == before


def test_descriptions_are_put_where_the_generator_reads_them() -> None:
    whole: dict[str, Any] = {
        "paths": {
            "/loans": {
                "parameters": [{"name": "branch", "description": "Where.", "schema": {"type": "string"}}],
                "post": {
                    "operationId": "lend",
                    "description": "Lends.",
                    "parameters": [{"name": "card", "schema": {"type": "string", "description": "The schema's own."}}],
                    "requestBody": {"$ref": "#/components/requestBodies/Loan"},
                },
            }
        },
        "components": {
            "parameters": {"Copies": {"description": "How many.", "schema": {"type": "integer"}}},
            "requestBodies": {"Loan": {"description": "What to lend.", "content": {}}},
        },
    }
    before = json.dumps(whole)
    adapted = document.for_generator(whole)
    assert json.dumps(whole) == before
    item = adapted["paths"]["/loans"]
    assert item["parameters"][0]["schema"]["description"] == "Where."
    assert item["post"]["parameters"][0]["schema"]["description"] == "The schema's own."
    assert adapted["components"]["parameters"]["Copies"]["schema"]["description"] == "How many."
    assert item["post"]["description"] == "Lends.\n\n@body: What to lend."


OPERATION = "{responses: {}, operationId: renew}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "No such file"),
        (b"\xff\xfeopenapi: 3.1.1", "can't decode"),
        (b"paths: [", "line 1"),
        (b"\topenapi: 3.1.1", "line 1"),
        (b"", "expected an OpenAPI document"),
        (b"[]", "expected an OpenAPI document"),
        (b"paths: []", "expected an OpenAPI document"),
        (b"paths: {/loans: {post: {responses: {}}}}", "POST /loans has no operationId"),
        (
            f"paths: {{/loans: {{get: {OPERATION}, post: {OPERATION}}}}}".encode(),
            "two operations would be the module renew: renew and renew",
        ),
    ],
)
def test_an_unusable_document_is_named(content: bytes | None, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "lending.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GenerationError, match=rf"lending\.yaml: .*{problem}"):
        document.read(path)


def written(folder: Path, **parts: Any) -> Path:
    """The path of a document with ``parts``."""
    path = folder / "lending.yaml"
    path.write_text(yaml.safe_dump({"paths": {}, **parts}))
    return path


@pytest.mark.parametrize(
    ("operation_id", "name"),
    [
        ("getSession", "get_session"),
        ("get_session", "get_session"),
        ("get-session", "get_session"),
        ("GetSession", "get_session"),
        ("getSessionInfoAndResetIdleTime", "get_session_info_and_reset_idle_time"),
        ("getURLOfLoan", "get_url_of_loan"),
        ("loan2", "loan2"),
    ],
)
def test_the_module_of_an_operation_has_its_name_in_snake_case(operation_id: str, name: str) -> None:
    assert document.module_name(operation_id) == name


@pytest.mark.parametrize(("first", "second"), [("getSession", "get_session"), ("get-loan", "getLoan")])
def test_operations_whose_modules_have_one_name_are_refused(tmp_path: Path, first: str, second: str) -> None:
    # In two tags, too: the name tells the sender which operation a request is for.
    paths: dict[str, Any] = {
        "/a": {"get": {"operationId": first, "tags": ["a"], "responses": {}}},
        "/b": {"get": {"operationId": second, "tags": ["b"], "responses": {}}},
    }
    with pytest.raises(GenerationError, match=f"two operations would be the module .*: {first} and {second}"):
        document.read(written(tmp_path, paths=paths))


INLINE = {"type": "object", "properties": {"pin": PASSWORD}}
PIN = {"$ref": "#/components/schemas/Pin"}
CARD = {"$ref": "#/components/schemas/Card"}
SCHEMAS = {"Pin": PASSWORD, "Pins": {"type": "array", "items": PIN}, "Card": INLINE}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "object", "properties": {"card": INLINE}}, "properties/card/properties/pin"),
        (
            {"type": "object", "properties": {"cards": {"type": "array", "items": INLINE}}},
            "properties/cards/items/properties/pin",
        ),
        (
            {"type": "object", "properties": {"card": {"anyOf": [INLINE, {"type": "null"}]}}},
            "properties/card/anyOf/0/properties/pin",
        ),
        (
            {"type": "object", "properties": {"pins": {"type": "object", "additionalProperties": PASSWORD}}},
            "properties/pins/additionalProperties",
        ),
        (
            {"type": "object", "properties": {"pins": {"type": "object", "additionalProperties": PIN}}},
            "properties/pins/additionalProperties",
        ),
        (
            {"type": "object", "properties": {"pins": {"type": "object", "propertyNames": PASSWORD}}},
            "properties/pins/propertyNames",
        ),
        ({"type": "object", "additionalProperties": INLINE}, "additionalProperties/properties/pin"),
        ({"allOf": [CARD, {"type": "object"}]}, "allOf/0/properties/pin"),
        ({"allOf": [{"type": "object"}, INLINE]}, "allOf/1/properties/pin"),
        ({"anyOf": [INLINE, {"type": "string"}]}, "anyOf/0/properties/pin"),
        ({"type": "array", "items": INLINE}, "items/properties/pin"),
    ],
)
def test_a_secret_that_no_model_would_redact_is_refused(tmp_path: Path, schema: Any, place: str) -> None:
    path = written(tmp_path, components={"schemas": {**SCHEMAS, "Loan": schema}})
    with pytest.raises(GenerationError, match=f"the secret at components/schemas/Loan/{place} would not be redacted"):
        document.read(path)


@pytest.mark.parametrize(
    "schema", [INLINE, {"$ref": "#/components/schemas/Pins"}, {"type": "array", "items": PASSWORD}]
)
@pytest.mark.parametrize("where", ["requestBody", "responses"])
def test_a_secret_in_a_body_without_a_named_object_is_refused(tmp_path: Path, where: str, schema: Any) -> None:
    body = {"content": {"application/json": {"schema": schema}}}
    operation = {"operationId": "lend", "responses": {}, where: {"200": body} if where == "responses" else body}
    path = written(tmp_path, paths={"/loans": {"post": operation}}, components={"schemas": SCHEMAS})
    with pytest.raises(
        GenerationError, match=f"the secret at paths//loans/post/{where}/.*schema.* would not be redacted"
    ):
        document.read(path)


def test_secrets_that_are_redacted_are_accepted(tmp_path: Path) -> None:
    loan = {
        "type": "object",
        "properties": {
            "pin": PIN,
            "pins": {"$ref": "#/components/schemas/Pins"},
            "card": CARD,
            "same": {"allOf": [CARD]},
            "either": {"anyOf": [PASSWORD, {"type": "null"}]},
            "cards": {"type": "array", "items": CARD},
        },
        "propertyNames": PASSWORD,
        "additionalProperties": {"type": "array", "items": PASSWORD},
    }
    operation = {
        "operationId": "lend",
        "parameters": [{"name": "pin", "in": "header", "schema": PASSWORD}],
        "requestBody": {"content": {"text/plain": {"schema": PASSWORD}}},
        "responses": {
            "200": {
                "headers": {"Set-Cookie": {"schema": PASSWORD}},
                "content": {"application/json": {"schema": CARD, "example": {"schema": INLINE}}},
            }
        },
    }
    path = written(tmp_path, paths={"/loans": {"post": operation}}, components={"schemas": {**SCHEMAS, "Loan": loan}})
    assert document.read(path)["components"]["schemas"]["Loan"]["properties"]["pin"] == PIN


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
                        "x-retryable": True,
                        "x-rate-limit-bucket": "/loans",
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
        "retryable": True,
        "bucket": "/loans",
        "security": [{"card": []}],
        "parameters": [{"name": "branch", "in": "query", "required": False, "schema": {}}],
        "request": {"required": False, "content": {"text/plain": {"type": "string"}}},
        "responses": {"204": {}},
    }
    assert made["SCHEMAS"] == {"Loan": {"properties": {"description": {"type": "string"}, "title": {}}}}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (name, wrong)
        for name, other in (("x-retryable", "true"), ("x-rate-limit-bucket", True))
        for wrong in (None, other)
    ],
)
def test_an_operation_that_does_not_say_how_it_is_retried_and_limited_is_refused(name: str, wrong: object) -> None:
    said = {"x-retryable": True, "x-rate-limit-bucket": "/loans", name: wrong}
    paths: Any = {"/loans": {"post": {"operationId": "renew", "responses": {}, **said}}}
    with pytest.raises(GenerationError, match=f"renew: `{name}` must be a (bool|str)"):
        describe.describe({"info": {"title": "Lending"}, "paths": paths, "components": {"schemas": {}}})


@given(before=st.binary(max_size=40), after=st.binary(max_size=40))
def test_folders_compare_as_equal_only_with_equal_bytes(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, after: bytes
) -> None:
    present, made = tmp_path_factory.mktemp("present"), tmp_path_factory.mktemp("made")
    (present / "a.py").write_bytes(before)
    (made / "a.py").write_bytes(after)
    assert bool(list(regenerate.compare(present, made))) == (before != after)


def test_cached_bytecode_is_no_difference(tmp_path: Path) -> None:
    for name in ("present", "made"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("a = 1\n")
    cache = tmp_path / "present" / "__pycache__"
    cache.mkdir()
    (cache / "a.cpython-311.pyc").write_bytes(b"\xff")
    assert not list(regenerate.compare(tmp_path / "present", tmp_path / "made"))
