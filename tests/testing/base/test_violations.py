"""Requests that violate the document are processed as usual, and the violation says what was wrong and what was expected."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from idsessions.testing import Violation

from .library import Library

LOAN: dict[str, Any] = {"title": "Emma", "days": 21}
NORTH = {"X-Branch": "north"}
CARD = {"Cookie": "card=1"}


def send(library: Library, method: str, target: str, **request: Any) -> httpx.Response:
    async def request_once() -> httpx.Response:
        async with httpx.AsyncClient(transport=library.transport(), base_url=library.url) as client:
            return await client.request(method, target, **request)

    return asyncio.run(request_once())


def messages(library: Library) -> list[str]:
    return [violation.message for violation in library.violations]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (LOAN, []),
        ({**LOAN, "days": None}, []),
        ({**LOAN, "state": "lost", "properties": {"any": "thing"}, "type": "book", "kind": "loan"}, []),
        ({**LOAN, "copies": [{"shelf": 1}, {}], "place": {"shelf": 2}}, []),
        ({"titel": "Emma", "days": 21}, ["missing field 'title'", "unknown field 'titel'; did you mean 'title'?"]),
        ({**LOAN, "Title": "Emma"}, ["unknown field 'Title'; did you mean 'title'?"]),
        ({**LOAN, "reader": {"nam": "Ann", "name": "Ann"}}, [".reader: unknown field 'nam'; did you mean 'name'?"]),
        ({**LOAN, "copies": [{}, {"zzz": 1}]}, [".copies[1]: unknown field 'zzz'; known: shelf"]),
        ({**LOAN, "days": "21"}, [".days: expected integer or null, got string"]),
        ({**LOAN, "days": True}, [".days: expected integer or null, got boolean"]),
        ({**LOAN, "title": ""}, [".title: expected minLength 1"]),
        ({**LOAN, "kind": "gift"}, [".kind: expected 'loan'"]),
        ({**LOAN, "properties": {"any": 1}}, [".properties.any: expected string, got integer"]),
        ({**LOAN, "place": "here"}, [".place: expected one of 2 forms, got string"]),
        ([LOAN], [": expected object, got array"]),
        (None, [": expected object, got null"]),
    ],
)
def test_json_body_is_validated(body: Any, expected: list[str]) -> None:
    library = Library()
    # For httpx, json=None is no body.
    sent: dict[str, Any] = {"json": body} if body is not None else {"content": b"null"}
    headers = {**NORTH, **CARD, "Content-Type": "application/json"}
    response = send(library, "PUT", "/loans", headers=headers, **sent)
    assert response.status_code == 201
    found = messages(library)
    assert len(found) == len(expected)
    assert all(message.startswith("body") for message in found)
    for part in expected:
        assert any(part in message for message in found), found


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        (b"", None, "missing body, expected application/json"),
        (b"", "application/json", "missing body, expected application/json"),
        (b"{", "application/json", "the body is not application/json: Expecting"),
        (b'"\xff"', "application/json", "the body is not application/json: not UTF-8"),
        (b"{}", None, "wrong header 'Content-Type': got none, expected application/json"),
        (b"{}", "text/plain; charset=utf-8", "wrong header 'Content-Type': got text/plain, expected application/json"),
    ],
)
def test_missing_or_unreadable_body_is_a_violation(content: bytes, content_type: str | None, expected: str) -> None:
    library = Library()
    headers = {**NORTH, **CARD} | ({"Content-Type": content_type} if content_type else {})
    send(library, "PUT", "/loans", headers=headers, content=content)
    [message] = messages(library)
    assert message.startswith(expected)


@pytest.mark.parametrize(
    ("content_type", "content", "expected"),
    [
        ("application/x-www-form-urlencoded", "name=Ann&age=7&height=1.2&adult=false", []),
        ("application/x-www-form-urlencoded; charset=utf-8", "name=", []),
        ("application/x-www-form-urlencoded", "name=Ann&age=seven", ["body.age: expected integer, got string"]),
        ("application/x-www-form-urlencoded", "name=Ann&adult=yes", ["body.adult: expected boolean, got string"]),
        ("application/x-www-form-urlencoded", "nme=Ann", ["missing field 'name'", "did you mean 'name'?"]),
        ("application/xml", "<name>Ann</name>", []),
        ("application/xml", "<nom>Ann</nom>", ["the body is not application/xml: no <name>"]),
        ("application/json", "{}", ["expected application/x-www-form-urlencoded or application/xml"]),
    ],
)
def test_form_and_provider_specific_body_are_validated(content_type: str, content: str, expected: list[str]) -> None:
    library = Library()
    send(library, "POST", "/readers", content=content.encode(), headers={"Content-Type": content_type})
    found = messages(library)
    assert len(found) == len(expected)
    for part in expected:
        assert any(part in message for message in found), found


@pytest.mark.parametrize(
    ("method", "target", "headers", "expected"),
    [
        ("GET", "/loans/17?alt=json", {}, []),
        ("GET", "/loans/17", {}, ["missing query parameter 'alt'"]),
        ("GET", "/loans/17?alt=xml", {}, ["query parameter 'alt': expected 'json'"]),
        ("GET", "/loans/17?alt=json&alt=json", {}, ["query parameter 'alt' sent 2 times, expected once"]),
        ("GET", "/loans/17?alt=json&alf=1", {}, ["unknown query parameter 'alf'; did you mean 'alt'?"]),
        ("GET", "/loans/x17?alt=json", {}, ["path parameter 'loanId': expected integer, got string"]),
        ("GET", "/loans/mine?alt=json", {}, ["unknown query parameter 'alt'; known: none"]),
        ("POST", "/loans?_action=renew&loan=1&loan=2", CARD, []),
        (
            "POST",
            "/loans?_action=renew&loan=1&loan=b",
            CARD,
            ["query parameter 'loan'[1]: expected integer, got string"],
        ),
        ("POST", "/loans?_action=rennew", CARD, ["no operation has this query, expected one of _action=renew"]),
        ("DELETE", "/loans", {}, ["the path has no DELETE, expected POST or PUT"]),
        ("GET", "/lones", {}, ["the document has no such path"]),
    ],
)
def test_path_and_query_are_validated(method: str, target: str, headers: dict[str, str], expected: list[str]) -> None:
    library = Library()
    send(library, method, target, headers=headers)
    found = messages(library)
    assert len(found) == len(expected)
    for message, part in zip(found, expected, strict=True):
        assert message.startswith(part)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (NORTH, []),
        ({}, ["missing header 'X-Branch'"]),
        ({"X-Branch": "east"}, ["header 'X-Branch': expected one of 'north', 'south'"]),
        ([("X-Branch", "north"), ("X-Branch", "north")], ["header 'X-Branch' sent 2 times, expected once"]),
    ],
)
def test_header_parameters_are_validated(headers: Any, expected: list[str]) -> None:
    library = Library()
    send(library, "PUT", "/loans", json=LOAN, headers=[*httpx.Headers(headers).multi_items(), ("Cookie", "card=1")])
    assert messages(library) == expected


@pytest.mark.parametrize(
    ("operation", "headers", "expected"),
    [
        ("createLoan", {"Cookie": "card=1"}, None),
        ("createLoan", {"X-Desk": "1", "X-Stamp": "1"}, None),
        ("createLoan", {}, "wrong credential: got none, expected card or desk and stamp"),
        ("createLoan", {"X-Desk": "1"}, "wrong credential: got desk, expected card or desk and stamp"),
        (
            "createLoan",
            {"X-Desk": "1", "X-Stamp": "1", "Cookie": "card=1"},
            "wrong credential: got card and desk and stamp, expected card or desk and stamp",
        ),
        ("getLoan", {}, None),
        ("getLoan", {"Cookie": "card=1"}, None),
        ("getLoan", {"X-Desk": "1"}, "wrong credential: got desk, expected card or none"),
        ("getMyLoan", {}, None),
        ("getMyLoan", {"Cookie": "card=1"}, "wrong credential: got card, expected none"),
    ],
)
def test_credentials_are_checked(operation: str, headers: dict[str, str], expected: str | None) -> None:
    library = Library()
    if operation == "createLoan":
        send(library, "PUT", "/loans", json=LOAN, headers={**NORTH, **headers})
    else:
        send(library, "GET", "/loans/1?alt=json" if operation == "getLoan" else "/loans/mine", headers=headers)
    assert library.violations == (() if expected is None else (Violation(operation, expected),))


def test_unexpected_body_is_a_violation() -> None:
    library = Library()
    send(library, "POST", "/loans?_action=renew", headers=CARD, content=b"{}")
    assert library.violations == (Violation("renew", "a body of 2 bytes, expected none"),)


def test_own_rules_of_a_provider_are_checked() -> None:
    library = Library()
    library.fail_next(500)
    send(library, "GET", "/loans/mine", headers={"X-Whisper": "1"})
    send(library, "GET", "/lones", headers={"X-Whisper": "1"})
    assert list(map(str, library.violations)) == [
        "getMyLoan: header 'X-Whisper': speak up",
        "GET /lones: the document has no such path",
        "GET /lones: header 'X-Whisper': speak up",
    ]


def test_assert_no_violations_lists_violations() -> None:
    library = Library()
    library.assert_no_violations()
    send(library, "GET", "/lones/s3cr3t01")
    send(library, "GET", "/loans/17")
    with pytest.raises(AssertionError) as caught:
        library.assert_no_violations()
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("2 violation(s) of the library document")
    assert lines[1:] == [
        "  - GET /lones/***: the document has no such path",
        "  - getLoan: missing query parameter 'alt'",
    ]


def test_allow_violations_in_a_block_ends_with_it() -> None:
    library = Library()
    with library.allow_violations():
        send(library, "GET", "/lones")
    library.assert_no_violations()
    assert [violation.allowed for violation in library.violations] == [True]
    send(library, "GET", "/lones")
    with pytest.raises(AssertionError, match=r"1 violation"):
        library.assert_no_violations()


def test_allow_violations_from_the_call_on() -> None:
    library = Library()
    library.allow_violations("missing query parameter")
    send(library, "GET", "/loans/17")
    library.assert_no_violations()
    send(library, "GET", "/loans/x?alt=json")
    with pytest.raises(AssertionError, match="path parameter 'loanId'"):
        library.assert_no_violations()
