"""Makes one client from one document, in a scratch folder."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, cast

import yaml
from attrs import frozen

from . import clean
from .describe import METHODS, Schema, describe, without_null
from .toolchain import GenerationError, Toolchain

CONFIGURATION = Path("openapi/generator/openapi-python-client.yaml")
RULES = Path("openapi/generator/ruff.toml")
PROVIDERS = ("okta", "forgerock", "agileapps")


@frozen
class Job:
    """One client to make: its document, its package, and where to write."""

    provider: str
    root: Path
    scratch: Path
    templates: Path

    @property
    def document(self) -> Path:
        return self.root / "openapi" / f"{self.provider}.yaml"

    @property
    def name(self) -> str:
        return f"idsessions_{self.provider}"

    @property
    def package(self) -> Path:
        return self.scratch / self.name


def read(path: Path) -> dict[str, Any]:
    """The document in ``path``.

    Raises:
        GenerationError: It cannot be read, or its operations cannot be told apart: of two with one name the generator
            drops one, and says nothing.
    """
    try:
        found: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GenerationError(f"{path}: {' '.join(str(error).split())}") from error
    document = cast(dict[str, Any], found) if isinstance(found, dict) else {}
    if not isinstance(document.get("paths"), dict):
        raise GenerationError(f"{path}: no OpenAPI document: it has no paths")
    names: Counter[str] = Counter()
    for where, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                if "operationId" not in item[method]:
                    raise GenerationError(f"{path}: {method.upper()} {where} has no operationId")
                names[item[method]["operationId"]] += 1
    if several := [name for name, times in names.items() if times > 1]:
        raise GenerationError(f"{path}: several operations are called {', '.join(several)}")
    return document


def generate(job: Job, toolchain: Toolchain) -> Path:
    """Make the client of ``job`` and return its folder.

    Raises:
        GenerationError: The document cannot be read, a generator failed or warned, or the document names a secret that
            cannot be masked.
    """
    document = read(job.document)
    source = job.scratch / f"{job.provider}.json"
    source.write_text(json.dumps(without_null(document)))
    toolchain.run(
        *("openapi-python-client", "generate", "--meta", "none", "--fail-on-warning", "--overwrite"),
        *("--path", source, "--config", job.root / CONFIGURATION),
        *("--custom-template-path", job.templates, "--output-path", job.package),
        cwd=job.scratch,
    )
    for path in sorted(job.package.rglob("*.py")):
        path.write_text(clean.without_unset(path.read_text()))
    clean.mask_secrets(job.package, document)
    (job.package / "py.typed").touch()
    (job.package / "description.py").write_text(describe(document))
    if _has_xml(document):
        _generate_documents(job, toolchain, document)
    for arguments in (("check", "--fix-only", "--quiet"), ("format", "--quiet")):
        toolchain.run("ruff", *arguments, "--no-cache", "--config", job.root / RULES, job.package, cwd=job.scratch)
    (job.package / "provenance.json").write_text(_provenance(job, toolchain))
    return job.package


def _has_xml(document: Schema) -> bool:
    return "application/xml" in json.dumps(document["paths"])


def _generate_documents(job: Job, toolchain: Toolchain, document: Schema) -> None:
    """Types of the XML documents: the dicts that the bridge takes and returns, with the names of the wire."""
    toolchain.run(
        *("datamodel-codegen", "--input", job.document, "--input-file-type", "openapi"),
        *("--output-model-type", "typing.TypedDict", "--output", job.package / "documents.py"),
        *("--openapi-scopes", "schemas", "--strict-refs", "--disable-timestamp", "--use-schema-description"),
        *("--target-python-version", "3.11", "--formatters", "ruff-format", "--use-standard-collections"),
        *("--use-union-operator", "--enum-field-as-literal", "all"),
        *("--custom-file-header", f'"""The XML documents of {document["info"]["title"]} as dicts. Generated."""'),
        cwd=job.scratch,
    )


def _provenance(job: Job, toolchain: Toolchain) -> str:
    ours = [
        job.root / CONFIGURATION,
        job.root / RULES,
        *sorted(path for path in Path(__file__).parent.glob("*.py")),
    ]
    configuration = hashlib.sha256()
    for path in ours:
        configuration.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return (
        json.dumps(
            {
                "document": job.document.relative_to(job.root).as_posix(),
                "document_sha256": hashlib.sha256(job.document.read_bytes()).hexdigest(),
                "generators": toolchain.requirements,
                "configuration_sha256": configuration.hexdigest(),
                "command": f"uv run scripts/regenerate.py {job.provider}",
            },
            indent=2,
        )
        + "\n"
    )
