"""One server and one realm: versions by kind of server, and what to try after a refusal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args

import httpx
import pytest

from idsessions import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    ForgeRockSessions,
    ServiceAccount,
    SessionToken,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.forgerock._profiles import PROFILES, ProfileName
from idsessions.forgerock._server import Server as RealServer
from idsessions.forgerock._server import version_remedy
from idsessions.testing import ForgeRockEmulator, ManualClock

from ..signing import jwk
from .wire import ADMIN, CALLS, COOKIE, OF_ADMINS, TOKEN, URL, Server, refusal

# Without the ", protocol=1.0" that most of them have.
VERSIONS: Mapping[ProfileName, Mapping[str, str]] = {
    "aic": {
        **dict.fromkeys(CALLS, "4.0"),
        "logout": "3.1",
        "getSessionProperties": "3.1",
        "updateSessionProperties": "3.1",
        "logoutByUser": "5.1",
        "authenticate": "2.1",
        "getServerInfo": "1.1",
    },
    "pingam": {
        **dict.fromkeys(CALLS, "3.1"),
        "getSessionInfo": "4.0",
        "getSessionInfoAndResetIdleTime": "4.0",
        "validate": "3.0",
        "logoutByUser": "5.1",
        "authenticate": "2.1",
        "getServerInfo": "1.1",
    },
    "openam": {**dict.fromkeys(CALLS, "2.0"), "validate": "1.0", "getServerInfo": "1.1"},
}


@pytest.mark.parametrize("profile", get_args(ProfileName))
def test_each_kind_of_server_has_its_versions(profile: ProfileName) -> None:
    versions = RealServer.of(URL, profile, None, "/").versions
    assert {name: version.removesuffix(", protocol=1.0") for name, version in versions.items()} == {
        name: f"resource={number}" for name, number in VERSIONS[profile].items()
    }


def test_each_kind_of_server_lacks_these_operations() -> None:
    assert {name: set(profile.unsupported) for name, profile in PROFILES.items()} == {
        "aic": set(),
        "pingam": {"issueAccessToken"},
        "openam": {"getSessionInfoAndResetIdleTime", "logoutByUser", "issueAccessToken"},
    }


def test_own_versions_replace_those_of_the_profile() -> None:
    server = RealServer.of(URL, "pingam", {"refresh": "resource=9.9"}, "/")
    assert server.versions == {**PROFILES["pingam"].versions, "refresh": "resource=9.9"}


async def test_own_versions_are_asked_for() -> None:
    server = Server()
    versions = {"logout": "protocol=1.0,resource=4.0", "getServerInfo": "resource=2.0"}
    async with ForgeRockSessions(
        URL, SessionToken(ADMIN), api_versions=versions, cookie_name=COOKIE, transport=server.transport
    ) as am:
        await am.with_options(realm="bravo").logout(TOKEN)
        await am.get_server_info()
    for operation, version in versions.items():
        assert server.last_request(operation).headers["accept-api-version"] == version


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"profile": "am8"}, "`profile` must be one of aic, pingam, openam"),
        ({"profile": ""}, "`profile`"),
        ({"api_versions": {"getsessioninfo": "resource=4.0"}}, "`api_versions` .* getsessioninfo"),
        ({"api_versions": {"isActive": "resource=1.0"}}, "`api_versions` .* isActive"),
        ({"api_versions": {"refresh": "resource=4.0\r\nX-Evil: 1"}}, "`api_versions`"),
        ({"api_versions": {"refresh": ""}}, "`api_versions`"),
        ({"api_versions": {"refresh": "resource=\uff14.0"}}, "`api_versions`"),
        ({"cookie_name": "two words"}, "cookie"),
        ({"cookie_name": ""}, "cookie"),
        ({"cookie_name": "line\nbreak"}, "cookie"),
        ({"headers": {"Cookie": "iPlanetDirectoryPro=x"}}, "`headers`"),
        ({"headers": {"Authorization": "Bearer x"}}, "`headers`"),
        ({"max_concurrency": 0}, "`max_concurrency`"),
    ],
)
def test_option_that_cannot_be_used_raises(options: dict[str, Any], parameter: str) -> None:
    with pytest.raises(UsageError, match=parameter):
        ForgeRockSessions(URL, **options)


# Which other profiles ask for another version, where a server of this kind does not serve the version of its profile.
OTHERS: Mapping[tuple[ProfileName, str], str] = {
    ("aic", "refresh"): "profile='pingam' or profile='openam', or ",
    ("aic", "logout"): "profile='openam', or ",
    ("aic", "getSessionInfo"): "profile='openam', or ",
    ("aic", "getSessionInfoAndResetIdleTime"): "",
    ("aic", "validate"): "profile='pingam' or profile='openam', or ",
    ("aic", "querySessions"): "profile='pingam' or profile='openam', or ",
    ("aic", "logoutByUser"): "",
    ("aic", "authenticate"): "profile='openam', or ",
    ("aic", "getServerInfo"): "",
    ("pingam", "refresh"): "profile='aic' or profile='openam', or ",
    ("pingam", "logout"): "profile='openam', or ",
    ("pingam", "logoutByUser"): "",
    ("openam", "refresh"): "profile='aic' or profile='pingam', or ",
    ("openam", "validate"): "profile='aic' or profile='pingam', or ",
    ("openam", "getServerInfo"): "",
}


@pytest.mark.parametrize(("profile", "operation"), OTHERS)
def test_remedy_for_a_version_names_the_profiles_that_ask_for_another(profile: ProfileName, operation: str) -> None:
    version = PROFILES[profile].versions[operation]
    assert version_remedy(PROFILES[profile], operation, version) == (
        f"the server may not serve {version} here: try {OTHERS[profile, operation]}api_versions={{{operation!r}: ...}}"
    )


def test_remedy_for_an_own_version_names_all_other_profiles_that_have_the_operation() -> None:
    for profile in PROFILES.values():
        for operation in profile.versions.keys() - profile.unsupported:
            remedy = version_remedy(profile, operation, "resource=2.9")
            named = {other.name for other in PROFILES.values() if f"profile={other.name!r}" in remedy}
            assert named == {
                other.name for other in PROFILES.values() if other is not profile and operation not in other.unsupported
            }
            assert "resource=2.9" in remedy
            assert remedy.endswith(f"api_versions={{{operation!r}: ...}}")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (BadRequestError("Resource '' not found", status=404, code="404"), "version"),
        (BadRequestError("Not Acceptable", status=406), "version"),
        (BadRequestError("Action validate not implemented for this resource", status=501), "version"),
        (BadRequestError('Realm "/nope" not found', status=404, code="404"), "realm"),
        (BadRequestError("no such realm", status=501), "realm"),
        (BadRequestError("Realm is bad", status=400), ""),
        (BadRequestError("Bad Request", status=400), ""),
        (BadRequestError("Conflict", status=409), ""),
        (AuthenticationError("Access Denied", status=401), ""),
        (UnreadableAnswerError("a page", status=404), "URL"),
        (BadRequestError("the response is empty", status=404), "URL or version"),
        (UnreadableAnswerError("a page", status=401), ""),
        (UnreadableAnswerError("a page", status=200), ""),
    ],
)
def test_remedy_fits_the_refusal(error: AnswerError, remedy: str) -> None:
    error.operation = "validate"
    server = RealServer.of(URL, "aic", None, "/nope")
    expected = {
        "version": "; " + version_remedy(PROFILES["aic"], "validate", "resource=4.0, protocol=1.0"),
        "realm": "; check the realm '/nope'",
        "URL": "; is `base_url` right? It usually ends in /am",
        "": "",
    }
    expected["URL or version"] = f"{expected['URL']}; or {expected['version'].removeprefix('; ')}"
    explained = server.explained(error)
    assert explained.message == error.message + expected[remedy]
    assert (type(explained), explained.status, explained.code) == (type(error), error.status, error.code)


@pytest.mark.parametrize("realm", ["/", "", "alpha"])
async def test_401_in_the_top_realm_names_the_realm(realm: str) -> None:
    emulator = ForgeRockEmulator("aic", clock=ManualClock())
    async with ForgeRockSessions(emulator.url, realm=realm, transport=emulator.transport(), clock=emulator.clock) as am:
        with pytest.raises(AuthenticationError) as raised:
            await am.login(emulator.user.username, "wrong")
        told = raised.value.message.endswith("; the realm is '/': if the user is in another, pass it as `realm`")
    assert told == (realm != "alpha")


@pytest.mark.parametrize("call", ["get_server_info", "authenticate", "validate", "query_sessions as an account"])
async def test_html_404_asks_whether_the_base_url_is_right(call: str) -> None:
    page = httpx.MockTransport(lambda _: httpx.Response(404, html="<html><title>Not Found</title></html>"))
    own = ServiceAccount("5a3c1f0e", jwk()) if "account" in call else None
    async with ForgeRockSessions("https://tenant.forgeblocks.test", own, realm="alpha", transport=page) as am:
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "get_server_info": am.get_server_info,
            "authenticate": am.authenticate,
            "validate": lambda: am.validate(TOKEN),
            "query_sessions as an account": lambda: am.query_sessions("bjensen"),
        }
        with pytest.raises(UnreadableAnswerError, match=r"is `base_url` right\? It usually ends in /am") as raised:
            await calls[call]()
    assert raised.value.message.count("base_url") == 1


@pytest.mark.parametrize("operation", CALLS)
async def test_refusal_says_what_to_try(operation: str) -> None:
    responses = [
        refusal(404, "Resource &#39;&#39; not found"),
        refusal(404, "Realm &quot;/alpha&quot; not found"),
    ]
    server = Server({operation: responses})
    own = SessionToken(ADMIN) if operation in OF_ADMINS else None
    async with ForgeRockSessions(URL, own, realm="alpha", cookie_name=COOKIE, transport=server.transport) as am:
        with pytest.raises(BadRequestError) as version:
            await CALLS[operation](am)
        with pytest.raises(BadRequestError) as realm:
            await CALLS[operation](am)
    remedy = version_remedy(PROFILES["aic"], operation, PROFILES["aic"].versions[operation])
    assert version.value.message == f"Resource '' not found; {remedy}"
    assert realm.value.message == "Realm \"/alpha\" not found; check the realm 'alpha'"
    for error in (version.value, realm.value):
        assert (error.provider, error.operation, error.status, error.code) == ("forgerock", operation, 404, "404")
        assert (error.__cause__, error.__context__) == (None, None)


async def test_refused_question_for_the_cookie_name_says_what_to_try_once() -> None:
    server = Server({"getServerInfo": refusal(404, "Realm &quot;/nope&quot; not found")})
    async with ForgeRockSessions(URL, realm="nope", transport=server.transport) as am:
        with pytest.raises(BadRequestError) as raised:
            await am.with_options(realm="alpha").with_options(realm="nope").validate(TOKEN)
    assert raised.value.message == "Realm \"/nope\" not found; check the realm 'nope'"
    assert raised.value.operation == "getServerInfo"
