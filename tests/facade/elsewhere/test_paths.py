"""Which paths of a caller stay on the server."""

from __future__ import annotations

from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idsessions._elsewhere.paths import problem_of

ORIGIN = "https://acme.okta.com"

STAYING = [
    "/",
    "/api/v1/users",
    "/api/v1/users?limit=200&filter=status+eq+%22ACTIVE%22",
    f"{ORIGIN}/api/v1/users?after=000u1&url=https://evil.example//x",
    "/json/sessions/?_action=getSessionInfo",
    "/serverinfo/*",
    "/a/..b/.c/d..",
    "/users/ada%40acme.com",
    "/goto?url=https://evil.example",
]
LEAVING = {
    "": "slash",
    "api/v1/users": "slash",
    "//evil.example/api": "slash",
    "https://evil.example/api": "begins with",
    "https://acme.okta.com.evil.example/api": "begins with",
    "https://acme.okta.com@evil.example/api": "begins with",
    "https://acme.okta.com:444/api": "begins with",
    "http://acme.okta.com/api": "begins with",
    f"{ORIGIN}//evil.example": "slash",
    "/../x": "segments",
    "/a/..": "segments",
    "/a/./b": "segments",
    "/a/%2e%2e/b": "segments",
    "/a/.%2E/b": "segments",
    "/a/%252e%252e/b": "segments",
    "/a/..%2fb": "segments",
    "/a/..%5cb": "segments",
    "/a/..;x=1/b": "segments",
    "/a\\..\\b": "character",
    "/a\r\nHost: evil.example": "character",
    "/a b": "character",
    "/a\x00": "character",
    "/a%00b": "control",
    "/a%0d%0ab": "control",
    "/a%": "character",
    "/a%zz": "character",
    "/a#b": "character",
    "/ä": "character",
    "/\udc00": "character",
    "/a%" + "25" * 20 + "2e": "many times",
}


@pytest.mark.parametrize("path", STAYING)
def test_path_on_the_server_has_no_problem(path: str) -> None:
    assert problem_of(path, ORIGIN) == ""


@pytest.mark.parametrize(("path", "says"), LEAVING.items())
def test_path_that_leaves_is_a_problem(path: str, says: str) -> None:
    assert says in problem_of(path, ORIGIN)


@pytest.mark.parametrize("path", [None, 7, b"/api", ["/api"]])
def test_path_of_a_wrong_type_is_a_problem(path: object) -> None:
    assert problem_of(path, ORIGIN) == f"`path` must be a string, not {type(path).__name__}"


PIECES = st.sampled_from(
    ["/", "//", ".", "..", "%2e", "%2F", "%5c", "%25", ";", "\\", "a", "api", "@", ":", "?", "#", "\n", "evil.example"]
)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_accepted_path_resolves_to_the_same_host_and_folder(path: str) -> None:
    if problem_of(path, ORIGIN):
        return
    url = urljoin(ORIGIN, path)
    assert url.startswith(f"{ORIGIN}/")
    assert urlsplit(ORIGIN + path).hostname == "acme.okta.com"
    decoded = unquote(unquote(path.partition("?")[0])).replace("\\", "/")
    # Resolving it changes nothing: there is no segment that leads up.
    assert not {"..", "."} & {segment.partition(";")[0] for segment in decoded.split("/")}


@given(st.text(max_size=20))
def test_quoted_id_is_accepted_unless_it_leads_elsewhere(text: str) -> None:
    try:
        path = f"/api/{quote(text, safe='')}"
    except UnicodeEncodeError:
        return
    problem = problem_of(path, ORIGIN)
    harmless = text.isalnum()
    assert not (harmless and problem)
