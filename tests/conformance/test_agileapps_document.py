"""The document of AgileApps against its emulator; the bridge reads the XML, and jsonschema validates it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from jsonschema import Draft202012Validator

from idsessions._xml import load_xml
from idsessions.testing import AgileAppsEmulator
from idsessions.testing.agileapps import AgileAppsSettings
from idsessions_agileapps.description import OPERATIONS, SCHEMAS

from .documents import (
    Caller,
    Case,
    Location,
    Off,
    load,
    one_emulator,
    operation_of,
    schemes_of,
    served,
    well_formed,
    with_credential,
)

OFF = (
    Off(
        "negative_data_rejection",
        "`alt` chooses a format and refuses nothing; without it Accept counts, and without both the response is JSON: "
        "https://agileappscloud.info/aawiki/REST_API/Conventions",
        (
            *("switchBack", "logout", "isSessionValid", "getUserInfo"),
            *("listActiveSessions", "logoutAllSessions", "logoutSessions"),
        ),
    ),
)
schema = load("agileapps", OFF)

# Servers with different responses.
SERVERS = {
    "newest": AgileAppsSettings(),
    # No cookieString, no isForceChangePassword, and the code without an element.
    "old": AgileAppsSettings(has_cookie_string=False, has_password_flag=False, tagless_code=True),
    "other": AgileAppsSettings(login_status=201, rotates_session_id=False, gzip=True),
    "redirecting": AgileAppsSettings(expired_answer="302"),
}


@pytest.fixture
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    settings = SERVERS[getattr(request, "param", "newest")]
    with served(AgileAppsEmulator(settings=settings, seed=1)) as caller:
        yield caller


@pytest.mark.parametrize("caller", SERVERS, indirect=True)
@schema.parametrize()
@one_emulator
def test_requests_with_live_values_get_documented_responses(case: Case, caller: Caller) -> None:
    credential = put_live_values(case, caller.emulator)
    validate_xml(case, caller.send(case, credential))


@pytest.mark.parametrize("caller", SERVERS, indirect=True)
@schema.parametrize()
@one_emulator
def test_generated_requests_get_documented_responses(case: Case, caller: Caller) -> None:
    case.headers["Accept"] = "application/xml"
    validate_xml(case, caller.send_generated(case))


def put_live_values(case: Case, tenant: AgileAppsEmulator) -> dict[str, str]:
    """Put live values into a request, and return the headers with its credential."""
    operation = operation_of(case)
    if well_formed(case, Location.BODY) and isinstance(case.body, dict):
        login: dict[str, Any] = {"userName": tenant.admin.username, "password": tenant.admin.password}
        if operation == "proxyLogin":
            login["proxy_user_id"] = tenant.user.id
        elif operation == "loginAsCustomerSupport":
            login["client_tenant_id"] = tenant.client_tenant_id
        case.body = {**case.body, "login": login}
    case.headers["Accept"] = "application/xml"
    if not schemes_of(case) or not well_formed(case, Location.COOKIE):
        return {}
    session = tenant.log_in(tenant.admin)
    if operation == "logoutSessions" and well_formed(case, Location.BODY):
        case.body = {"platform": {"session": [{"id": tenant.log_in(tenant.admin).record_id}]}}
    if operation == "switchBack":
        session.user, session.behind = tenant.user, (tenant.admin,)
    return with_credential(case, cookies={"JSESSIONID": session.id})


def validate_xml(case: Case, response: schemathesis.Response) -> None:
    """Validate an XML response against the schema in the document."""
    [media_type, *_] = response.headers.get("content-type", [""])
    if media_type != "application/xml" or response.status_code == 405:
        return
    described: dict[str, Any] = OPERATIONS[operation_of(case)]["responses"][str(response.status_code)]
    value = load_xml(response.content, described[media_type], SCHEMAS)
    root = {**described[media_type], "components": {"schemas": SCHEMAS}}
    # The stubs of jsonschema do not know the types of the leaves of a JSON value.
    cast("Any", Draft202012Validator(root)).validate(value)
