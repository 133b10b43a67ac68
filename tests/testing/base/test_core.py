"""The base of the emulators: routing, and requests in process, over TCP in this event loop, and over TCP in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import httpx
import pytest

from idsessions.testing import Answer, EmulatedRequest
from idsessions.testing._base.routes import Router

from .library import MOMENT, OPERATIONS, Library

CARD = {"Cookie": "card=s3cr3t-card-001"}
LOAN = {"title": "Emma", "days": 21}


@pytest.mark.parametrize(
    ("method", "target", "operation"),
    [
        ("PUT", "/loans", "createLoan"),
        ("GET", "/loans/17?alt=json", "getLoan"),
        ("GET", "/loans/17", "getLoan"),
        ("GET", "/loans/mine", "getMyLoan"),
        ("POST", "/loans?_action=renew", "renew"),
        ("POST", "/loans?loan=1&_action=giveBack", "giveBack"),
        ("POST", "/loans?_action=burn", None),
        ("POST", "/loans", None),
        ("DELETE", "/loans", None),
        ("GET", "/loans/17/pages", None),
        ("GET", "/loans/", None),
        ("GET", "/", None),
    ],
)
def test_request_is_routed_to_its_operation(method: str, target: str, operation: str | None) -> None:
    path, _, query = target.partition("?")
    assert Router(OPERATIONS).match(method, path, parse_qsl(query)).operation == operation


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("DELETE", "/loans", {"POST", "PUT"}),
        ("POST", "/loans?_action=burn", {"POST", "PUT"}),
        ("GET", "/nowhere", set[str]()),
    ],
)
def test_router_knows_the_methods_of_a_path(method: str, target: str, allowed: set[str]) -> None:
    path, _, query = target.partition("?")
    assert Router(OPERATIONS).match(method, path, parse_qsl(query)).allowed == allowed


async def test_request_runs_its_operation(library: Library, library_client: httpx.AsyncClient) -> None:
    response = await library_client.get("/loans/17?alt=json")
    assert (response.status_code, response.json(), response.headers["X-Stamp"]) == (200, {"id": "17"}, "getLoan")
    assert library.requests[-1].operation == "getLoan"


async def test_request_without_operation_gets_404_or_405(library: Library, library_client: httpx.AsyncClient) -> None:
    library.allow_violations()
    for method, path, status, allow in (("DELETE", "/loans", 405, "POST, PUT"), ("GET", "/nowhere", 404, None)):
        response = await library_client.request(method, path)
        assert (response.status_code, response.headers.get("Allow")) == (status, allow)
        assert response.headers["X-Stamp"] == "none"


async def test_request_is_recorded_as_sent(library: Library, library_client: httpx.AsyncClient) -> None:
    library.allow_violations()
    await library_client.post(
        "/loans?_action=renew&loan=1&loan=2&note=a%20b+c&empty=",
        headers=[("X-Twice", "one"), ("X-Twice", "two"), ("Cookie", "card=x=1; other=2; card=later")],
        json={"ü": 1},
    )
    [request] = library.requests
    assert request.method == "POST"
    assert request.path == "/loans"
    assert request.query.getlist("loan") == ["1", "2"]
    assert (request.query["note"], request.query["empty"]) == ("a b c", "")
    assert request.headers.getlist("x-twice") == ["one", "two"]
    assert request.cookie_pairs == (("card", "x=1"), ("other", "2"), ("card", "later"))
    assert request.cookies == {"card": "x=1", "other": "2"}
    assert request.content_type == "application/json"
    assert request.json() == {"ü": 1}
    assert request.at == MOMENT


async def test_path_is_split_before_its_values_are_decoded(library: Library, library_client: httpx.AsyncClient) -> None:
    library.allow_violations()
    response = await library_client.get("/loans/a%2Fb%20%C3%BC?alt=json")
    assert response.json() == {"id": "a/b ü"}


async def test_response_headers_keep_names_and_order(library: Library, library_client: httpx.AsyncClient) -> None:
    created = await library_client.put("/loans", json=LOAN, headers={"X-Branch": "north", **CARD})
    assert (b"X-LOAN-Id", b"1") in created.headers.raw
    mine = await library_client.get("/loans/mine")
    assert mine.headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert mine.headers["Content-Type"] == "application/xml"
    assert mine.headers["Content-Length"] == str(len("<mine/>"))
    assert mine.headers.get_list("Date") == ["Sun, 06 Nov 1994 08:49:37 GMT"]
    assert "Server" not in mine.headers


async def test_before_and_after_surround_the_operation(library: Library, library_client: httpx.AsyncClient) -> None:
    response = await library_client.put("/loans", json=LOAN, headers={"X-Branch": "north", "X-Closed": "yes", **CARD})
    assert (response.status_code, response.text, response.headers["X-Stamp"]) == (503, "closed", "createLoan")
    assert library.loans == []


async def test_response_without_body_has_no_length(library: Library, library_client: httpx.AsyncClient) -> None:
    response = await library_client.post("/readers", data={"name": "Ann"})
    assert (response.status_code, response.content) == (204, b"")
    assert "Content-Length" not in response.headers


async def test_many_requests_at_once_are_all_processed(library: Library, library_client: httpx.AsyncClient) -> None:
    async def create(number: int) -> int:
        loan = {"title": f"Volume {number}", "days": number}
        return (await library_client.put("/loans", json=loan, headers={"X-Branch": "north", **CARD})).status_code

    # At most as many as httpx has connections, so that none waits for the pool.
    for _ in range(2):
        assert set(await asyncio.gather(*(create(number) for number in range(100)))) == {201}
    assert len(library.requests) == len(library.loans) == 200
    library.assert_no_violations()


async def test_in_process_transport_refuses_other_hosts(library: Library) -> None:
    async with httpx.AsyncClient(transport=library.transport()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://elsewhere.test/loans/mine")


async def test_reprs_and_violations_show_no_secret(library: Library) -> None:
    library.allow_violations()
    async with httpx.AsyncClient(transport=library.transport(), base_url=library.url) as client:
        await client.get("/loans/s3cr3t-1?token=s3cr3t-2", headers={"Cookie": "card=s3cr3t-3"})
        await client.post("/loans/101-S3cr3tS3cr3t/s3cr3t_4", content=b"s3cr3t-5")
        await client.put("/loans", json={"title": 5, "s3cr3t-6-and-more-of-it": 1, "days": "s3cr3t-7"})
        await client.post("/readers", content="s3cr3t-8", headers={"Content-Type": "application/x-www-form-urlencoded"})
    library.drop_connection()
    shown = (
        repr(library.requests) + repr(library.violations) + str(library.violations) + repr(Answer(200, (), b"s3cr3t"))
    )
    assert "s3cr3t" not in shown.lower()
    assert "createLoan" in shown


def test_operation_without_handler_raises() -> None:
    class Forgetful(Library):
        OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = {**OPERATIONS, "endure": OPERATIONS["getMyLoan"]}

    with pytest.raises(TypeError, match="endure"):
        Forgetful()


async def test_strip_prefix_splits_the_path() -> None:
    class Branch(Library):
        def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
            town, slash, path = raw_path.removeprefix("/towns/").partition("/")
            return (slash + path, {"town": town}) if raw_path.startswith("/towns/") else None

        async def get_my_loan(self, request: EmulatedRequest) -> Answer:
            return Answer.json(dict(request.prefix_params))

    branch = Branch()
    branch.allow_violations()
    async with httpx.AsyncClient(transport=branch.transport(), base_url=branch.url) as client:
        responses = [await client.get(path) for path in ("/towns/oslo/loans/mine", "/towns/x", "/loans/mine")]
    found = [(response.status_code, response.text) for response in responses]
    assert found == [(200, '{"town":"oslo"}'), (404, ""), (404, "")]


def test_json_nested_too_deeply_raises() -> None:
    request = EmulatedRequest(method="POST", raw_path="/", body=b"[" * 100_000)
    with pytest.raises(ValueError, match="deeply"):
        request.json()


def test_answer_gains_replaces_and_loses_headers() -> None:
    response = Answer.text("x", headers=[("A", "1")]).adding(("a", "2"))
    assert response.header("a") == "1"
    assert response.replacing(("A", "3")).headers == (("Content-Type", "text/plain; charset=utf-8"), ("A", "3"))
    assert response.without("a", "content-type").headers == ()
    typed = Answer.json(1, headers=[("content-type", "application/problem+json")])
    assert typed.headers == (("content-type", "application/problem+json"),)
