"""What a generated model takes from a response, what it refuses, and that it loses nothing."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, validators

import idsessions_agileapps.errors
import idsessions_forgerock.errors
import idsessions_okta.errors
from idsessions_agileapps.models import LoginResponse, SessionValidityResponse
from idsessions_forgerock.models import (
    AccessTokenRequest,
    AuthenticationStep,
    Callback,
    CallbackType,
    LogoutByHandleResult,
    LogoutByUserResult,
    ServerInfo,
    SessionHandles,
    SessionInfo,
    SessionList,
    SessionPropertiesUpdate,
)
from idsessions_okta.models import (
    AccessTokenResponse,
    AuthenticationEmbedded,
    AuthenticationTransaction,
    Error,
    FactorActivation,
    FactorResult,
    LinkHints,
    PasswordComplexity,
    Session,
    SessionAuthenticationMethod,
    SessionStatus,
)

from .documents import PROVIDERS, below, mapping

MARK = "S3CRET"
INVALID = (
    idsessions_okta.errors.InvalidResponse,
    idsessions_forgerock.errors.InvalidResponse,
    idsessions_agileapps.errors.InvalidResponse,
)
SESSION: dict[str, Any] = {
    "id": "102fake",
    "userId": "00ufake",
    "login": "ada@acme.example",
    "status": "ACTIVE",
    "createdAt": "2026-01-02T03:04:05.000Z",
    "expiresAt": "2026-01-02T05:04:05.000Z",
}
DONE = {"code": 0}

Row = tuple[Any, Any, str, Any]


def error_of(model: Any, body: Any) -> Any:
    """The error for ``body``, or None."""
    try:
        model.from_dict(body)
    except INVALID as error:
        return error
    return None


def session(name: str, values: list[Any]) -> list[dict[str, Any]]:
    """Bodies of sessions with each of ``values`` in the field ``name``."""
    return [{**SESSION, name: value} for value in values]


# Model, body, field, and what the field is.
TAKEN: list[Row] = [
    (Session, SESSION, "login", "ada@acme.example"),
    (Session, SESSION, "status", SessionStatus.ACTIVE),
    (Session, {**SESSION, "status": "A_STATE_OF_TOMORROW"}, "status", "A_STATE_OF_TOMORROW"),
    (Session, {**SESSION, "amr": ["pwd", "brainwave"]}, "amr", [SessionAuthenticationMethod.PWD, "brainwave"]),
    (Session, {**SESSION, "amr": []}, "amr", []),
    (Session, {**SESSION, "mfaActive": False}, "mfa_active", False),
    (Session, {**SESSION, "mfaActive": None}, "mfa_active", None),
    (Session, SESSION, "mfa_active", None),
    (AccessTokenResponse, {"access_token": "", "token_type": "Bearer", "expires_in": 0}, "expires_in", 0),
    (AuthenticationTransaction, {"status": "SUCCESS", "factorResult": None}, "factor_result", None),
    (
        AuthenticationTransaction,
        {"status": "SUCCESS", "factorResult": "WAITING"},
        "factor_result",
        FactorResult.WAITING,
    ),
    (FactorActivation, {"timeStep": 30}, "time_step", 30),
    (FactorActivation, {"timeStep": "30"}, "time_step", "30"),
    (PasswordComplexity, {"excludeUsername": True}, "exclude_username", True),
    (PasswordComplexity, {"excludeUsername": "true"}, "exclude_username", "true"),
    (Callback, {"type": "NameCallback"}, "type_", CallbackType.NAMECALLBACK),
    (SessionList, {"result": []}, "result", []),
    (SessionInfo, {"properties": {"Team": ""}}, "properties.additional_properties", {"Team": ""}),
    (LogoutByHandleResult, {"result": {"shandle:a": True}}, "result.additional_properties", {"shandle:a": True}),
    (LoginResponse, {"login": {}, "message": DONE}, "message.code", 0),
]


@pytest.mark.parametrize(("model", "body", "name", "value"), TAKEN)
def test_a_valid_field_is_typed(model: Any, body: Any, name: str, value: Any) -> None:
    found: Any = model.from_dict(body)
    for part in name.split("."):
        found = getattr(found, part)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05+00:00"),
        ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678000+00:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05+00:00"),
        ("2026-01-01T23:04:05-02:00", "2026-01-02T01:04:05+00:00"),
    ],
)
def test_every_date_and_time_is_in_utc(text: str, moment: str) -> None:
    session = Session.from_dict({**SESSION, "createdAt": text, "lastPasswordVerification": text})
    for found in (session.created_at, session.last_password_verification):
        assert found is not None
        assert found.tzinfo is UTC
        assert found.isoformat() == moment


@pytest.mark.parametrize("text", ["292269055-12-02T16:47:04Z", "+292278994-08-17T07:12:55.807Z", "10000-01-01T00:00:00Z"])
def test_a_date_beyond_the_years_of_python_is_the_last_that_can_be(text: str) -> None:
    session = Session.from_dict({**SESSION, "expiresAt": text})
    assert session.expires_at == datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert session.additional_properties == {}


NO_MOMENTS: list[Any] = [
    *(MARK, "2026-01-02T03:04:05", "2026-01-02", "2026-13-02T03:04:05Z", "", 1767323045, []),
    # They cannot be moved to UTC.
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"),
    # They are no dates, however many digits they begin with.
    *("123456", "99999", "x10000-01-01", "20251399T000000Z"),
]
NO_OBJECTS: list[Any] = [None, [], [["id", "x"]], MARK, 5, True]
NO_INTEGERS: list[Any] = [True, "5", 0.5, 5.0, None, [5]]

# Model, body, and the text of the error. What is marked must not show.
REFUSED: list[tuple[Any, Any, str]] = [
    *((Session, body, "the body must be an object") for body in NO_OBJECTS),
    (Session, {}, "`id` is missing"),
    *((Session, body, "`id` must be a string") for body in session("id", [None, 5, [MARK]])),
    *(
        (AccessTokenResponse, {"access_token": MARK, "token_type": "", "expires_in": value}, text)
        for value in NO_INTEGERS
        for text in ("`expires_in` must be an integer",)
    ),
    (LogoutByUserResult, {"result": 1}, "`result` must be true or false"),
    (LogoutByUserResult, {"result": "true"}, "`result` must be true or false"),
    (AccessTokenRequest, {"grant_type": MARK}, "`grant_type` must be the documented value"),
    (AccessTokenRequest, {}, "`grant_type` is missing"),
    (SessionList, {}, "`result` is missing"),
    (SessionList, {"result": {MARK: {}}}, "`result` must be a list"),
    (SessionList, {"result": [{}, {}, MARK]}, "`result[2]` must be an object"),
    (SessionHandles, {"sessionHandles": [MARK, 5]}, "`sessionHandles[1]` must be a string"),
    (SessionHandles, {"sessionHandles": MARK}, "`sessionHandles` must be a list"),
    (LogoutByHandleResult, {}, "`result` is missing"),
    (LogoutByHandleResult, {"result": None}, "`result` must be an object"),
    (LogoutByHandleResult, {"result": {MARK: MARK}}, "`result.<unlisted field>` must be true or false"),
    (SessionPropertiesUpdate, {MARK: None}, "`<unlisted field>` must be a string"),
    (SessionPropertiesUpdate, {"tokenId": 5}, "`tokenId` must be a string"),  # Its other fields can be strings only.
    (LoginResponse, {"login": {}}, "`message` is missing"),
    (LoginResponse, {"login": {}, "message": {}}, "`message.code` is missing"),
    (LoginResponse, {"login": {}, "message": {"code": MARK}}, "`message.code` must be an integer"),
    (SessionValidityResponse, {"user": [], "message": DONE}, "`user` must be an object"),
    (
        SessionValidityResponse,
        {"user": {"is_session_valid": MARK}, "message": DONE},
        "`user.is_session_valid` must be true or false",
    ),
]


@pytest.mark.parametrize(("model", "body", "text"), REFUSED)
def test_an_invalid_body_is_an_error_that_names_the_field_and_shows_no_value(model: Any, body: Any, text: str) -> None:
    error = error_of(model, body)
    assert isinstance(error, ValueError)
    assert str(error) == text
    assert MARK not in f"{error!r} {error.args} {vars(error)}"
    assert error.__context__ is None
    assert error.__cause__ is None


@pytest.mark.parametrize(
    ("model", "body", "field", "expected", "missing"),
    [
        (Error, {}, "errorCode", "a string", True),
        (Error, {"errorCode": 5}, "errorCode", "a string", False),
        (Error, [], "", "an object", False),
        (SessionList, {"result": [5]}, "result[0]", "an object", False),
        (LoginResponse, {"login": {}, "message": {}}, "message.code", "an integer", True),
    ],
)
def test_an_error_has_its_parts_as_attributes(model: Any, body: Any, field: str, expected: str, missing: bool) -> None:
    error = error_of(model, body)
    assert (error.field, error.expected, error.missing) == (field, expected, missing)


def test_an_error_can_be_copied() -> None:
    error = error_of(LoginResponse, {"login": {}, "message": {}})
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert str(again) == "`message.code` is missing"


# Model, body, name on the wire, name in Python: an optional field that is not what the document says.
MISFITS: list[tuple[Any, Any, str, str]] = [
    *((Session, body, "mfaActive", "mfa_active") for body in session("mfaActive", [0, "false", [], {}])),
    *((Session, body, "login", "login") for body in session("login", [5, [MARK]])),
    *((Session, body, "status", "status") for body in session("status", [5, [MARK]])),
    *((Session, body, "createdAt", "created_at") for body in session("createdAt", NO_MOMENTS)),
    *((Session, body, "amr", "amr") for body in session("amr", ["pwd", {"pwd": 1}, ["pwd", 5], [None], 5])),
    *(
        (Session, body, "lastPasswordVerification", "last_password_verification")
        for body in session("lastPasswordVerification", NO_MOMENTS)
    ),
    *((Session, body, "idp", "idp") for body in session("idp", [[], "OKTA", 5, True])),
    (Session, {**SESSION, "_links": {"self": {}}}, "_links.self", "links.self_"),
    (Session, {**SESSION, "_links": {"self": {"href": None}}}, "_links.self", "links.self_"),
    (Session, {**SESSION, "_links": []}, "_links", "links"),
    (LinkHints, {"allow": ["GET", 5]}, "allow", "allow"),
    (FactorActivation, {"timeStep": True}, "timeStep", "time_step"),
    (FactorActivation, {"timeStep": 0.5}, "timeStep", "time_step"),
    (PasswordComplexity, {"minLength": True}, "minLength", "min_length"),
    (PasswordComplexity, {"minLength": "8"}, "minLength", "min_length"),
    (PasswordComplexity, {"minLength": 8.0}, "minLength", "min_length"),
    (PasswordComplexity, {"excludeUsername": 1}, "excludeUsername", "exclude_username"),
    (AuthenticationTransaction, {"status": "SUCCESS", "factorResult": 5}, "factorResult", "factor_result"),
    (AuthenticationStep, {"callbacks": [{"type": "NameCallback"}, {}]}, "callbacks", "callbacks"),
    # Okta's page shows the factors of a state as `factor`; its servers send `factors`.
    (AuthenticationEmbedded, {"factor": [{"id": "ost1"}]}, "factor", "factor"),
    (AuthenticationStep, {"tokenId": 5}, "tokenId", "token_id"),
    (Callback, {"type": "NameCallback", "_id": "0"}, "_id", "id"),
    (SessionInfo, {"properties": {"Team": 5}}, "properties", "properties"),
    (ServerInfo, {"domains": "acme.example"}, "domains", "domains"),
]


@pytest.mark.parametrize(("model", "body", "wire_name", "name"), MISFITS)
def test_an_optional_field_of_another_shape_is_none_and_stays_as_it_came(
    model: Any, body: Any, wire_name: str, name: str
) -> None:
    original = copy.deepcopy(body)
    found = model.from_dict(body)
    holder, raw = found, body
    *outer, last = name.split(".")
    for part in outer:
        holder = getattr(holder, part)
    *outer, last_on_the_wire = wire_name.split(".")
    for part in outer:
        raw = raw[part]
    assert getattr(holder, last) is None
    assert holder.additional_properties == {last_on_the_wire: raw[last_on_the_wire]}
    assert body == original
    assert canonical(found.to_dict(), model) == canonical(body, model)


def test_the_rest_of_a_body_with_a_misfit_is_typed() -> None:
    session = Session.from_dict({**SESSION, "amr": "pwd", "mfaActive": True, "tomorrow": 1})
    assert session.mfa_active is True
    assert session.additional_properties == {"amr": "pwd", "tomorrow": 1}


def test_a_field_that_is_set_later_wins_over_what_came() -> None:
    session = Session.from_dict({**SESSION, "amr": "pwd"})
    assert session.to_dict()["amr"] == "pwd"
    session.amr = [SessionAuthenticationMethod.OTP]
    assert session.to_dict()["amr"] == ["otp"]


def test_a_misfit_does_not_show_in_a_repr() -> None:
    assert MARK not in repr(AuthenticationStep.from_dict({"tokenId": [MARK], "callbacks": MARK}))


# Bodies of the shape of a schema, with much that is odd.

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
moments = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.timezones())
zoneless = st.datetimes()
DATES = FormatChecker(formats=())


@DATES.checks("date-time", raises=(ValueError, OverflowError))
def is_date_and_time(value: object) -> bool:
    return not isinstance(value, str) or in_utc(value) is not None


def in_utc(text: str) -> str | None:
    moment = datetime.fromisoformat(text)
    return None if moment.tzinfo is None else moment.astimezone(UTC).isoformat()


def schemas_of(provider: str) -> dict[str, dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = importlib.import_module(f"idsessions_{provider}.description").SCHEMAS
    return schemas


def kinds_of(schema: Mapping[str, Any]) -> Iterable[str]:
    kinds = schema.get("type", ())
    return (kinds,) if isinstance(kinds, str) else kinds


def canonical(value: Any, model: type[Any]) -> str:
    """A body as text, with every date and time in UTC and without null where it means that a field is absent."""
    schemas = schemas_of(model.__module__.partition(".")[0].removeprefix("idsessions_"))
    return json.dumps(_canonical(value, schemas[model.__name__], schemas), sort_keys=True)


def _canonical(value: Any, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    original: Any = value
    if "$ref" in schema:
        return _canonical(value, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if isinstance(value, dict) and "object" in kinds_of(schema):
        properties = schema.get("properties", {})
        kept = {
            name: entry
            for name, entry in mapping(value).items()
            if entry is not None or name not in properties or name in schema.get("required", ())
        }
        return {name: _canonical(entry, properties.get(name, {}), schemas) for name, entry in kept.items()}
    if isinstance(value, list) and "array" in kinds_of(schema):
        return [_canonical(item, schema.get("items", {}), schemas) for _, item in below(value)]
    if isinstance(value, str) and schema.get("format") == "date-time":
        try:
            return in_utc(value) or original
        except (ValueError, OverflowError):
            pass
    return original


@cache
def bodies_of(provider: str, name: str, odd: bool, depth: int = 1) -> st.SearchStrategy[Any]:
    """Bodies of a model; if ``odd``, now and then something else in the place of any part."""
    # Built once for each model and depth: hypothesis takes longer to build a strategy than to draw from it.
    return with_junk(_bodies(schemas_of(provider)[name], provider, odd, depth), odd)


def with_junk(plain: st.SearchStrategy[Any], odd: bool) -> st.SearchStrategy[Any]:
    return plain | plain | plain | junk if odd else plain


def bodies(schema: Mapping[str, Any], provider: str, odd: bool, depth: int) -> st.SearchStrategy[Any]:
    """Values of ``schema``, as for a model."""
    if "$ref" in schema:
        return bodies_of(provider, schema["$ref"].rpartition("/")[2], odd, depth + 1)
    return with_junk(_bodies(schema, provider, odd, depth), odd)


def merged(more: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {**more, **own}


def _bodies(schema: Mapping[str, Any], provider: str, odd: bool, depth: int) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([bodies(choice, provider, odd, depth) for choice in schema["anyOf"]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from([schema["const"]] if "const" in schema else schema["enum"])
    if not schema.get("type"):
        return junk
    strategies = [_of_kind(kind, schema, provider, odd, depth) for kind in kinds_of(schema)]
    return st.one_of(strategies)


def _of_kind(kind: str, schema: Mapping[str, Any], provider: str, odd: bool, depth: int) -> st.SearchStrategy[Any]:
    if kind == "object":
        required = schema.get("required", ())
        fields = {
            name: bodies(part, provider, odd, depth)
            for name, part in schema.get("properties", {}).items()
            if depth <= 3 or name in required
        }
        own = st.fixed_dictionaries(
            {name: fields[name] for name in required},
            optional={name: field for name, field in fields.items() if name not in required},
        )
        rest = bodies(schema.get("additionalProperties", {}), provider, odd, depth)
        # A key of four letters may be that of a property, such as `iss`.
        others = st.text(max_size=4).filter(lambda name: odd or name not in schema.get("properties", ()))
        return st.builds(merged, st.dictionaries(others, rest, max_size=2), own)
    if kind == "array":
        return st.lists(bodies(schema.get("items", {}), provider, odd, depth), max_size=2)
    dates = (moments | zoneless if odd else moments).map(lambda moment: moment.isoformat())
    plain: dict[str, st.SearchStrategy[Any]] = {
        "string": dates if schema.get("format") == "date-time" else st.text(max_size=8),
        "integer": st.integers(),
        "number": st.integers() | st.floats(),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return plain[kind]


MODELS = [
    (provider, name)
    for provider in PROVIDERS
    for name, schema in schemas_of(provider).items()
    if schema.get("type") == "object"
]


def is_integer(_: object, value: object) -> bool:
    """To JSON Schema, 1.0 is an integer too; no provider sends an integer so."""
    return isinstance(value, int) and not isinstance(value, bool)


UNTYPED: Any = validators
VALIDATOR = UNTYPED.extend(
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
)


@cache
def validator(provider: str, name: str) -> Any:
    """Validates as JSON Schema does, and takes null for any field that may be absent."""
    schemas: dict[str, Any] = json.loads(json.dumps(schemas_of(provider)))
    for schema in schemas.values():
        for field, part in schema.get("properties", {}).items():
            if field not in schema.get("required", ()):
                schema["properties"][field] = {"anyOf": [{"type": "null"}, part]}
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    return VALIDATOR(whole, format_checker=DATES)


@pytest.mark.parametrize(("provider", "name"), MODELS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_valid_body_is_parsed_and_loses_nothing(provider: str, name: str, data: st.DataObject) -> None:
    schemas = schemas_of(provider)
    model = getattr(importlib.import_module(f"idsessions_{provider}.models"), name)
    body = data.draw(bodies_of(provider, name, odd=False))
    parsed = model.from_dict(body)
    assert repr(parsed)
    assert canonical(parsed.to_dict(), model) == canonical(body, model)
    properties = schemas[name].get("properties", {})
    # A null of a property that may be of any type is kept, to be sent back as it came.
    assert not [name for name, raw in parsed.additional_properties.items() if name in properties and raw is not None]


@pytest.mark.parametrize(("provider", "name"), MODELS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_an_odd_body_is_refused_or_loses_nothing(provider: str, name: str, data: st.DataObject) -> None:
    schemas = schemas_of(provider)
    model = getattr(importlib.import_module(f"idsessions_{provider}.models"), name)
    body = data.draw(bodies_of(provider, name, odd=True))
    before = canonical(body, model)
    if error := error_of(model, body):
        assert error.__context__ is None
        assert not validator(provider, name).is_valid(body)
        listed = {field for schema in schemas.values() for field in schema.get("properties", {})}
        assert {part for part in re.split(r"\.|\[\d+\]", error.field) if part} <= {*listed, "<unlisted field>"}
    else:
        parsed = model.from_dict(body)
        assert repr(parsed)
        assert canonical(parsed.to_dict(), model) == before
    assert canonical(body, model) == before
