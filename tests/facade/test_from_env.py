"""The environment is read by who asks, by the names of the providers' own tools; an error names the variable."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from idsessions import (
    AgileAppsSessions,
    ApiToken,
    ForgeRockSessions,
    OktaSessions,
    ServiceAccount,
    ServiceApp,
    UsageError,
)
from idsessions.testing import ForgeRockEmulator, ManualClock, OktaEmulator

from .signing import jwk, pem

ORG, HOST = "https://acme.okta.test", "https://tenant.test/am"
APP = {
    "OKTA_CLIENT_CLIENTID": "0oaApp",
    "OKTA_CLIENT_PRIVATEKEY": pem().replace("\n", "\\n"),
    "OKTA_CLIENT_SCOPES": "okta.sessions.read okta.sessions.manage",
}
ACCOUNT = {"FRODO_SA_ID": "5a3c1f0e", "FRODO_SA_JWK": json.dumps(jwk())}
SECRETS = ("00Secret", "Passw0rd", jwk()["d"], pem().splitlines()[1])


@pytest.fixture(autouse=True)
def without_variables_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith(("OKTA_", "FRODO_"))]:
        monkeypatch.delenv(name)


async def sent_by(environ: Mapping[str, str]) -> list[str]:
    """What an org is sent as Authorization, and its token endpoint as scope, by a client of this environment."""
    org = OktaEmulator(clock=ManualClock())
    app = org.add_app()
    org.add_key(pem(), app)
    variables = {"OKTA_CLIENT_ORGURL": org.url, **environ}
    if "OKTA_CLIENT_CLIENTID" in variables:
        variables["OKTA_CLIENT_CLIENTID"] = app.client_id
    if variables.get("OKTA_CLIENT_TOKEN") == "00Secret":
        variables["OKTA_CLIENT_TOKEN"] = org.api_token
    if variables.get("OKTA_CLIENT_TOKEN") == "eyJSecret":
        variables["OKTA_CLIENT_TOKEN"] = org.access_token()
    async with OktaSessions.from_env(variables, transport=org.transport(), clock=org.clock) as okta:
        await okta.get_session(org.sign_in().id)
    org.assert_no_violations()
    return [
        request.headers.get("authorization", request.form.get("scope", "")).partition(" ")[0]
        for request in org.requests
    ]


@pytest.mark.parametrize(
    ("environ", "sent"),
    [
        ({"OKTA_CLIENT_TOKEN": "00Secret"}, ["SSWS"]),
        ({"OKTA_CLIENT_TOKEN": "00Secret", "OKTA_CLIENT_AUTHORIZATIONMODE": "SSWS"}, ["SSWS"]),
        ({"OKTA_CLIENT_TOKEN": "eyJSecret", "OKTA_CLIENT_AUTHORIZATIONMODE": "Bearer"}, ["Bearer"]),
        (APP, ["okta.sessions.manage", "Bearer"]),
        ({**APP, "OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey"}, ["okta.sessions.manage", "Bearer"]),
        ({**APP, "OKTA_CLIENT_TOKEN": "00Secret"}, ["SSWS"]),
        (
            {**APP, "OKTA_CLIENT_TOKEN": "00Secret", "OKTA_CLIENT_AUTHORIZATIONMODE": "privatekey"},
            ["okta.sessions.manage", "Bearer"],
        ),
        ({**APP, "OKTA_CLIENT_SCOPES": "okta.sessions.read, okta.users.manage"}, ["okta.sessions.read", "Bearer"]),
        ({**APP, "OKTA_CLIENT_DPOPENABLED": "true"}, ["okta.sessions.manage", "okta.sessions.manage", "DPoP"]),
        ({**APP, "OKTA_CLIENT_DPOPENABLED": "false"}, ["okta.sessions.manage", "Bearer"]),
    ],
)
async def test_okta_client_from_env(environ: Mapping[str, str], sent: list[str]) -> None:
    assert await sent_by(environ) == sent


@pytest.mark.parametrize("name", ["OKTA_CLIENT_PRIVATEKEYID", "OKTA_CLIENT_KID"])
def test_id_of_a_key_has_two_names(name: str) -> None:
    assert ServiceApp.from_env({**APP, name: "key-1"}).kid == "key-1"
    assert ServiceApp.from_env(APP).kid is None


Make = Callable[[Mapping[str, str]], Any]
MISSING: list[tuple[Make, Mapping[str, str], str]] = [
    (OktaSessions.from_env, {}, "OKTA_CLIENT_TOKEN"),
    (OktaSessions.from_env, {"OKTA_CLIENT_TOKEN": "00Secret"}, "OKTA_CLIENT_ORGURL"),
    (OktaSessions.from_env, {"OKTA_CLIENT_TOKEN": " ", "OKTA_CLIENT_ORGURL": ORG}, "OKTA_CLIENT_TOKEN"),
    (OktaSessions.from_env, {"OKTA_CLIENT_PRIVATEKEY": pem(), "OKTA_CLIENT_ORGURL": ORG}, "OKTA_CLIENT_CLIENTID"),
    (
        OktaSessions.from_env,
        {"OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey", "OKTA_CLIENT_ORGURL": ORG},
        "OKTA_CLIENT_CLIENTID",
    ),
    (
        OktaSessions.from_env,
        {"OKTA_CLIENT_AUTHORIZATIONMODE": "Cookie", "OKTA_CLIENT_TOKEN": "00Secret"},
        "OKTA_CLIENT_AUTHORIZATIONMODE must be",
    ),
    (ApiToken.from_env, {}, "OKTA_CLIENT_TOKEN"),
    (ServiceApp.from_env, {**APP, "OKTA_CLIENT_PRIVATEKEY": ""}, "OKTA_CLIENT_PRIVATEKEY"),
    (ServiceApp.from_env, {**APP, "OKTA_CLIENT_SCOPES": ""}, "OKTA_CLIENT_SCOPES"),
    (ServiceApp.from_env, {**APP, "OKTA_CLIENT_DPOPENABLED": "perhaps"}, "OKTA_CLIENT_DPOPENABLED must be"),
    (ForgeRockSessions.from_env, {}, "FRODO_HOST"),
    (ForgeRockSessions.from_env, {"FRODO_HOST": HOST, "FRODO_SA_ID": "5a3c1f0e"}, "FRODO_SA_JWK"),
    (ForgeRockSessions.from_env, {"FRODO_HOST": HOST, "FRODO_SA_JWK": json.dumps(jwk())}, "FRODO_SA_ID"),
    (ServiceAccount.from_env, {}, "FRODO_SA_ID"),
    (ForgeRockSessions(HOST).login_from_env, {}, "FRODO_USERNAME"),
    (ForgeRockSessions(HOST).login_from_env, {"FRODO_USERNAME": "amadmin"}, "FRODO_PASSWORD"),
]


UNUSABLE: list[tuple[Make, Mapping[str, str], str]] = [
    (ApiToken.from_env, {"OKTA_CLIENT_TOKEN": '"00Secret"'}, "OKTA_CLIENT_TOKEN is in quotes"),
    (OktaSessions.from_env, {"OKTA_CLIENT_TOKEN": "SSWS 00Secret"}, "OKTA_CLIENT_TOKEN has a blank"),
    (
        OktaSessions.from_env,
        {"OKTA_CLIENT_TOKEN": "'00Secret'", "OKTA_CLIENT_AUTHORIZATIONMODE": "Bearer"},
        "OKTA_CLIENT_TOKEN is in quotes",
    ),
    (
        OktaSessions.from_env,
        {"OKTA_CLIENT_TOKEN": "00Secret", "OKTA_CLIENT_ORGURL": "acme.okta.com"},
        "OKTA_CLIENT_ORGURL must be an absolute URL",
    ),
    (ServiceApp.from_env, {**APP, "OKTA_CLIENT_CLIENTID": "two words"}, "OKTA_CLIENT_CLIENTID must be"),
    (ServiceApp.from_env, {**APP, "OKTA_CLIENT_SCOPES": '"okta.sessions.read"'}, "OKTA_CLIENT_SCOPES must be"),
    (ForgeRockSessions.from_env, {"FRODO_HOST": "tenant.test/am"}, "FRODO_HOST must be an absolute URL"),
    (ForgeRockSessions.from_env, {"FRODO_HOST": HOST, "FRODO_REALM": "a//b"}, "FRODO_REALM must be"),
    (ServiceAccount.from_env, {**ACCOUNT, "FRODO_SA_ID": "two words"}, "FRODO_SA_ID must be"),
]


@pytest.mark.parametrize(("make", "environ", "text"), UNUSABLE)
def test_variable_that_cannot_be_used_is_named_and_no_value_shown(
    make: Make, environ: Mapping[str, str], text: str
) -> None:
    with pytest.raises(UsageError, match=text) as raised:
        make(environ)
    assert not any(secret in f"{raised.value!r} {raised.value}" for secret in SECRETS)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(("make", "environ", "name"), MISSING)
def test_missing_variable_is_named_and_no_value_shown(make: Make, environ: Mapping[str, str], name: str) -> None:
    with pytest.raises(UsageError, match=name) as raised:
        make(environ)
    assert not any(secret in f"{raised.value!r} {raised.value}" for secret in SECRETS)


@pytest.mark.parametrize(
    ("environ", "realm", "called"),
    [
        ({}, "/", ["getServerInfo"]),
        ({"FRODO_REALM": "alpha"}, "/alpha", ["getServerInfo"]),
        ({"FRODO_REALM": "/alpha", **ACCOUNT}, "/alpha", ["getServerInfo", "issueAccessToken", "querySessions"]),
    ],
)
async def test_forgerock_client_from_env(environ: Mapping[str, str], realm: str, called: list[str]) -> None:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    server.add_key(jwk())
    variables = {"FRODO_HOST": server.url, **environ}
    if "FRODO_SA_ID" in variables:
        variables["FRODO_SA_ID"] = server.service_account.id
    async with ForgeRockSessions.from_env(variables, transport=server.transport(), clock=server.clock) as am:
        await am.get_server_info()
        if "FRODO_SA_ID" in variables:
            await am.query_sessions(server.user.uid)
    assert [request.operation for request in server.requests] == called
    assert server.requests[0].prefix_params["realm"] == realm


@pytest.mark.parametrize("service", [None, "PasswordGrant"])
async def test_forgerock_login_from_env(service: str | None) -> None:
    server = ForgeRockEmulator("aic", clock=ManualClock())
    variables = {"FRODO_USERNAME": server.username, "FRODO_PASSWORD": server.password}
    if service is not None:
        variables["FRODO_AUTHENTICATION_SERVICE"] = service
    async with (
        ForgeRockSessions(server.url, realm="alpha", transport=server.transport(), clock=server.clock) as am,
        am.login_from_env(variables, method="headers") as session,
    ):
        assert await session.is_alive()
    assert server.requests[0].query.get("authIndexValue") == service


def test_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OKTA_CLIENT_ORGURL": ORG,
        "OKTA_CLIENT_TOKEN": "00Secret",
        **ACCOUNT,
        "FRODO_HOST": HOST,
    }.items():
        monkeypatch.setenv(name, value)
    assert ApiToken.from_env().token == "00Secret"
    assert ServiceAccount.from_env().account_id == "5a3c1f0e"
    clients = (OktaSessions.from_env(), ForgeRockSessions.from_env(profile="aic", timeout=5))
    assert [repr(client) for client in clients] == [f"OktaSessions('{ORG}')", f"ForgeRockSessions('{HOST}')"]
    assert not any(secret in repr(ServiceAccount.from_env()) for secret in SECRETS)


async def test_client_without_from_env_reads_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Watched(dict[str, str]):
        def __getitem__(self, name: str) -> str:
            raise AssertionError(name)

    org = OktaEmulator(clock=ManualClock())
    monkeypatch.setattr("idsessions._environment.os.environ", Watched())
    async with OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=org.clock) as okta:
        await okta.get_session(org.sign_in().id)
    # There is no tool of AgileApps', and so no name to go by.
    assert not hasattr(AgileAppsSessions, "from_env")


@pytest.mark.parametrize("environ", [True, 5, "FRODO_HOST", ["FRODO_HOST"]])
@pytest.mark.parametrize("make", [OktaSessions.from_env, ForgeRockSessions.from_env, ApiToken.from_env])
def test_environment_that_is_no_mapping_raises(make: Any, environ: Any) -> None:
    with pytest.raises(UsageError, match="`environ`"):
        make(environ)
