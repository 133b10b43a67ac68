"""The command that makes the clients writes the same bytes each time, and refuses what it cannot generate."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import regenerate
from generate.client import PROVIDERS
from generate.toolchain import Toolchain

LENDING: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Lending", "version": "1"},
    "paths": {
        "/loans/{loanId}": {
            "get": {
                "operationId": "getLoan",
                "x-retryable": True,
                "x-rate-limit-bucket": "/loans",
                "tags": ["loans"],
                "parameters": [{"name": "loanId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "The loan.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Loan"}}},
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Loan": {
                "type": "object",
                "required": ["title"],
                "properties": {"title": {"type": "string"}, "pin": {"type": "string", "format": "password"}},
            }
        }
    },
}


@pytest.fixture(name="scratch")
def scratch_fixture(tmp_path: Path, root: Path) -> Path:
    """A project with one small document, in place of Okta's."""
    shutil.copytree(root / "openapi" / "generator", tmp_path / "openapi" / "generator")
    shutil.copy(root / "pyproject.toml", tmp_path)
    (tmp_path / "clients").mkdir()
    describe(tmp_path, LENDING)
    return tmp_path


def describe(scratch: Path, document: dict[str, Any]) -> None:
    (scratch / "openapi" / "okta.yaml").write_text(yaml.safe_dump(document))


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.regenerate
def test_the_clients_are_what_the_documents_say(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # A root without clients: all are made, byte for byte as they were checked in.
    for name in ("pyproject.toml", "openapi"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "clients").mkdir()
    assert regenerate.main([], root=tmp_path) == 0
    assert content(tmp_path / "clients") == content(root / "clients")
    progress = capsys.readouterr().err
    assert all(f"idsessions_{name}: written" in progress for name in ("okta", "forgerock", "agileapps"))


@pytest.mark.regenerate
def test_check_shows_every_difference_and_changes_nothing(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert regenerate.main(["okta"], root=scratch) == 0
    client = scratch / "clients" / "idsessions_okta"
    first = content(client)
    (client / "errors.py").write_bytes(first["errors.py"].replace(b"Unexpected", b"Expected"))
    (client / "types.py").write_bytes(first["types.py"].replace(b"\n", b"\r\n"))
    (client / "py.typed").unlink()
    (client / "api" / "extra.bin").write_bytes(b"\xff\x00")
    with (scratch / "openapi/generator/ruff.toml").open("a") as file:
        file.write("# the same rules in another file\n")
    changed = content(client)

    capsys.readouterr()
    assert regenerate.main(["--check", "okta"], root=scratch) == 1
    assert content(client) == changed
    shown = capsys.readouterr()
    assert "--- clients/idsessions_okta/errors.py\n+++ clients/idsessions_okta/errors.py (from the doc" in shown.out
    assert "\n-class ExpectedStatus(Exception):\n+class UnexpectedStatus(Exception):\n" in shown.out
    assert "--- clients/idsessions_okta/types.py\n" in shown.out
    assert "--- clients/idsessions_okta/py.typed (missing)\n" in shown.out
    assert "+++ clients/idsessions_okta/api/extra.bin (not generated)\n" in shown.out
    assert '\n+  "configuration_sha256": ' in shown.out
    assert "document_sha256" not in [
        line.partition('": ')[0][4:] for line in shown.out.splitlines() if line[:1] in "+-"
    ]
    assert shown.err.endswith("run: uv run scripts/regenerate.py\n")

    # The second time, the same bytes.
    assert regenerate.main(["okta"], root=scratch) == 0
    second = content(client)
    assert second.pop("provenance.json") != first.pop("provenance.json")
    assert second == first


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_client_says_where_it_came_from(root: Path, provider: str) -> None:
    provenance: dict[str, Any] = json.loads((root / f"clients/idsessions_{provider}/provenance.json").read_text())
    document = (root / provenance["document"]).read_bytes()
    assert provenance["document"] == f"openapi/{provider}.yaml"
    assert provenance["document_sha256"] == hashlib.sha256(document).hexdigest()
    assert provenance["generators"] == sorted(Toolchain(root).requirements)
    assert {"openapi-python-client", "datamodel-code-generator", "ruff"} <= {
        entry.partition("==")[0] for entry in provenance["generators"]
    }
    assert len(provenance["configuration_sha256"]) == 64
    assert provenance["command"] == f"uv run scripts/regenerate.py {provider}"


@pytest.mark.regenerate
def test_an_operation_that_the_generator_cannot_read_fails(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(json.dumps(LENDING))
    document["paths"]["/loans/{loanId}"]["get"]["requestBody"] = {
        "content": {"application/x-punched-card": {"schema": {"type": "string"}}}
    }
    describe(scratch, document)
    assert regenerate.main(["okta"], root=scratch) == 1
    assert "x-punched-card" in capsys.readouterr().err
    assert not (scratch / "clients" / "idsessions_okta").exists()


@pytest.mark.regenerate
def test_a_warning_about_an_xml_document_fails(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(json.dumps(LENDING))
    response = document["paths"]["/loans/{loanId}"]["get"]["responses"]["200"]
    response["content"] = {"application/xml": response["content"]["application/json"]}
    document["components"]["schemas"]["Loan"]["properties"]["title"]["format"] = "roman-numeral"
    describe(scratch, document)
    assert regenerate.main(["okta"], root=scratch) == 1
    assert "roman-numeral" in capsys.readouterr().err
    assert not (scratch / "clients" / "idsessions_okta").exists()


@pytest.mark.regenerate
def test_changed_templates_fail_until_they_are_accepted(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = scratch / "openapi/generator/templates.sha256.json"
    known: dict[str, str] = json.loads(record.read_text())
    outdated = {**known, "model.py.jinja": "0" * 64, "gone.py.jinja": "0" * 64}
    del outdated["str_enum.py.jinja"]
    record.write_text(json.dumps(outdated))
    assert regenerate.main(["--check", "okta"], root=scratch) == 1
    assert "templates changed: gone.py.jinja, model.py.jinja, str_enum.py.jinja." in capsys.readouterr().err
    assert regenerate.main(["--accept-templates", "okta"], root=scratch) == 0
    assert json.loads(record.read_text()) == known
    assert regenerate.main(["--check", "okta"], root=scratch) == 0


@pytest.mark.regenerate
@pytest.mark.parametrize("fault", ["the patch", "the document", "a difference"])
def test_templates_are_not_accepted_if_anything_fails(scratch: Path, fault: str) -> None:
    record = scratch / "openapi/generator/templates.sha256.json"
    record.write_text("{}")
    options = ["--accept-templates", "okta"]
    if fault == "the patch":
        patch = scratch / "openapi/generator/templates.patch"
        patch.write_text(patch.read_text().replace("\n-import httpx\n", "\n-import httpx2\n"))
    elif fault == "the document":
        describe(scratch, {**LENDING, "paths": {"/loans": {"get": {"responses": {}}}}})
    else:
        options.append("--check")
    assert regenerate.main(options, root=scratch) == 1
    assert record.read_text() == "{}"


def test_an_unknown_provider_is_named(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        regenerate.main(["octa"], root=scratch)
    assert stopped.value.code == 2
    assert "no such provider: octa (there are okta, forgerock, agileapps)" in capsys.readouterr().err


def test_a_generator_that_is_not_pinned_fails(scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = scratch / "pyproject.toml"
    project.write_text(project.read_text().replace('"openapi-python-client==', '"openapi-python-client>='))
    assert regenerate.main(["okta"], root=scratch) == 1
    assert "openapi-python-client>=" in capsys.readouterr().err
