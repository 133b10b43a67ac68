"""What all emulators share, in process, on TCP in the same event loop, and on TCP in a thread: alike on each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

import httpx
import pytest

from idsessions.testing import Answer, EmulatedRequest

from ..library import MOMENT, OPERATIONS, Library

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
async def test_a_request_finds_its_operation(
    library: Library, library_client: httpx.AsyncClient, method: str, target: str, operation: str | None
) -> None:
    library.allow_violations()
    answer = await library_client.request(method, target)
    assert library.requests[-1].operation == operation
    assert answer.headers["X-Stamp"] == (operation or "none")


@pytest.mark.parametrize(
    ("method", "target", "status", "allow"),
    [
        ("DELETE", "/loans", 405, "POST, PUT"),
        ("POST", "/loans?_action=burn", 405, "POST, PUT"),
        ("GET", "/nowhere", 404, None),
    ],
)
async def test_a_request_for_no_operation_is_answered(
    library: Library, library_client: httpx.AsyncClient, method: str, target: str, status: int, allow: str | None
) -> None:
    library.allow_violations()
    answer = await library_client.request(method, target)
    assert (answer.status_code, answer.headers.get("Allow")) == (status, allow)


async def test_what_was_sent_is_recorded_as_it_was(library: Library, library_client: httpx.AsyncClient) -> None:
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


async def test_path_values_are_decoded_after_the_path_is_cut(
    library: Library, library_client: httpx.AsyncClient
) -> None:
    library.allow_violations()
    answer = await library_client.get("/loans/a%2Fb%20%C3%BC?alt=json")
    assert answer.json() == {"id": "a/b ü"}


async def test_headers_travel_as_given(library: Library, library_client: httpx.AsyncClient) -> None:
    created = await library_client.put("/loans", json=LOAN, headers={"X-Branch": "north", **CARD})
    assert (b"X-LOAN-Id", b"1") in created.headers.raw
    mine = await library_client.get("/loans/mine")
    assert mine.headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert mine.headers["Content-Type"] == "application/xml"
    assert mine.headers["Content-Length"] == str(len("<mine/>"))
    assert mine.headers.get_list("Date") == ["Sun, 06 Nov 1994 08:49:37 GMT"]
    assert "Server" not in mine.headers


async def test_the_hooks_surround_the_operation(library: Library, library_client: httpx.AsyncClient) -> None:
    answer = await library_client.put("/loans", json=LOAN, headers={"X-Branch": "north", "X-Closed": "yes", **CARD})
    assert (answer.status_code, answer.text, answer.headers["X-Stamp"]) == (503, "closed", "createLoan")
    assert library.loans == []


async def test_an_answer_without_a_body_has_none(library: Library, library_client: httpx.AsyncClient) -> None:
    answer = await library_client.post("/readers", data={"name": "Ann"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Length" not in answer.headers


async def test_many_requests_at_once(library: Library, library_client: httpx.AsyncClient) -> None:
    async def create(number: int) -> int:
        loan = {"title": f"Volume {number}", "days": number}
        return (await library_client.put("/loans", json=loan, headers={"X-Branch": "north", **CARD})).status_code

    # No more than httpx's pool holds, so that its pool timeout is no part of this.
    for _ in range(2):
        assert set(await asyncio.gather(*(create(number) for number in range(100)))) == {201}
    assert len(library.requests) == len(library.loans) == 200
    library.assert_no_violations()


async def test_no_other_host_is_reached_in_process(library: Library) -> None:
    async with httpx.AsyncClient(transport=library.transport()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("https://elsewhere.test/loans/mine")


async def test_requests_and_answers_show_no_secret(library: Library) -> None:
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


def test_handlers_must_be_those_of_the_document() -> None:
    class Forgetful(Library):
        OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = {**OPERATIONS, "endure": OPERATIONS["getMyLoan"]}

    with pytest.raises(TypeError, match="endure"):
        Forgetful()


def test_a_prefix_precedes_the_paths() -> None:
    class Branch(Library):
        def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
            town, slash, path = raw_path.removeprefix("/towns/").partition("/")
            return (slash + path, {"town": town}) if raw_path.startswith("/towns/") else None

        async def get_my_loan(self, request: EmulatedRequest) -> Answer:
            return Answer.json(dict(request.prefix_params))

    async def ask() -> list[tuple[int, str]]:
        branch = Branch()
        branch.allow_violations()
        async with httpx.AsyncClient(transport=branch.transport(), base_url=branch.url) as client:
            answers = [await client.get(path) for path in ("/towns/oslo/loans/mine", "/towns/x", "/loans/mine")]
        return [(answer.status_code, answer.text) for answer in answers]

    assert asyncio.run(ask()) == [(200, '{"town":"oslo"}'), (404, ""), (404, "")]


def test_json_that_is_nested_too_deeply_is_no_json() -> None:
    request = EmulatedRequest(method="POST", raw_path="/", body=b"[" * 100_000)
    with pytest.raises(ValueError, match="deeply"):
        request.json()


def test_an_answer_can_be_changed() -> None:
    answer = Answer.text("x", headers=[("A", "1")]).adding(("a", "2"))
    assert answer.header("a") == "1"
    assert answer.replacing(("A", "3")).headers == (("Content-Type", "text/plain; charset=utf-8"), ("A", "3"))
    assert answer.without("a", "content-type").headers == ()
    typed = Answer.json(1, headers=[("content-type", "application/problem+json")])
    assert typed.headers == (("content-type", "application/problem+json"),)
