"""What an editor shows: text for every public name, completion that finds the methods, and types that are complete."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from idsessions import Credential
from idsessions._core.operations import snake_case

jedi: Any = importlib.import_module("jedi")  # It has no types.

MODULES = (
    *("idsessions", "idsessions.agileapps", "idsessions.forgerock", "idsessions.okta", "idsessions.otel"),
    *("idsessions.testing", "idsessions.testing.agileapps", "idsessions.testing.forgerock", "idsessions.testing.okta"),
    *("idsessions.transports", "idsessions.web"),
)
IN_OKTA = """
from idsessions import *
async def main():
    async with OktaSessions("https://acme.okta.com", ApiToken("x")) as okta:
        """
IN_FORGEROCK = IN_OKTA.replace(
    'OktaSessions("https://acme.okta.com", ApiToken("x")) as okta', "ForgeRockSessions('') as am"
)
IN_AGILEAPPS = IN_OKTA.replace(
    'OktaSessions("https://acme.okta.com", ApiToken("x")) as okta', "AgileAppsSessions('') as apps"
)
HANDLE = {"is_alive", "end"}


def public_classes() -> Iterator[tuple[str, type]]:
    for name in MODULES:
        module = importlib.import_module(name)
        for each in module.__all__:
            if inspect.isclass(value := getattr(module, each)) and value.__module__.startswith("idsessions"):
                yield f"{name}.{each}", value


CLASSES = dict(public_classes())
ROOT = Path(__file__).parents[2]
SOURCES = [
    node
    for folder in (ROOT / "facade" / "idsessions", ROOT / "clients")
    for path in folder.rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text()))
    if isinstance(node, ast.ClassDef) and path.name != "documents.py"
]


def source_of(kind: type) -> ast.ClassDef:
    """The class in its file. `inspect` does not find it: a public class has the name of its package."""
    [found] = [
        each for each in SOURCES if each.name == kind.__name__ and ast.get_docstring(each) == inspect.getdoc(kind)
    ]
    return found


def attributes(kind: type) -> Iterator[tuple[str, str]]:
    """The attributes that a class and its ``__init__`` assign, with the text right below, or an empty text."""
    found = source_of(kind)
    inits = [node for node in found.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"]
    for body in (found.body, *(init.body for init in inits)):
        for node, following in zip(body, [*body[1:], None], strict=True):
            target: ast.expr | None = node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(node, ast.Assign):
                target = node.targets[0]
            name = ast.unparse(target) if target is not None else "_"
            if body is not found.body:
                name = name.removeprefix("self.") if name.startswith("self.") else "_"
            if name.isidentifier() and not name.startswith("_"):
                text = following.value if isinstance(following, ast.Expr) else None
                yield name, str(text.value) if isinstance(text, ast.Constant) else ""


def attributes_without_text(kind: type) -> list[str]:
    texts: dict[str, str] = {}
    for name, text in attributes(kind):
        texts[name] = texts.get(name, "") or text
    inherited = {name for base in kind.__mro__[1:] for name in (*vars(base), *getattr(base, "__annotations__", {}))}
    return [name for name, text in texts.items() if not text and name not in inherited]


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_attribute_has_text(name: str) -> None:
    kind = CLASSES[name]
    is_enumeration = hasattr(kind, "__members__")
    generated = kind.__module__.startswith("idsessions_")
    missing = [] if is_enumeration else attributes_without_text(kind)
    assert [each for each in missing if not (generated and each == "additional_properties")] == []
    for member, value in vars(kind).items():
        if isinstance(value, property) and not member.startswith("_") and member != "additional_keys":
            said = [vars(base)[member].__doc__ for base in kind.__mro__ if member in vars(base)]
            assert any(said), member


@pytest.mark.parametrize(
    "name", [name for name, kind in CLASSES.items() if not kind.__module__.startswith("idsessions_")]
)
def test_text_of_an_attribute_is_that_of_the_list_of_the_class(name: str) -> None:
    kind = CLASSES[name]
    listed = {
        found[1]: " ".join(found[2].split())
        for found in re.finditer(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", inspect.getdoc(kind) or "", re.MULTILINE)
    }
    for attribute, text in attributes(kind):
        if text and attribute in listed:
            assert " ".join(text.split()) == listed[attribute], attribute


@pytest.mark.parametrize("provider", ["okta", "forgerock", "agileapps"])
def test_generated_functions_have_the_text_of_the_document_for_each_parameter(provider: str) -> None:
    document: Any = yaml.safe_load((ROOT / "openapi" / f"{provider}.yaml").read_text())

    def resolved(node: Any) -> Any:
        return document["components"]["parameters"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node

    checked = 0
    for item in document["paths"].values():
        described_operations: list[dict[str, Any]] = [
            item[method] for method in ("get", "post", "put", "delete") if method in item
        ]
        for operation in described_operations:
            name = snake_case(operation["operationId"])
            [path] = (ROOT / "clients" / f"idsessions_{provider}").glob(f"api/*/{name}.py")
            module = importlib.import_module(f"idsessions_{provider}.api.{path.parent.name}.{name}")
            docstring = inspect.getdoc(module.asyncio_detailed) or ""
            text = " ".join(docstring.split())
            listed = set(re.findall(r"^ {4}(\w+): ", docstring, re.MULTILINE))
            parameters = set(inspect.signature(module.asyncio_detailed).parameters)
            assert parameters <= listed, f"{name}: {parameters - listed}"
            for parameter in map(resolved, [*item.get("parameters", []), *operation.get("parameters", [])]):
                described = " ".join(parameter.get("description", "").split())
                if described and parameter["schema"].get("enum") is None and "const" not in parameter["schema"]:
                    assert described in text, f"{name}: {parameter['name']}"
            checked += len(parameters)
    assert checked


def script(code: str) -> Any:
    return jedi.Script(code, environment=jedi.create_environment(sys.executable, safe=False))


def offered(code: str) -> set[str]:
    """What an editor that stands on jedi offers at the end of ``code``, without what begins with an underscore."""
    return {each.name for each in script(code).complete() if not each.name.startswith("_")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f"{IN_OKTA}okta.", {"get_session", "revoke_user_sessions", "with_options", "login"}),
        (f"{IN_OKTA}view = okta.with_options(deadline=2)\n        view.", {"get_session", "login"}),
        (f"{IN_OKTA}session = await okta.get_session('1')\n        session.", {"login", "status", "expires_at"}),
        (f"{IN_OKTA}async with okta.login('1') as session:\n            session.", {*HANDLE, "id", "refresh"}),
        (f"{IN_OKTA}session = await okta.login('1')\n        session.", {*HANDLE, "id", "refresh"}),
        (f"{IN_FORGEROCK}am.", {"validate", "query_sessions", "with_options"}),
        (f"{IN_FORGEROCK}async with am.login('a', 'b') as session:\n            session.", {*HANDLE, "token"}),
        (f"{IN_AGILEAPPS}async with apps.login('a', 'b') as session:\n            session.", {*HANDLE, "proxy_login"}),
        ("from idsessions import *\ntry: pass\nexcept RateLimitError as error:\n    error.", {"code", "retry_after"}),
    ],
    ids=[
        *("okta client", "okta view", "okta entity", "okta scope", "okta awaited", "forgerock client"),
        *("forgerock scope", "agileapps scope", "error"),
    ],
)
def test_completion_finds_the_methods(code: str, expected: set[str]) -> None:
    assert expected <= offered(code)


@pytest.mark.slow
def test_completion_shows_only_what_is_documented() -> None:
    for code in (f"{IN_OKTA}okta.", f"{IN_FORGEROCK}am.", f"{IN_AGILEAPPS}apps."):
        found = script(code).complete()
        assert len(found) > 5
        for each in found:
            assert each.name.startswith("_") or each.docstring(raw=True), each.name
    credential = {name for name in vars(Credential) if not name.startswith("_")}
    own = {"scheme", "token", "from_env"}
    assert offered("from idsessions import *\nApiToken('1').") <= credential | own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "from idsessions import *\ntry: pass\nexcept RateLimitError as error:\n    error.code",
            "The provider's own code",
        ),
        ("from idsessions import *\nRateLimit().max_wait", "The longest pause to wait for"),
        (f"{IN_OKTA}session = await okta.get_session('1')\n        session.login", "The user's login"),
        (f"{IN_OKTA}session = await okta.login('1')\n        session.id", "it is a live credential"),
    ],
    ids=["error.code", "RateLimit.max_wait", "session.login", "OktaSession.id"],
)
def test_hover_shows_the_text_of_an_attribute(code: str, text: str) -> None:
    lines = code.splitlines()
    [name] = script(code).goto(len(lines), len(lines[-1]))
    assert text in name.docstring(raw=True)


ENUMERATION = """
from idsessions.okta import Session, SessionStatus


def is_active(session: Session) -> bool:
    reveal_type(session.status)
    return session.status == SessionStatus.ACTIVE
"""


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mypy") is None, reason="needs the group lint")
def test_field_of_an_enumeration_keeps_its_type_under_mypy(tmp_path: Path, root: Path) -> None:
    (tmp_path / "checked.py").write_text(ENUMERATION)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(tmp_path / "checked.py")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "SessionStatus | idsessions_okta.types.OtherValue" in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pyright") is None, reason="needs the group lint")
@pytest.mark.parametrize("package", ["idsessions", "idsessions_okta", "idsessions_forgerock", "idsessions_agileapps"])
def test_every_public_type_is_known_to_pyright(package: str, root: Path) -> None:
    command = [sys.executable, "-m", "pyright", "--verifytypes", package, "--ignoreexternal"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "Type completeness score: 100%" in done.stdout, done.stdout
