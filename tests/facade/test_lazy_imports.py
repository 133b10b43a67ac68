"""A public name is imported when it is first used, and neither editors nor type checkers notice."""

from __future__ import annotations

import ast
import importlib
import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any, assert_type

import pytest

import idsessions
from idsessions import ApiToken, OktaSessions, RateLimit, UsageError

PROVIDERS = {"okta": "OktaSessions", "forgerock": "ForgeRockSessions", "agileapps": "AgileAppsSessions"}
MODULES = {*PROVIDERS, "bulk", "credentials", "errors", "oauth", "sessions"}


jedi: Any = importlib.import_module("jedi")  # It has no types.


def modules_loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after ``code``."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], check=True, capture_output=True)
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = modules_loaded_by("import idsessions")
    assert {name for name in loaded if name.startswith("idsessions")} == {"idsessions", "idsessions._version"}
    assert not loaded & {"httpx", "attr", "asyncio"}


@pytest.mark.parametrize(("provider", "client"), PROVIDERS.items())
def test_a_provider_loads_no_other(provider: str, client: str) -> None:
    loaded = modules_loaded_by(f"import idsessions; idsessions.{client}")
    clients = {name for name in loaded if name.startswith("idsessions_") and name.endswith(".models")}
    assert clients == {f"idsessions_{provider}.models"}
    assert not {f"idsessions.{other}" for other in PROVIDERS.keys() - {provider}} & loaded


def test_a_client_does_not_load_the_facade() -> None:
    loaded = modules_loaded_by("import idsessions_okta.models")
    assert {name for name in loaded if name.startswith("idsessions")} == {
        *(f"idsessions_okta{name}" for name in ("", ".client", ".errors", ".models", ".types"))
    }


def test_errors_and_credentials_load_no_provider() -> None:
    loaded = modules_loaded_by("from idsessions import ApiToken, RateLimit, RateLimitError, Timeouts, Clock")
    assert not [name for name in loaded if name.startswith("idsessions_")]


def test_names_and_modules_are_reached_through_the_package() -> None:
    for name in (*idsessions.__all__, *MODULES):
        assert getattr(idsessions, name) is getattr(idsessions, name)
        assert name in dir(idsessions)
    for name in MODULES:
        assert getattr(idsessions, name) is importlib.import_module(f"idsessions.{name}")
    names: dict[str, object] = {}
    exec("from idsessions import *", names)
    assert names.keys() - {"__builtins__"} == set(idsessions.__all__)


@pytest.mark.parametrize("name", ["OktaClient", "okta_sessions", "_nothing", ""])
def test_unknown_name_raises(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"^module 'idsessions' has no attribute '{name}'$"):
        getattr(idsessions, name)


def test_objects_are_pickled_by_their_public_names() -> None:
    assert b"idsessions._" not in pickle.dumps(RateLimit())
    assert pickle.loads(pickle.dumps(RateLimit())) == RateLimit()


def imported_for_type_checkers() -> dict[str, str]:
    """The module of each name that the package imports under TYPE_CHECKING."""
    tree = ast.parse(Path(idsessions.__file__).read_text(encoding="utf-8"))
    [block] = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        alias.name: node.module or "" for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }


def test_type_checkers_see_what_is_imported() -> None:
    seen = imported_for_type_checkers()
    assert seen.keys() == set(idsessions.__all__) - {"__version__"}
    for name, module in seen.items():
        assert getattr(idsessions, name) is getattr(importlib.import_module(f"idsessions.{module}"), name)


def test_types_are_known_to_type_checkers() -> None:
    # mypy and pyright check these lines; an ignored error that does not occur is an error of mypy.
    assert_type(idsessions.OktaSessions("https://acme.okta.com", ApiToken("fake")), OktaSessions)
    assert_type(idsessions.UsageError("text"), UsageError)
    with pytest.raises(AttributeError):
        idsessions.OktaClient  # type: ignore[attr-defined]  # pyright: ignore  # noqa: B018


def complete(code: str) -> set[str]:
    """What an editor that stands on jedi offers at the end of ``code``."""
    lines = code.splitlines()
    script = jedi.Script(code, environment=jedi.create_environment(sys.executable, safe=False))
    return {found.name for found in script.complete(len(lines), len(lines[-1]))}


@pytest.mark.slow
def test_an_editor_completes_every_public_name() -> None:
    offered = complete("import idsessions\nidsessions.")
    assert {*idsessions.__all__, *MODULES} <= offered
    public = {name for name in offered if not name.startswith("_")}
    assert public <= {
        *idsessions.__all__,
        *MODULES,
        "annotations",
        "cli",
        "stores",
        "testing",
        "transports",
        "TYPE_CHECKING",
        "otel",
        "web",
    }
    assert complete("from idsessions import ") == offered


@pytest.mark.slow
def test_an_editor_completes_methods_and_options() -> None:
    assert complete("import idsessions\nidsessions.OktaSessions('x').get_") == {"get_current_session", "get_session"}
    code = "from idsessions import OktaSessions\nOktaSessions("
    [signature] = jedi.Script(code, environment=jedi.create_environment(sys.executable, safe=False)).get_signatures(
        2, 13
    )
    assert [parameter.name for parameter in signature.params][:3] == ["base_url", "credentials", "timeout"]
