"""Changes the generated code where templates cannot: no ``Unset``, and secrets redacted.

The generator writes the types of fields, ``Unset`` among them, from its Python code; and it knows a string with the
format ``password`` only as a string, so no template can tell a secret.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from .document import Schema, is_secret
from .toolchain import GenerationError

# No caller can act on the difference between absent and null, so both read as None; a field that is None is not sent.
_WITHOUT_UNSET: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"not isinstance\(\s*([\w.]+),\s+Unset\s*\)", r"\1 is not None"),
        (r"isinstance\(\s*([\w.]+),\s+Unset\s*\)", r"\1 is None"),
        (r"v is not UNSET and v is not None", "v is not None"),
        (r"from \.+types import UNSET, Unset\n", ""),
        (r"\bUNSET\b", "None"),
        (r"\bUnset\b", "None"),
        # The docstring of a field, which an editor shows.
        (r'(?m)^( +)""" (?=\S)', r'\1"""'),
        (r'(?m)(?<=\S) """$', '"""'),
    )
)


def without_unset(text: str) -> str:
    """``text`` with ``None`` wherever the generator wrote ``Unset``."""
    for pattern, replacement in _WITHOUT_UNSET:
        text = pattern.sub(replacement, text)
    return text


def redact_secrets(package: Path, document: Schema) -> None:
    """Redact every secret field in the ``repr`` of its model, and the values of undocumented fields.

    Raises:
        GenerationError: The document names a secret that no generated field carries.
    """
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") != "object":
            continue
        secrets = {wire for wire, node in schema.get("properties", {}).items() if is_secret(document, node)}
        extra = schema.get("additionalProperties")
        secret_extras = (isinstance(extra, Mapping) and is_secret(document, cast(Schema, extra))) or is_secret(
            document, schema.get("propertyNames", {})
        )
        path = package / "models" / f"{_module_of(package, name)}.py"
        path.write_text(_redact(path.read_text(), name, secrets, hide_names=secret_extras))


def keep_enumerations(models: Path) -> None:
    """Write ``OtherValue`` where a field takes a member of an enumeration or another string.

    mypy makes ``str`` of a union of ``str`` and an enumeration of strings, and an editor then offers no member.
    """
    text = models.read_text()
    enumerations = "|".join(re.findall(r"^class (\w+)\(StrEnum\):", text, re.M))
    changed = re.sub(rf"\b({enumerations or '(?!)'}) \| str\b", r"\1 | OtherValue", text)
    changed = re.sub(r"_BY_VALUE\.get\((\w+), \1\)", r"_BY_VALUE.get(\1, OtherValue(\1))", changed)
    if changed != text:
        models.write_text(changed.replace("\n__all__ = ", "\nfrom .types import OtherValue\n\n__all__ = ", 1))


def _module_of(package: Path, class_name: str) -> str:
    found = re.search(rf"^from \.(\w+) import {class_name}\n", (package / "models/__init__.py").read_text(), re.M)
    if found is None:
        raise GenerationError(f"no model was generated for the schema {class_name}")
    return found.group(1)


def _redact(text: str, class_name: str, secrets: set[str], *, hide_names: bool) -> str:
    tree = ast.parse(text)
    model = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == class_name)
    fields = _field_names(model)
    missing = secrets - fields.keys()
    if missing:
        raise GenerationError(f"{class_name}: no generated field for the secrets {', '.join(sorted(missing))}")
    redacted = {fields[wire] for wire in secrets}
    lines = text.splitlines(keepends=True)
    used: set[str] = set()
    for node in reversed(model.body):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        annotation = ast.unparse(node.annotation)
        if node.target.id in redacted:
            default = "" if node.value is None else f"default={ast.unparse(node.value)}, "
            declaration = f"    {node.target.id}: {annotation} = _attrs_field({default}repr=redacted)\n"
            used.add("redacted")
        elif node.target.id == "additional_properties":
            rule = "redacted" if hide_names else "names_only"
            used.add(rule)
            declaration = f"    additional_properties: {annotation} = _attrs_field(init=False, factory=lambda: {{}}, repr={rule})\n"
        else:
            continue
        lines[node.lineno - 1 : node.end_lineno] = [declaration]
    if used:
        anchor = next(i for i, line in enumerate(lines) if line.startswith("from attrs import field"))
        lines.insert(anchor + 1, f"from ..types import {', '.join(sorted(used))}\n")
    return "".join(lines)


def _field_names(model: ast.ClassDef) -> dict[str, str]:
    """Wire name to attribute name, read from the model's own ``to_dict``."""
    to_dict = next(node for node in model.body if isinstance(node, ast.FunctionDef) and node.name == "to_dict")
    names: dict[str, str] = {}
    for node in ast.walk(to_dict):
        match node:
            case ast.Dict(keys=keys, values=values):
                pairs: list[tuple[Any, Any]] = list(zip(keys, values, strict=True))
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=value):
                pairs = [(key, value)]
            case _:
                continue
        for key, value in pairs:
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and isinstance(value, ast.Name):
                names[key.value] = value.id
    return names
