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
# The plugin is named by its entry point; the order of the tests is fixed.
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


CLIENTS = """
import pytest

from idsessions import AgileAppsSessions, ForgeRockSessions, OktaSessions


async def test_okta(okta_client, okta_emulator):
    session = await okta_client.get_session(okta_emulator.sign_in().id)
    assert session.login == okta_emulator.username


async def test_forgerock(forgerock_client, forgerock_emulator):
    async with forgerock_client.login(forgerock_emulator.username, forgerock_emulator.password) as session:
        assert await session.is_alive()
    assert forgerock_emulator.sessions == ()


async def test_agileapps(agileapps_client, agileapps_emulator):
    async with agileapps_client.login(agileapps_emulator.username, agileapps_emulator.password) as session:
        assert (await session.get_user_info()).username == agileapps_emulator.username


async def test_clients_wait_by_the_clock(okta_client, okta_emulator, idsessions_clock):
    okta_emulator.fail_next(429, "", {"Retry-After": "60"})
    await okta_client.get_session(okta_emulator.sign_in().id)
    assert idsessions_clock.monotonic() >= 60
"""


def test_client_fixtures_are_ready_to_call(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(CLIENTS)
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=4)


def test_marker_and_settings_choose_how_an_emulator_is_made(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI + "idsessions_seed = 7\nidsessions_forgerock_profile = pingam\naddopts = --strict-markers\n")
    pytester.makepyfile(
        """
        import pytest
        from idsessions.testing import OktaEmulator
        from idsessions.testing.okta import OktaSettings


        def test_settings(okta_emulator, forgerock_emulator):
            assert okta_emulator.api_token == OktaEmulator(seed=7).api_token
            assert forgerock_emulator.profile.name == "pingam"


        @pytest.mark.forgerock_emulator("openam", cookie_name="own")
        @pytest.mark.okta_emulator(seed=8, settings=OktaSettings(session_lifetime=60))
        async def test_marker(okta_emulator, forgerock_emulator, forgerock_client):
            assert okta_emulator.api_token == OktaEmulator(seed=8).api_token
            assert okta_emulator.settings.session_lifetime == 60
            assert forgerock_emulator.profile.name == "openam"
            assert (await forgerock_client.get_server_info()).cookie_name == "own"
        """
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=2)


def test_scope_keeps_an_emulator_for_a_module(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI + "idsessions_scope = module\n")
    test = """
        {imports}
        async def test_first(okta_emulator, okta_client):
            assert okta_emulator.sessions == ()
            okta_emulator.sign_in()
            assert okta_emulator.settings.session_lifetime == {lifetime}

        async def test_second(okta_emulator, okta_client):
            [session] = okta_emulator.sessions
            assert await okta_client.get_session(session.id)
    """
    marked = "import pytest\n        from idsessions.testing.okta import OktaSettings\n        pytestmark = pytest.mark.okta_emulator(settings=OktaSettings(session_lifetime=60))"
    pytester.makepyfile(
        test_one=test.format(imports="", lifetime=7200), test_two=test.format(imports=marked, lifetime=60)
    )
    pytester.runpytest_inprocess(*PLUGIN).assert_outcomes(passed=4)


@pytest.mark.slow
def test_fixtures_work_with_unittest_and_anyio(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(
        test_unittest="""
        import unittest

        from idsessions import ApiToken, OktaSessions
        from idsessions.testing import OktaEmulator


        class Sessions(unittest.IsolatedAsyncioTestCase):
            async def test_session(self):
                with OktaEmulator() as org:
                    okta = OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=org.clock)
                    assert await okta.get_session(org.sign_in().id)
        """,
        test_anyio="""
        import pytest

        pytestmark = pytest.mark.anyio


        @pytest.fixture
        def anyio_backend():
            return "asyncio"


        async def test_session(okta_client, okta_emulator):
            okta_emulator.fail_next(429, "", {"Retry-After": "60"})
            assert await okta_client.get_session(okta_emulator.sign_in().id)
        """,
    )
    pytester.runpytest_subprocess(*PLUGIN, "-p", "anyio", "-p", "no:asyncio").assert_outcomes(passed=2)


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
            assert "idsessions._pytest_plugin" in sys.modules
            assert not {"idsessions.testing", "starlette", "uvicorn", "jsonschema"} & sys.modules.keys()
        """
    )
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


def test_plugin_imports_nothing_before_use() -> None:
    program = (
        "import pytest, sys; before = set(sys.modules); import idsessions._pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["idsessions", "idsessions._pytest_plugin", "idsessions._version"]


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
