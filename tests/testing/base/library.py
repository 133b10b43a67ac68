"""A made-up provider with a made-up document, a lending library, for the tests of the base."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar

from idsessions.testing import Answer, EmulatedRequest, Emulator
from idsessions.testing._base.emulator import Handler

#: Where the clock of the tests starts: Sun, 06 Nov 1994 08:49:37 GMT.
MOMENT = 784111777.0


async def until(happened: Callable[[], bool]) -> None:
    """Let other tasks run until this has happened; the limit only ends a test that hangs."""
    async with asyncio.timeout(60):
        while not happened():  # noqa: ASYNC110  # nothing sets an event
            await asyncio.sleep(0)


def action(name: str) -> dict[str, Any]:
    """An operation that shares its path and method with others and differs in ``_action``."""
    return {
        "method": "POST",
        "path": "/loans",
        "security": [{"card": []}],
        "parameters": [
            {"name": "_action", "in": "query", "required": True, "schema": {"type": "string", "const": name}},
            {"name": "loan", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
        ],
        "responses": {"200": {}},
    }


OPERATIONS: dict[str, dict[str, Any]] = {
    "createLoan": {
        "method": "PUT",
        "path": "/loans",
        "security": [{"card": []}, {"desk": [], "stamp": []}],
        "parameters": [
            {"name": "X-Branch", "in": "header", "required": True, "schema": {"$ref": "#/components/schemas/Branch"}},
            {"name": "dry", "in": "query", "schema": {"type": "boolean"}},
        ],
        "request": {"required": True, "content": {"application/json": {"$ref": "#/components/schemas/Loan"}}},
        "responses": {"201": {}},
    },
    "getLoan": {
        "method": "GET",
        "path": "/loans/{loanId}",
        "security": [{"card": []}, {}],
        "parameters": [
            {"name": "loanId", "in": "path", "required": True, "schema": {"type": "integer"}},
            {"name": "alt", "in": "query", "required": True, "schema": {"type": "string", "const": "json"}},
        ],
        "responses": {"200": {}},
    },
    "getMyLoan": {"method": "GET", "path": "/loans/mine", "security": [], "parameters": [], "responses": {"200": {}}},
    "renew": action("renew"),
    "giveBack": action("giveBack"),
    "signUp": {
        "method": "POST",
        "path": "/readers",
        "security": [],
        "parameters": [],
        "request": {
            "content": {
                "application/x-www-form-urlencoded": {"$ref": "#/components/schemas/Reader"},
                "application/xml": {"$ref": "#/components/schemas/Reader"},
            }
        },
        "responses": {"204": {}},
    },
}

SCHEMAS: dict[str, dict[str, Any]] = {
    "Branch": {"type": "string", "enum": ["north", "south"]},
    "Loan": {
        "type": "object",
        "required": ["title", "days"],
        "properties": {
            "title": {"type": "string", "minLength": 1},
            "days": {"type": ["integer", "null"]},
            "state": {"anyOf": [{"$ref": "#/components/schemas/Branch"}, {"type": "string"}]},
            "kind": {"const": "loan"},
            "reader": {"$ref": "#/components/schemas/Reader"},
            "type": {"type": "string"},
            "properties": {"type": "object", "additionalProperties": {"type": "string"}},
            "copies": {"type": "array", "items": {"$ref": "#/components/schemas/Copy"}},
            "place": {"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Copy"}]},
        },
    },
    "Copy": {"type": "object", "properties": {"shelf": {"type": "integer"}}},
    "Reader": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer"},
            "height": {"type": "number"},
            "adult": {"type": "boolean"},
        },
    },
}


class Library(Emulator):
    """Lends books."""

    provider = "library"
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = OPERATIONS
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]] = SCHEMAS
    ORIGIN = "https://library.test"

    def __init__(self, **options: Any) -> None:
        self.loans: list[Any] = []
        super().__init__(**options)

    def handlers(self) -> Mapping[str, Handler]:
        """One function per operation."""
        return {
            "createLoan": self.create_loan,
            "getLoan": self.get_loan,
            "getMyLoan": self.get_my_loan,
            "renew": self.act,
            "giveBack": self.act,
            "signUp": self.sign_up,
        }

    def credentials(self, request: EmulatedRequest) -> Collection[str] | None:
        """A card in a cookie; a desk and its stamp in headers."""
        headers = {name for name in ("desk", "stamp") if f"x-{name}" in request.headers}
        return headers | ({"card"} if "card" in request.cookies else set())

    def decode_body(self, request: EmulatedRequest, schema: Mapping[str, Any]) -> Any:
        """Just enough XML for a test: ``<name>...</name>``."""
        name, closing, _ = request.text.removeprefix("<name>").partition("</name>")
        if not closing:
            raise ValueError("no <name>")
        return {"name": name}

    def own_rules(self, request: EmulatedRequest) -> Iterable[str]:
        """Whispering is a violation."""
        if "x-whisper" in request.headers:
            yield "header 'X-Whisper': speak up"

    async def create_loan(self, request: EmulatedRequest) -> Answer:
        """Lend a book."""
        self.loans.append(request.body)
        return Answer.json({"loan": len(self.loans)}, status=201, headers=[("X-LOAN-Id", str(len(self.loans)))])

    async def get_loan(self, request: EmulatedRequest) -> Answer:
        """Return the value of the path."""
        return Answer.json({"id": request.path_params["loanId"]})

    async def get_my_loan(self, request: EmulatedRequest) -> Answer:
        """A path with a word where another operation has an id."""
        return Answer.text("<mine/>", "application/xml", headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])

    async def act(self, request: EmulatedRequest) -> Answer:
        """Return the name of the operation."""
        return Answer.json(request.operation)

    async def sign_up(self, request: EmulatedRequest) -> Answer:
        """Sign up a reader, without a credential."""
        return Answer.empty()

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """Close the library for requests that ask for it."""
        return Answer.text("closed", status=503) if "x-closed" in request.headers else None

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Stamp every response of the library."""
        return answer.adding(("X-Stamp", request.operation or "none"))
