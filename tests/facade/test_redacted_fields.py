"""No class of the facade shows a secret: all of its attrs classes are found, and what each may show is listed here.

A field that holds text is redacted unless `SHOWN` names it, so a new class or field fails until somebody decides.
"""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
import re
import traceback
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, cast

import attrs
import pytest

import idsessions
from idsessions import ApiToken, Credential, SessionCookie, SessionCookies, SessionsError
from idsessions._core.provider import ProviderResponse
from idsessions.credentials import redacted
from idsessions.oauth import KeyHolder

MARK: Final = "S3CRET"

NOT_SEARCHED: Final = ("idsessions.testing", "idsessions.cli")

# Types whose values can hold text that a caller or a server has given.
_TEXT: Final = re.compile(r"\b(str|bytes|Any|object|Secret|PrivateKey|Headers|Session|LoginDetails|R)\b")

SHOWN: Final[dict[str, set[str]]] = {
    "_core.call.View": {"base_url", "origin"},
    "_core.messages.Outgoing": {"method"},
    "_core.operations.Description": {"by_name"},
    "_core.operations.Operation": {"id", "path"},
    "_core.records.CallRecord": {"provider", "operation", "error", "request_id"},
    "_core.telemetry.StartedCall": {"provider", "operation", "method", "origin", "template"},
    "_core.options.Options": {"user_agent"},
    "_core.provider.Provider": {"name", "request_id"},
    "_core.provider.ProviderResponse": {"operation", "problem"},
    "_jose.SigningKey": {"algorithm", "kid"},
    "_rate_limit.records.Bucket": {"origin", "name"},
    "_rate_limit.records.Outcome": {"response"},  # A `Response`.
    "_rate_limit.fleet.FleetState": {"member"},  # Drawn at random.
    "_tokens.holder.IssuedToken": {"scheme"},
    "transports.Request": {"method", "shown"},
    "transports.Response": {"problem"},
    "_xml.schema.Property": {"key", "name"},
    "agileapps._tenant.Tenant": {"switch_back_path", "logout_sessions_method"},
    "agileapps._tenant.LoggedIn": {"details"},  # The generated model redacts its own fields, as `Session` does.
    "_web.cache.Entry": {"keys"},  # Hashes with a key.
    "credentials.AccessToken": {"_scopes"},
    "credentials.SessionCookie": {"name"},
    "credentials.SessionToken": {"header"},
    "forgerock.ForgeRockSession": {"realm", "success_url"},
    "forgerock._profiles.Profile": {"admin_target_in_query", "auth_index_types", "unsupported"},
    "forgerock._server.Server": {"base_url", "realm"},
    "credentials.AdminLogin": {"username", "realm", "service"},
    "oauth.ServiceAccount": {"account_id", "_scopes", "kid"},
    "oauth.ServiceApp": {"client_id", "_scopes", "kid"},
    "okta.CurrentSession": {"session"},
    "web.CheckRecord": {"provider"},
    "web.Identity": {"provider", "user_id", "login", "session"},  # Secrets of the entity are empty.
}
# Classes that write their repr themselves. test_secrets.py searches those of the clients, tokens/ those of the apps.
OWN_REPRS: Final = {
    "forgerock._admin_login.BoundAdmin",
    "_core.client.SessionsClient",
    "_core.options.Unchanged",
    "_elsewhere.auth.SessionAuth",
    "_tokens.app.BoundApp",
    "credentials.SecretText",
    "okta.OktaDialogue",  # The status, and the names of the links.
    "transports.AiohttpTransport",
    "otel.OpenTelemetry",
    "forgerock._admin_login.AdminCookie",
    "stores.RedisStore",  # The name that the user gave, and the prefix.
    "transports.Headers",  # The names.
    "web.SessionCheck",
}


class Loud:
    """An object that shows a secret if it is shown."""

    def __repr__(self) -> str:
        return MARK


@cache
def facade_classes() -> dict[str, type]:
    """Every class of the facade, by module and name."""
    names = [info.name for info in pkgutil.walk_packages(idsessions.__path__, "idsessions.")]
    # All are imported before the first is looked at: public modules give their names to classes of private ones.
    modules = [importlib.import_module(name) for name in names if not name.startswith(NOT_SEARCHED)]
    return {
        f"{module.__name__}.{name}".removeprefix("idsessions."): kind
        for module in modules
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and kind.__module__ == module.__name__
    }


ATTRS_CLASSES: Final = {name: kind for name, kind in facade_classes().items() if attrs.has(kind)}


def fields(kind: type) -> list[Any]:
    return list(attrs.fields(kind))


def is_shown(field: Any) -> bool:
    return field.repr is True


def holds_text(field: Any) -> bool:
    declared = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
    return not declared.startswith("Callable") and bool(_TEXT.search(declared))


def text_fields_shown(kind: type) -> set[str]:
    if "__repr__" not in vars(kind):
        return set()  # `repr=False`: the repr of `object`.
    return {field.name for field in fields(kind) if is_shown(field) and holds_text(field)}


def secret_fields(kind: type) -> set[str]:
    return {field.name for field in fields(kind) if field.repr is redacted or field.type in ("Secret", "PrivateKey")}


def test_text_fields_that_are_shown_are_those_listed() -> None:
    shown = {name: text_fields_shown(kind) for name, kind in ATTRS_CLASSES.items()}
    assert {name: listed for name, listed in shown.items() if listed} == SHOWN


def test_field_that_holds_a_secret_is_redacted() -> None:
    holders = {name: secret_fields(kind) for name, kind in ATTRS_CLASSES.items() if secret_fields(kind)}
    assert len(holders) > 8, "the walk finds too little"
    for name, kind in ATTRS_CLASSES.items():
        for field in fields(kind):
            if field.name in holders.get(name, ()):
                assert field.repr is redacted, f"{name}.{field.name}"


def test_classes_with_their_own_repr_are_those_listed() -> None:
    own = {name for name, kind in facade_classes().items() if "__repr__" in vars(kind) and not attrs.has(kind)}
    assert own == OWN_REPRS


def value_for(field: Any) -> Any:
    """A secret as text wherever the field is redacted, and something harmless where it is shown."""
    declared = str(field.type)
    if declared == "int":
        return 200
    if is_shown(field):
        harmless: dict[str, Any] = {"Credential": ApiToken(MARK), "Credential | None": ApiToken(MARK)}
        harmless["SessionCookie"] = SessionCookie("sid", MARK)
        harmless["SessionCookies"] = SessionCookies(f"a={MARK}")
        return harmless.get(declared, frozenset({"a"}) if "frozenset" in declared else "a")
    if declared == "httpx.Headers" or declared.startswith("Mapping"):
        return {"X-Own": MARK}
    if field.name == "_header":
        return f"a={MARK}"
    if declared == "RawHeaders":
        return [(b"X-Own", MARK.encode())]
    return MARK if re.search(r"\b(str|Secret|PrivateKey)\b", declared) else Loud()


def made(kind: type) -> Any:
    """An object of ``kind`` with a secret in every redacted field."""
    arguments = {
        field.alias: value_for(field)
        for field in fields(kind)
        if field.init and (field.default is attrs.NOTHING or not is_shown(field))
    }
    return kind(**arguments)


# `Server` computes its URL from a real profile. It holds no secret.
@pytest.mark.parametrize("name", sorted(ATTRS_CLASSES.keys() - {"forgerock._server.Server"}))
def test_object_does_not_show_its_secrets(name: str) -> None:
    kind = ATTRS_CLASSES[name]
    found = made(kind)
    for text in (repr(found), str(found), f"{found}", repr([found]), ascii(found)):
        assert MARK not in text


@pytest.mark.parametrize(
    "name", [name for name, kind in ATTRS_CLASSES.items() if issubclass(kind, Credential) and secret_fields(kind)]
)
async def test_credential_does_not_show_its_secret_after_pickling_or_in_errors(name: str) -> None:
    kind = ATTRS_CLASSES[name]
    credential = made(kind)
    again = pickle.loads(pickle.dumps(credential))
    assert MARK not in f"{again!r} {again}"
    for field in secret_fields(kind):
        for wrong in (f"{MARK}\n", f"{MARK} {MARK}", f"{MARK};;", f"{MARK}é", f"{MARK}\ud800", {MARK: MARK}, [MARK]):
            for error in await errors_with(kind, field, wrong):
                assert_shows_no_secret(error)


async def errors_with(kind: type, field: str, wrong: Any) -> list[BaseException]:
    """What goes wrong with a credential whose secret is ``wrong``: when it is made, or when it is used."""
    alias = next(each.alias for each in fields(kind) if each.name == field)
    arguments = {each.alias: value_for(each) for each in fields(kind) if each.init and each.default is attrs.NOTHING}
    errors: list[BaseException] = []
    try:
        credential = kind(**{**arguments, alias: wrong})
        if isinstance(credential, KeyHolder):
            await credential.signing_key()
        else:
            await cast(Credential, credential).headers("GET", "https://x.test")
    except SessionsError as error:
        errors.append(error)
    return errors


def assert_shows_no_secret(error: BaseException) -> None:
    for each in chain(error):
        assert MARK not in f"{each!r} {each} {each.args}"
    # Without the source lines of this file: frames are the caller's.
    assert MARK not in "".join(traceback.format_exception_only(error))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_response_of_a_provider_shows_neither_headers_nor_body() -> None:
    response = ProviderResponse("getSession", 401, {"X-Own": MARK}, {"token": MARK}, "", lambda text: text)
    assert repr(response) == "ProviderResponse(operation='getSession', status=401, problem='')"
