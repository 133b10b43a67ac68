"""The pytest plugin: emulators, their clock and clients as fixtures. It imports the emulators when a fixture is used.

It is not part of `idsessions.testing`, whose import needs that extra: pytest imports every plugin that is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from idsessions import AgileAppsSessions, ForgeRockSessions, OktaSessions
    from idsessions.testing import AgileAppsEmulator, Emulator, ForgeRockEmulator, ManualClock, OktaEmulator

    AnyEmulator = TypeVar("AnyEmulator", bound=Emulator)
    Scope = Literal["session", "package", "module", "class", "function"]

_EMULATORS = ("okta_emulator", "forgerock_emulator", "agileapps_emulator")
_INI = {
    "idsessions_scope": (
        "how long an emulator lives: function (the default), class, module, package or session",
        "function",
    ),
    "idsessions_seed": ("a number that makes the ids and tokens of the emulators the same in every run", ""),
    "idsessions_forgerock_profile": ("the kind of ForgeRock server: aic (the default), pingam or openam", "aic"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, (text, default) in _INI.items():
        parser.addini(name, text, default=default)


def pytest_configure(config: pytest.Config) -> None:
    for name in _EMULATORS:
        config.addinivalue_line("markers", f"{name}(...): makes the fixture {name} with these arguments of its class")


def _scope(fixture_name: str, config: pytest.Config) -> Scope:
    return cast("Scope", config.getini("idsessions_scope"))


def _arguments(request: pytest.FixtureRequest, name: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What the class of an emulator is called with: the nearest marker, then the settings."""
    node: pytest.Item | pytest.Collector = request.node
    marker = node.get_closest_marker(name)
    options = {} if marker is None else dict(marker.kwargs)
    if seed := request.config.getini("idsessions_seed"):
        options.setdefault("seed", int(seed))
    positional = () if marker is None else marker.args
    if name == "forgerock_emulator" and not positional:
        options.setdefault("profile", request.config.getini("idsessions_forgerock_profile"))
    return positional, options


@pytest.fixture(scope=_scope)
def idsessions_clock() -> ManualClock:
    """The clock of the emulators. Give it to your client as ``clock=``, and no wait takes real time."""
    from idsessions.testing import ManualClock

    return ManualClock()


@pytest.fixture(scope=_scope)
def okta_emulator(request: pytest.FixtureRequest, idsessions_clock: ManualClock) -> Iterator[OktaEmulator]:
    """An emulated Okta org. The test fails if a request violated Okta's document."""
    from idsessions.testing import OktaEmulator

    positional, options = _arguments(request, "okta_emulator")
    yield from _with_check(OktaEmulator(*positional, clock=idsessions_clock, **options))


@pytest.fixture(scope=_scope)
def forgerock_emulator(request: pytest.FixtureRequest, idsessions_clock: ManualClock) -> Iterator[ForgeRockEmulator]:
    """An emulated ForgeRock server. The test fails if a request violated ForgeRock's document."""
    from idsessions.testing import ForgeRockEmulator

    positional, options = _arguments(request, "forgerock_emulator")
    yield from _with_check(ForgeRockEmulator(*positional, clock=idsessions_clock, **options))


@pytest.fixture(scope=_scope)
def agileapps_emulator(request: pytest.FixtureRequest, idsessions_clock: ManualClock) -> Iterator[AgileAppsEmulator]:
    """An emulated AgileApps tenant. The test fails if a request violated AgileApps' document."""
    from idsessions.testing import AgileAppsEmulator

    positional, options = _arguments(request, "agileapps_emulator")
    yield from _with_check(AgileAppsEmulator(*positional, clock=idsessions_clock, **options))


# A client belongs to one event loop, so each test gets its own. In process it has no connections, and nothing to close.


@pytest.fixture
def okta_client(okta_emulator: OktaEmulator) -> OktaSessions:
    """A client of ``okta_emulator``, with its API token and its clock."""
    from idsessions import ApiToken, OktaSessions

    emulator = okta_emulator
    credentials = ApiToken(emulator.api_token)
    return OktaSessions(emulator.url, credentials, transport=emulator.transport(), clock=emulator.clock)


@pytest.fixture
def forgerock_client(forgerock_emulator: ForgeRockEmulator) -> ForgeRockSessions:
    """A client of ``forgerock_emulator``, for its users' realm, without a credential."""
    from idsessions import ForgeRockSessions

    emulator = forgerock_emulator
    profile: Any = emulator.profile.name
    return ForgeRockSessions(
        emulator.url, realm=emulator.realm, profile=profile, transport=emulator.transport(), clock=emulator.clock
    )


@pytest.fixture
def agileapps_client(agileapps_emulator: AgileAppsEmulator) -> AgileAppsSessions:
    """A client of ``agileapps_emulator``."""
    from idsessions import AgileAppsSessions

    emulator = agileapps_emulator
    return AgileAppsSessions(emulator.url, transport=emulator.transport(), clock=emulator.clock)


def _with_check(emulator: AnyEmulator) -> Iterator[AnyEmulator]:
    yield emulator
    report = ""
    try:
        emulator.assert_no_violations()
    except AssertionError as error:
        report = str(error)
    if report:
        pytest.fail(report, pytrace=False)
