"""Generates one client from one document, in a scratch folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from attrs import frozen

from . import clean, templates
from .describe import describe
from .document import Schema, for_generator, module_name, operations, read
from .merge import merge_models
from .toolchain import GenerationError, Toolchain

CONFIGURATION = Path("openapi/generator/openapi-python-client.yaml")
RULES = Path("openapi/generator/ruff.toml")
PROVIDERS = ("okta", "forgerock", "agileapps")


@frozen
class Job:
    """One client to generate: its document, its package, and where to write."""

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


def generate(job: Job, toolchain: Toolchain) -> Path:
    """Generate the client of ``job`` and return its folder.

    Raises:
        GenerationError: The document cannot be read, a generator failed or warned, or the client would lack something.
    """
    document = read(job.document)
    source = job.scratch / f"{job.provider}.json"
    source.write_text(json.dumps(for_generator(document)))
    toolchain.run(
        *("openapi-python-client", "generate", "--meta", "none", "--fail-on-warning", "--overwrite"),
        *("--path", source, "--config", job.root / CONFIGURATION),
        *("--custom-template-path", job.templates, "--output-path", job.package),
        cwd=job.scratch,
    )
    _check_modules(job.package, document)
    for path in sorted(job.package.rglob("*.py")):
        path.write_text(clean.without_unset(path.read_text()))
    clean.redact_secrets(job.package, document)
    merge_models(job.package)
    clean.keep_enumerations(job.package / "models.py")
    (job.package / "py.typed").touch()
    (job.package / "description.py").write_text(describe(document))
    if _has_xml(document):
        _generate_documents(job, toolchain, document)
    for arguments in (("check", "--fix-only"), ("format",)):
        toolchain.run("ruff", *arguments, "--no-cache", "--config", job.root / RULES, job.package, cwd=job.scratch)
    (job.package / "provenance.json").write_text(_provenance(job, toolchain))
    return job.package


def _check_modules(package: Path, document: Schema) -> None:
    """The names of modules are the names of operations at run time, so they must be the expected ones."""
    expected = sorted(module_name(operation_id) for operation_id, *_ in operations(document))
    found = sorted(path.stem for path in package.glob("api/*/*.py") if path.stem != "__init__")
    if expected != found:
        raise GenerationError(f"expected the modules {', '.join(expected)}, the generator made {', '.join(found)}")


def _has_xml(document: Schema) -> bool:
    return "application/xml" in json.dumps(document["paths"])


def _generate_documents(job: Job, toolchain: Toolchain, document: Schema) -> None:
    """Types of the XML documents: the dicts that the bridge takes and returns, with the names of the wire."""
    toolchain.run(
        *("datamodel-codegen", "--input", job.document, "--input-file-type", "openapi"),
        *("--output-model-type", "typing.TypedDict", "--output", job.package / "documents.py"),
        *("--openapi-scopes", "schemas", "--strict-refs", "--disable-timestamp", "--keep-model-order"),
        *("--use-schema-description", "--use-field-description", "--use-inline-field-description"),
        *("--use-single-line-docstring", "--use-standard-collections", "--use-union-operator"),
        *("--enum-field-as-literal", "all", "--target-python-version", "3.11", "--formatters", "ruff-format"),
        *("--custom-file-header", f'"""The XML documents of {document["info"]["title"]} as dicts. Generated."""'),
        cwd=job.scratch,
    )


def _provenance(job: Job, toolchain: Toolchain) -> str:
    settings = [job.root / path for path in (CONFIGURATION, RULES, templates.PATCH)]
    folders = [job.root / templates.OWN, Path(__file__).parent]
    code = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    configuration = hashlib.sha256()
    for path in (*settings, *code):
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
