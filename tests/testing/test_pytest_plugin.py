"""The pytest plugin in an application's suite: its fixtures, when they fail a test, and what it imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest_plugins = ["pytester"]

INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
filterwarnings = error
"""
# The plugin is named, so the tests do not depend on a fresh installation of its entry point; the order of the tests is fixed.
PLUGIN = ("-p", "idsessions_pytest", "-p", "no:cacheprovider", "-p", "no:randomly")

SUITE = """
import asyncio
import urllib.error
import urllib.request

import httpx
import pytest

from idsessions.testing import Emulator, ManualClock


async def send(emulator, path="/no/such/path"):
    async with httpx.AsyncClient(transport=emulator.transport(), base_url=emulator.origin) as client:
        return await client.get(path)


def test_violates(EMULATOR):
    asyncio.run(send(EMULATOR))


async def test_violates_in_an_async_test(EMULATOR):
    await send(EMULATOR)


def test_expects_the_violation(EMULATOR):
    with EMULATOR.allow_violations():
        asyncio.run(send(EMULATOR))


async def test_expects_violations_from_now_on(EMULATOR):
    EMULATOR.allow_violations("no such path")
    await send(EMULATOR)


async def test_sends_over_tcp(EMULATOR):
    EMULATOR.allow_violations()
    async with EMULATOR.serve() as url, httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/no/such/path")).status_code >= 400


def test_sends_to_a_thread(EMULATOR):
    EMULATOR.allow_violations()
    with EMULATOR.serve_in_thread() as url:
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url + "/no/such/path")
        caught.value.close()


async def test_has_its_own_emulator_and_clock(EMULATOR, idsessions_clock):
    assert isinstance(EMULATOR, Emulator)
    assert isinstance(idsessions_clock, ManualClock)
    assert EMULATOR.clock is idsessions_clock
    assert EMULATOR.requests == []
    assert idsessions_clock.monotonic() == 0
    await idsessions_clock.sleep(3600)
"""

EMULATORS = ["okta_emulator", "forgerock_emulator", "agileapps_emulator"]


@pytest.mark.parametrize("fixture", EMULATORS)
def test_unexpected_violations_fail_a_test(pytester: pytest.Pytester, fixture: str) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(SUITE.replace("EMULATOR", fixture))
    result = pytester.runpytest_inprocess(*PLUGIN)
    result.assert_outcomes(passed=7, errors=2)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_violates *",
            "1 violation(s) of the * document, expected none (use allow_violations() to expect them):",
            "  - GET */no/such/path: the document has no such path",
            "*ERROR at teardown of test_violates_in_an_async_test *",
        ]
    )


@pytest.mark.slow
def test_fixtures_work_with_xdist(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    for fixture in EMULATORS:
        pytester.makepyfile(**{f"test_{fixture}": SUITE.replace("EMULATOR", fixture)})
    result = pytester.runpytest_subprocess(*PLUGIN, "-n", "2")
    result.assert_outcomes(passed=21, errors=6)


@pytest.mark.slow
def test_suite_without_the_fixtures_imports_no_emulator(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(
        """
        import sys


        def test_modules():
            assert "idsessions_pytest" in sys.modules
            assert not {"idsessions", "idsessions.testing", "starlette", "uvicorn", "jsonschema"} & sys.modules.keys()
        """
    )
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


def test_plugin_imports_nothing_before_use() -> None:
    program = (
        "import pytest, sys; before = set(sys.modules); import idsessions_pytest; print(*set(sys.modules) - before)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["idsessions_pytest"]


@pytest.mark.slow
def test_missing_extra_is_named_in_the_error() -> None:
    program = """
import sys
for missing in ("starlette", "uvicorn", "jsonschema"):
    sys.modules[missing] = None
    try:
        import idsessions.testing
    except ImportError as error:
        print(error)
    del sys.modules[missing]
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [
        f"idsessions.testing needs {missing}: install idsessions[testing]"
        for missing in ("starlette", "uvicorn", "jsonschema")
    ]
