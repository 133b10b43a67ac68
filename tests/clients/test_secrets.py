"""No repr of a client shows a secret: the tests find every field that a document marks, and fill it with a mark."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import httpx
import pytest

from .documents import PROVIDERS, below, load, mapping

MARK = "S3CRET"


def marked(node: Any, where: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The place of every secret, anywhere in a document."""
    if mapping(node).get("format") == "password" or mapping(node).get("x-secret"):
        yield where
    for key, value in below(node):
        yield from marked(value, (*where, key))


class Filler:
    """Makes a value of a schema with every field, and a mark in each that is secret or unknown."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
        self.numbers = count()

    def secret(self) -> str:
        return f"{MARK}{next(self.numbers)}"

    def fill(self, schema: dict[str, Any], inside: tuple[str, ...] = ()) -> Any:
        if (name := schema.get("$ref", "").rpartition("/")[2]) in inside:
            return {}
        if name:
            return self.fill(self.schemas[name], (*inside, name))
        if schema.get("format") == "password" or schema.get("x-secret"):
            return self.secret()
        if "anyOf" in schema:
            return self.fill(schema["anyOf"][0], inside)
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kinds = schema.get("type", "string")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "object":
            fields = {key: self.fill(value, inside) for key, value in schema.get("properties", {}).items()}
            rest = schema.get("additionalProperties", {"type": "string"})
            unlisted = self.secret() if "propertyNames" in schema else "unlisted"
            return {**fields, unlisted: self.secret() if rest == {"type": "string"} else self.fill(rest, inside)}
        if kind == "array":
            return [self.fill(schema["items"], inside), self.fill(schema["items"], inside)]
        plain = {"integer": 1, "number": 1.5, "boolean": True, "null": None}
        return plain.get(kind, "2026-01-02T03:04:05+00:00" if schema.get("format") == "date-time" else "plain")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_secret_is_only_where_it_can_be_redacted(root: Path, provider: str) -> None:
    document = load(root, provider)
    places = list(marked(document))
    assert places
    for place in places:
        match place:
            case ("components", "schemas", name, "properties", _) | ("components", "schemas", name, "propertyNames"):
                assert document["components"]["schemas"][name]["type"] == "object", place
            case ("components", "schemas", name, "properties", _, "items"):
                assert document["components"]["schemas"][name]["type"] == "object", place
            case ("components", "parameters" | "headers", _, "schema"):
                pass
            case ("paths", _, _, "parameters", _, "schema"):
                pass
            case _:
                pytest.fail(f"a secret where no model has a field for it: {'/'.join(place)}")


def models(root: Path) -> Iterator[tuple[str, str]]:
    for provider in PROVIDERS:
        schemas = load(root, provider)["components"]["schemas"]
        yield from ((provider, name) for name, schema in schemas.items() if schema.get("type") == "object")


def test_every_secret_field_of_every_model_is_redacted(root: Path) -> None:
    searched = 0
    for provider, name in models(root):
        document = load(root, provider)
        value = Filler(document).fill({"$ref": f"#/components/schemas/{name}"})
        model = getattr(importlib.import_module(f"idsessions_{provider}.models"), name).from_dict(value)
        assert MARK in json.dumps(model.to_dict()), f"nothing to search for in {provider} {name}"
        assert MARK not in repr(model), f"{provider} {name}"
        assert MARK not in str(model), f"{provider} {name}"
        own = [place for place in marked(document["components"]["schemas"][name]) if place[0] == "properties"]
        assert repr(model).count("<hidden>") >= len(own), f"{provider} {name}"
        searched += len(own)
    assert searched > 20


def test_the_search_finds_a_field_that_is_not_redacted(root: Path) -> None:
    okta = importlib.import_module("idsessions_okta.models")
    value = Filler(load(root, "okta")).fill({"$ref": "#/components/schemas/Session"})
    fields = {field.name: attrs.field(repr=True) for field in attrs.fields(okta.Session)}
    bare = attrs.make_class("Bare", fields)
    session = okta.Session.from_dict(value)
    assert MARK in repr(bare(**{name: getattr(session, name) for name in fields}))


def test_a_redacted_field_says_whether_there_is_a_secret() -> None:
    okta = importlib.import_module("idsessions_okta.models")
    assert "password=None" in repr(okta.AuthenticationRequest())
    assert "password=<hidden>" in repr(okta.AuthenticationRequest(password=""))


@pytest.fixture(name="package", params=PROVIDERS)
def package_fixture(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"idsessions_{request.param}")


async def test_a_client_shows_nothing_that_it_sends(package: ModuleType) -> None:
    given: dict[str, Any] = {
        "cookies": {"sid": MARK},
        "headers": {"X-Own": MARK},
        "httpx_args": {"proxy": f"http://{MARK}@proxy.test"},
    }
    async with httpx.AsyncClient(headers={"Authorization": MARK}, cookies={"sid": MARK}) as sender:
        for client in (
            package.Client("https://x.test", **given),
            package.AuthenticatedClient("https://x.test", token=MARK, **given),
        ):
            assert MARK not in repr(client)
            assert MARK not in repr(client.with_headers({"X-More": MARK}).with_cookies({"idx": MARK}))
            client.set_async_httpx_client(sender)
            assert MARK not in repr(client)


@pytest.mark.parametrize("parsed", [None, f"<html>no such session: {MARK}</html>"])
def test_a_response_shows_neither_body_nor_headers(package: ModuleType, parsed: object) -> None:
    response = package.types.Response
    shown = repr(response(status_code=411, content=MARK.encode(), headers={"Set-Cookie": MARK}, parsed=parsed))
    assert MARK not in shown
    assert "411" in shown


def test_the_error_for_an_undocumented_status_code_does_not_show_the_body(package: ModuleType) -> None:
    error = package.errors.UnexpectedStatus(418, MARK.encode())
    assert MARK not in f"{error} {error!r} {error.args}"
    assert "418" in str(error)
