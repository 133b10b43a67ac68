"""How Okta reads requests: JSON bodies against the document, flags, and the Authorization header."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, cast

from attrs import frozen
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.okta._errors import refusal
from idsessions.testing.okta._state import OrgState
from idsessions_okta.description import SCHEMAS

# Of a value with the right type: Okta validates it. A wrong type is one that it cannot read at all.
_VALIDATION_RULES: Final = frozenset({"required", "minLength", "maxLength"})


@frozen
class Caller:
    """Who the Authorization header says is calling.

    Attributes:
        scheme: The security scheme of the document; None: no header, or one that Okta does not understand.
        known: Whether the token is one of the org's.
        principal: Whose rate limit it is.
        read_only: Whether an API token may only read.
        scopes: Of an access token.
    """

    scheme: Literal["apiToken", "oauth2"] | None = None
    known: bool = False
    principal: str | None = None
    read_only: bool = False
    scopes: frozenset[str] = frozenset()


@frozen(repr=False)
class Authorization:
    """The Authorization header of a request, taken apart: ``SSWS 00abc`` or, without the space, ``SSWS00abc``."""

    word: str
    token: str
    spaced: bool = True

    @classmethod
    def of(cls, request: EmulatedRequest) -> Authorization:
        """The header of this request; words and tokens are empty if there is none."""
        header = request.headers.get("authorization", "")
        word, space, token = header.partition(" ")
        if space and token.strip():
            return cls(word, token.strip())
        if header.startswith("SSWS") and len(header) > 4 and not space:
            return cls("SSWS", header[4:], spaced=False)
        return cls("", "") if not header else cls("malformed", "")

    @property
    def scheme(self) -> Literal["apiToken", "oauth2"] | None:
        """The security scheme of the document."""
        if self.word == "SSWS":
            return "apiToken"
        return "oauth2" if self.word in ("Bearer", "DPoP") else None

    def caller(self, state: OrgState, *, accepts_unspaced: bool) -> Caller:
        """Whom the org takes the caller for."""
        if self.scheme == "apiToken" and (self.spaced or accepts_unspaced):
            record = state.api_tokens.get(self.token)
            if record is None:
                return Caller("apiToken")
            return Caller("apiToken", known=True, principal=record.value, read_only=record.read_only)
        if self.scheme == "oauth2":
            token = state.access_token(self.token)
            if token is None or token.token_type != self.word:
                return Caller("oauth2")
            return Caller("oauth2", known=True, principal=token.app.client_id, scopes=token.scopes)
        return Caller()


def authorize(caller: Caller, request: EmulatedRequest, security: list[Mapping[str, list[str]]], *, user: bool) -> None:
    """Refuse a caller who may not do this.

    Args:
        caller: Who calls.
        request: What is asked.
        security: The alternatives that the document has for the operation.
        user: Whether a live session cookie came along; Okta falls back to it, and its user is no administrator.
    """
    if caller.scheme is None:
        raise refusal("E0000006" if user else "E0000005")
    if not caller.known:
        raise refusal("E0000011")
    if caller.scheme == "apiToken":
        if caller.read_only and request.method != "GET":
            raise refusal("E0000006")
        return
    wanted = [scope for alternative in security for scope in alternative.get("oauth2", ())]
    # "manage" scopes include what "read" scopes allow.
    if not any(scope in caller.scopes or scope.replace(".read", ".manage") in caller.scopes for scope in wanted):
        raise refusal("E0000006")


def json_body(request: EmulatedRequest, schema: str) -> dict[str, Any]:
    """The body as an object of the named schema of the document; unknown members are let be."""
    if request.body and not request.content_type:
        raise refusal("E0000021")
    if request.body and request.content_type != "application/json":
        raise refusal("E0000019")
    try:
        value: Any = request.json()
    except ValueError:
        raise refusal("E0000003") from None
    errors = list(_errors(value, schema))
    if any(error.validator not in _VALIDATION_RULES for error in errors):
        raise refusal("E0000003")
    if errors:
        fields = [_field(error) for error in errors]
        raise refusal("E0000001", f"Api validation failed: {fields[0]}", [f"{each}: is not valid" for each in fields])
    return cast("dict[str, Any]", value)


def flag(request: EmulatedRequest, name: str) -> bool | None:
    """A boolean of the query; None if it is not there."""
    value = request.query.get(name)
    if value is None:
        return None
    if value not in ("true", "false"):
        raise refusal("E0000001", f"Api validation failed: {name}", [f"{name}: is not valid"])
    return value == "true"


def _errors(value: Any, schema: str) -> list[ValidationError]:
    # The stubs of jsonschema type an instance as JSON whose leaves they do not know.
    return list(cast("Any", _validator(schema)).iter_errors(value))


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}})


def _field(error: ValidationError) -> str:
    if error.validator == "required":
        missing = cast("list[str]", error.validator_value)
        return next(name for name in missing if error.message.startswith(repr(name)))
    return str(error.path[-1])
