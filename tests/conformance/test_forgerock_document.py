"""The document of ForgeRock against its emulator: the document describes every response to schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from idsessions.testing import ForgeRockEmulator

from .documents import (
    Caller,
    Case,
    Location,
    Off,
    assertion,
    load,
    one_emulator,
    operation_of,
    schemes_of,
    served,
    well_formed,
    with_credential,
)

_OPENAM = "As OpenAM 16.0.5 responds, https://github.com/OpenIdentityPlatform/OpenAM: "
OFF = (
    Off(
        "not_a_server_error",
        _OPENAM + "an unknown or missing action is a 501; any other 5xx stays a failure.",
        settings={"expected-statuses": ["2xx", "3xx", "4xx", "501"]},
    ),
    Off(
        "unsupported_method",
        _OPENAM
        + "a method other than POST with `_action` is a 400 about that parameter, and a caller who is not signed in gets "
        "a 401 before the method is checked.",
    ),
    Off(
        "negative_data_rejection",
        _OPENAM
        + "it ignores values that it does not use, such as `tokenId` in a body, `refresh` of validate, or any other "
        "content of the first request of a sign-in.",
    ),
)
schema = load("forgerock", OFF)
# Only AIC has service accounts.
on_premises = schema.exclude(operation_id="issueAccessToken")

# Observed on a real OpenAM: tests/testing/forgerock/openam_rows.py has the requests.
OFF_IN_OPENAM = (Off("not_a_server_error", _OPENAM + "unexpected input ends in a 500 of Java code below it."),)
UNTYPED_IN_OPENAM = tuple(
    Off(check, _OPENAM + "some errors have no body, or a line of text and no content type.")
    for check in ("content_type_conformance", "response_schema_conformance")
)
# The actions on one session.
TARGETED = ("refresh", "logout", "getSessionInfo", "validate", "getSessionProperties", "updateSessionProperties")
NOT_IN_OPENAM = ("getSessionInfoAndResetIdleTime", "logoutByUser")
# The document describes a server with the default name of the cookie.
COOKIE = "iPlanetDirectoryPro"


@pytest.fixture
def caller(kind: Any) -> Iterator[Caller]:
    server = ForgeRockEmulator(kind, cookie_name=COOKIE, seed=1)
    off, untyped = (OFF_IN_OPENAM, UNTYPED_IN_OPENAM) if kind == "openam" else ((), ())
    with served(server, "/json/realms/root/realms/alpha", off=off, off_untyped=untyped) as caller:
        yield caller


@pytest.mark.parametrize("kind", ["aic"])
@schema.parametrize()
@one_emulator
def test_requests_with_live_values_to_aic_get_documented_responses(case: Case, caller: Caller) -> None:
    caller.send(case, put_live_values(case, caller, "bearer"))


@pytest.mark.parametrize(("kind", "scheme"), [("pingam", "session"), ("openam", "sessionCookie")])
@on_premises.parametrize()
@one_emulator
def test_requests_with_live_values_to_other_servers_get_documented_responses(
    case: Case, caller: Caller, kind: str, scheme: str
) -> None:
    credential = put_live_values(case, caller, scheme)
    caller.send(case, credential, succeeds=kind != "openam" or operation_of(case) not in NOT_IN_OPENAM)


@pytest.mark.parametrize("kind", ["aic"])
@schema.parametrize()
@one_emulator
def test_generated_requests_to_aic_get_documented_responses(case: Case, caller: Caller) -> None:
    set_base_url(case, caller)
    caller.send_generated(case)


@pytest.mark.parametrize("kind", ["openam"])
@on_premises.parametrize()
@one_emulator
def test_generated_requests_to_openam_get_documented_responses(case: Case, caller: Caller) -> None:
    caller.send_generated(case)


def set_base_url(case: Case, caller: Caller) -> None:
    """Use the URL of the operation: one operation is not below a realm."""
    if operation_of(case) == "issueAccessToken":
        caller.base_url = caller.emulator.url


def put_live_values(case: Case, caller: Caller, scheme: str) -> dict[str, str]:
    """Put live values into a request, and return the headers with its credential."""
    set_base_url(case, caller)
    server: ForgeRockEmulator = caller.emulator
    operation = operation_of(case)
    openam = server.profile.name == "openam"
    target = server.sign_in()
    if well_formed(case, Location.QUERY):
        query = {name: value for name, value in case.query.items() if not name.startswith("authIndex")}
        query.pop("sessionUpgradeSSOTokenId", None)
        query.pop("tokenId", None)
        if openam and operation in TARGETED:
            query["tokenId"] = target
        if operation == "querySessions":
            query["_queryFilter"] = f'username eq "{server.user.uid}" and realm eq "/alpha"'
        case.query = query
    if well_formed(case, Location.BODY) and isinstance(case.body, dict):
        case.body = live_body(operation, server, target, in_body=not openam)
    if not well_formed(case, Location.HEADER):
        return {}
    if requested := version(case, openam=openam):
        case.headers["Accept-API-Version"] = requested
    if operation == "authenticate":
        case.headers.update({"X-OpenAM-Username": server.username, "X-OpenAM-Password": server.password})
    if not schemes_of(case):
        return {}
    token = server.sign_in(server.admin)
    match scheme:
        case "session":
            return with_credential(case, header=(COOKIE, token))
        case "sessionCookie":
            return with_credential(case, cookies={COOKIE: token})
        case _:
            return with_credential(case, header=("Authorization", f"Bearer {server.access_token}"))


def live_body(operation: str, server: ForgeRockEmulator, target: str, *, in_body: bool) -> dict[str, Any]:
    """A body with live values."""
    named = {"tokenId": target} if in_body else {}
    match operation:
        case "authenticate":
            return {}
        case "logoutByUser":
            return {"username": server.user.uid}
        case "logoutByHandle":
            session = server.session(target)
            assert session is not None
            return {"sessionHandles": [session.handle]}
        case "issueAccessToken":
            account, url = server.service_account.id, f"{server.url}/oauth2/access_token"
            signed = assertion(iss=account, sub=account, aud=url, exp=server.clock.time() + 180, jti=server.sign_in())
            grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
            return {"client_id": "service-account", "grant_type": grant, "scope": "fr:am:*", "assertion": signed}
        case "updateSessionProperties":
            return {**named, "LoginLocation": "Reykjavik", "Team": "night shift"}
        case _:
            return named


def version(case: Case, *, openam: bool) -> str:
    """The version to request: the default of the document, or the one that OpenAM has."""
    if openam and schemes_of(case):
        return "resource=1.2" if operation_of(case) == "validate" else "resource=2.0"
    parameters = case.operation.definition.raw.get("parameters", [])
    return next((str(each["schema"]["default"]) for each in parameters if each.get("name") == "Accept-API-Version"), "")
