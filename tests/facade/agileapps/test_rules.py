"""Which error a response of AgileApps stands for, and which operations may be retried, as tables of pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import httpx
import pytest

from idsessions import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    SessionExpiredError,
    UnavailableError,
    UnreadableAnswerError,
)
from idsessions._core.provider import ProviderResponse
from idsessions.agileapps._rules import AGILEAPPS, error
from idsessions_agileapps.description import OPERATIONS

Kind = type[AnswerError]
LOGINS: Final = ("login", "loginAsCustomerSupport", "proxyLogin")
WITHOUT_SESSION: Final = ("login", "loginAsCustomerSupport")
MANAGEMENT: Final = ("listActiveSessions", "logoutSessions", "logoutAllSessions")
ABOUT_A_SESSION: Final = ("switchBack", "logout", *MANAGEMENT, "isSessionValid", "getUserInfo")
WITH_SESSION: Final = ("proxyLogin", *ABOUT_A_SESSION)

URL: Final = "https://acme.agileapps.test/networking/rest/user/info?alt=xml"
EMPTY: Final = "the response is empty"
PAGE: Final = "the response is an HTML page, not the provider's"
LOGIN_PAGE: Final = "the response is a login page"


def respond(
    status: int,
    operation: str = "getUserInfo",
    *,
    body: Mapping[str, Any] | None = None,
    problem: str = "",
    location: str | None = None,
    url: str = URL,
) -> ProviderResponse:
    headers = httpx.Headers([] if location is None else [(b"Location", location.encode())])
    return ProviderResponse(operation, status, headers, body, problem, str, url)


def judged(response: ProviderResponse) -> AnswerError:
    """The error of a response that is not a success."""
    found = error(response)
    assert found is not None
    return found


def message(code: object, description: object = "No.") -> dict[str, Any]:
    return {"message": {"code": code, "description": description}}


# The documented codes, with their documented status codes, and codes that are not documented.
CODES: Final[tuple[tuple[int, int, Kind], ...]] = (
    (500, -1, ServerError),
    (404, -200, NotFoundError),
    (400, -300, BadRequestError),
    (400, -850, PermissionDeniedError),
    (400, -4006, BadRequestError),
    (403, -4600, PermissionDeniedError),
    (400, -4601, BadRequestError),
    (400, -7, BadRequestError),
    (404, -7, NotFoundError),
    (403, -7, PermissionDeniedError),
    (500, -7, ServerError),
    (502, -7, UnavailableError),
    (503, -7, UnavailableError),
    # Whatever the status code is, a documented code counts.
    (200, -1, ServerError),
    (200, -200, NotFoundError),
    (404, -300, BadRequestError),
    (200, -850, PermissionDeniedError),
    (200, -4600, PermissionDeniedError),
    # An undocumented code of a success is still a refusal.
    (200, -7, BadRequestError),
    (201, -7, BadRequestError),
    (200, 7, BadRequestError),
)


@pytest.mark.parametrize(("status", "code", "kind"), CODES)
def test_code_means_the_same_in_every_operation(status: int, code: int, kind: Kind) -> None:
    for operation in OPERATIONS:
        found = judged(respond(status, operation, body=message(code)))
        assert type(found) is kind
        assert (found.operation, found.status, found.code, found.message) == (operation, status, str(code), "No.")


def test_undocumented_code_of_a_redirect_leaves_it_a_redirect() -> None:
    assert type(error(respond(299, body=message(-7)))) is BadRequestError
    assert type(error(respond(300, body=message(-7)))) is UnreadableAnswerError


@pytest.mark.parametrize("status", [200, 201])
def test_success_is_no_error(status: int) -> None:
    for operation in OPERATIONS:
        assert error(respond(status, operation, body=message(0, "Success"))) is None


@pytest.mark.parametrize("operation", OPERATIONS)
def test_not_logged_in_means_an_ended_session_or_a_refused_login(operation: str) -> None:
    for status in (200, 302, 400, 401, 500):
        found = judged(respond(status, operation, body=message(-101)))
        assert type(found) is (AuthenticationError if operation in LOGINS else SessionExpiredError)
        assert (found.status, found.code, found.message) == (status, "-101", "No.")


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (message(-7), "-7", "No."),
        (message(0), "0", "No."),
        (message(None), None, "No."),
        (message("gone"), None, "No."),
        (message(None, None), None, "the session has expired"),
        ({"message": {}}, None, "the session has expired"),
    ],
)
def test_401_of_agileapps_means_that_the_session_has_ended(
    body: Mapping[str, Any], code: str | None, text: str
) -> None:
    for operation in ABOUT_A_SESSION:
        found = judged(respond(401, operation, body=body))
        assert type(found) is SessionExpiredError
        assert (found.status, found.code, found.message) == (401, code, text)
    for operation in LOGINS:
        refused = judged(respond(401, operation, body=body))
        assert type(refused) is AuthenticationError
        assert refused.code == code


# A gateway, a firewall, or a portal sent these: nothing is known of the session.
FOREIGN: Final[tuple[tuple[Mapping[str, Any] | None, str, str], ...]] = (
    (None, EMPTY, EMPTY),
    (None, PAGE, PAGE),
    (None, LOGIN_PAGE, LOGIN_PAGE),
    (None, "", "the response has no message"),
    ({}, "", "the response has no message"),
    ({"message": "Unauthorized"}, "", "the response has no message"),
    ({"error": {"code": -101}}, "", "the response has no message"),
)


@pytest.mark.parametrize(("body", "problem", "text"), FOREIGN)
def test_401_of_a_gateway_says_nothing_of_the_session(body: Mapping[str, Any] | None, problem: str, text: str) -> None:
    for operation in ABOUT_A_SESSION:
        found = judged(respond(401, operation, body=body, problem=problem))
        assert type(found) is UnreadableAnswerError
        assert (found.status, found.code, found.message) == (401, None, text)


@pytest.mark.parametrize("operation", LOGINS)
def test_401_of_a_gateway_is_no_refused_login(operation: str) -> None:
    assert type(error(respond(401, operation, problem=PAGE))) is UnreadableAnswerError
    assert type(error(respond(401, operation, problem=LOGIN_PAGE))) is UnreadableAnswerError
    assert type(error(respond(401, operation, problem=EMPTY))) is AuthenticationError


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, UnreadableAnswerError),
        (403, UnreadableAnswerError),
        (404, UnreadableAnswerError),
        (429, UnavailableError),
        (500, ServerError),
        (502, UnavailableError),
        (503, UnavailableError),
        (504, UnavailableError),
    ],
)
@pytest.mark.parametrize("problem", [PAGE, LOGIN_PAGE])
def test_page_says_nothing_of_the_session(status: int, problem: str, kind: Kind) -> None:
    for operation in OPERATIONS:
        if status == 404 and operation in MANAGEMENT:
            continue  # The server is without the feature.
        found = judged(respond(status, operation, problem=problem))
        assert type(found) is kind
        assert found.message == problem


@pytest.mark.parametrize("problem", [PAGE, LOGIN_PAGE, EMPTY, "the response cannot be read: broken XML"])
def test_unreadable_success_is_left_to_the_core(problem: str) -> None:
    # It raises UnreadableAnswerError with the problem: test_errors.py.
    for operation in OPERATIONS:
        assert error(respond(200, operation, problem=problem)) is None


OWN_LOGIN_PAGES: Final = (
    "https://acme.agileapps.test/networking/login",
    "https://acme.agileapps.test/networking/login?to=x",
    "https://ACME.agileapps.test/networking/Login.jsp",
    # Behind a load balancer, a server may not know its own scheme and port.
    "http://acme.agileapps.test:8080/networking/pages/logon.do;jsessionid=1",
    "//acme.agileapps.test/networking/sign-in",
    "/networking/servicedesk/log-in/",
    "../../signin",
)
OTHER_REDIRECTS: Final = (
    None,
    "",
    # The same path elsewhere, as from http to https, or with a slash at its end.
    "https://other.test/networking/rest/user/info?alt=xml",
    "/networking/rest/user/info/",
    # Operations, whatever their names.
    "/networking/rest/login/proxyLogin",
    "https://acme.agileapps.test/networking/rest/login",
    # The login pages of others, on another host or the same.
    "https://sso.corp.test/login",
    "https://sso.corp.test/networking/login",
    "https://acme.agileapps.test.evil.test/networking/login",
    "/oauth2/sign_in",
    "/login",
    "/networkinglogin",
    # Not login pages.
    "/networking/maintenance?back=/networking/login",
    "/networking/home#login",
    "https://login.test/",
    # Not URLs.
    "http://[::1",
    "https://a\u2100b.test/networking/login",
)


@pytest.mark.parametrize("location", OWN_LOGIN_PAGES)
def test_redirect_to_the_login_page_of_the_tenant_means_that_the_session_has_ended(location: str) -> None:
    for status in (301, 302, 303, 307, 308):
        for operation in WITH_SESSION:
            found = judged(respond(status, operation, location=location, problem=PAGE))
            assert type(found) is SessionExpiredError
            assert (found.operation, found.status, found.code) == (operation, status, None)
            assert "the response leads to the login page" in found.message
        for operation in WITHOUT_SESSION:
            assert type(error(respond(status, operation, location=location, problem=PAGE))) is UnreadableAnswerError


@pytest.mark.parametrize("location", OTHER_REDIRECTS)
def test_redirect_elsewhere_says_nothing_of_the_session(location: str | None) -> None:
    for operation in OPERATIONS:
        for status in (301, 302, 307):
            found = judged(respond(status, operation, location=location, problem=LOGIN_PAGE))
            assert type(found) is UnreadableAnswerError
            assert "redirect" in found.message


def test_location_counts_in_redirects_only() -> None:
    for status, kind in (
        (299, None),
        (300, SessionExpiredError),
        (399, SessionExpiredError),
        (400, UnreadableAnswerError),
        (503, UnavailableError),
    ):
        found = error(respond(status, location=OWN_LOGIN_PAGES[0], problem=PAGE))
        assert (None if found is None else type(found)) is kind


@pytest.mark.parametrize(
    ("base", "location", "is_own"),
    [
        ("https://gateway.test/agile/networking", "/agile/networking/login", True),
        ("https://gateway.test/agile/networking", "/networking/login", False),
        ("https://gateway.test/agile/networking", "/agile/login", False),
        ("https://[::1]:8080/networking", "https://[::1]:8080/networking/login", True),
        ("https://[::1]:8080/networking", "https://[::2]:8080/networking/login", False),
    ],
)
def test_login_page_of_the_tenant_is_found_below_its_own_url(base: str, location: str, is_own: bool) -> None:
    found = judged(respond(302, location=location, url=f"{base}/rest/user/info?alt=xml"))
    assert type(found) is (SessionExpiredError if is_own else UnreadableAnswerError)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": None},
        {"message": [-101]},
        {"message": "text"},
        {"message": {"code": "text", "description": 5}},
        {"message": {"code": [-101], "description": {}}},
    ],
    ids=str,
)
def test_body_without_a_code_leaves_the_error_to_the_status_code(body: Mapping[str, Any]) -> None:
    for status, kind in (
        (400, BadRequestError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (500, ServerError),
    ):
        found = judged(respond(status, body=body))
        assert type(found) is kind
        assert found.code is None
        assert found.message == "the response does not say why"


@pytest.mark.parametrize("operation", MANAGEMENT)
def test_tenant_without_session_management_is_told_in_one_way(operation: str) -> None:
    off = respond(403, operation, body={"message": {"code": -4600, "description": "Feature is not enabled"}})
    missing = [respond(404, operation, problem=problem) for problem in (PAGE, EMPTY)]
    for response in (off, *missing):
        assert type(judged(response)) is PermissionDeniedError
    for response in missing:
        found = judged(response)
        assert found is not None
        assert "no session management: an administrator must turn it on" in found.message
    unknown_id = respond(404, operation, body={"message": {"code": -200, "description": "Invalid record identifier"}})
    assert type(judged(unknown_id)) is NotFoundError
    assert type(judged(respond(403, operation, problem=PAGE))) is UnreadableAnswerError


def test_only_reads_are_retryable() -> None:
    # Written out: a logout, a switch back or a login that is sent twice does harm.
    operations = AGILEAPPS.description.by_name.values()
    assert {each.id for each in operations if each.retryable} == {
        *("listActiveSessions", "isSessionValid", "getUserInfo")
    }
    assert {each.id for each in operations if not each.retryable} == {
        *("login", "loginAsCustomerSupport", "proxyLogin", "switchBack", "logout"),
        *("logoutSessions", "logoutAllSessions"),
    }


def test_all_operations_share_one_bucket() -> None:
    assert {each.bucket for each in AGILEAPPS.description.by_name.values()} == {"/networking/rest"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_renewed_cookies_are_sent_again_only_for_reads_of_an_ended_session(operation: str) -> None:
    ended = SessionExpiredError("no", operation=operation)
    assert AGILEAPPS.refuses(ended) is (operation in ("listActiveSessions", "isSessionValid", "getUserInfo"))
    assert not AGILEAPPS.refuses(PermissionDeniedError("no", operation=operation))
    assert not AGILEAPPS.refuses(AuthenticationError("no", operation=operation))


def test_request_id_is_that_of_a_proxy() -> None:
    assert (AGILEAPPS.name, AGILEAPPS.request_id) == ("agileapps", "x-request-id")
