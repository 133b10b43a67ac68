"""Reads JSON bodies and query flags, and refuses what Okta refuses."""

from __future__ import annotations

from typing import Any, Final, cast

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing._base.schemas import Schemas, missing_field
from idsessions.testing.okta._errors import refusal
from idsessions_okta.description import SCHEMAS

# Okta validates values of the right type by these rules; it cannot read a value of another type at all.
_VALIDATION_RULES: Final = frozenset({"required", "minLength", "maxLength"})
# Okta ignores unknown fields.
_SCHEMAS: Final = Schemas(SCHEMAS, closed=False)


def json_body(request: EmulatedRequest, schema: str) -> dict[str, Any]:
    """Read the body as an object of this schema of the document; unknown fields are ignored.

    Raises:
        Refusal: The body is missing, malformed or invalid.
    """
    if request.body and not request.content_type:
        raise refusal("E0000021")
    if request.body and request.content_type != "application/json":
        raise refusal("E0000019")
    try:
        value: Any = request.json()
    except ValueError:
        raise refusal("E0000003") from None
    errors = list(_SCHEMAS.errors(value, {"$ref": f"#/components/schemas/{schema}"}))
    if any(error.validator not in _VALIDATION_RULES for error in errors):
        raise refusal("E0000003")
    if errors:
        fields = [missing_field(error) if error.validator == "required" else str(error.path[-1]) for error in errors]
        raise refusal("E0000001", f"Api validation failed: {fields[0]}", [f"{each}: is not valid" for each in fields])
    return cast("dict[str, Any]", value)


def flag(request: EmulatedRequest, name: str) -> bool | None:
    """A boolean of the query; None if it is missing.

    Raises:
        Refusal: It is not a boolean.
    """
    value = request.query.get(name)
    if value is None:
        return None
    if value not in ("true", "false"):
        raise refusal("E0000001", f"Api validation failed: {name}", [f"{name}: is not valid"])
    return value == "true"
