"""Stepping up: what a sign-in is for, on which kind of server, and from which session."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from idsessions import ForgeRockSessions, UsageError

from .wire import CALLBACKS, TOKEN, URL, Server

ADVICE = '<Advices><AttributeValuePair><Attribute name="AuthLevelConditionAdvice"/><Value>5</Value></AttributeValuePair></Advices>'
# Written from the vendor's page of the parameters, and from the source of OpenAM.
NEW = ("service", "composite_advice", "resource")
OLD = ("module", "level", "role", "user")
KNOWN = {"aic": (*NEW, "transaction"), "pingam": (*NEW, "transaction", *OLD), "openam": (*NEW, *OLD)}


@pytest.mark.parametrize("profile", KNOWN)
@pytest.mark.parametrize("kind", [*NEW, "transaction", *OLD, "composite", ""])
async def test_type_goes_to_servers_that_know_it(profile: Any, kind: Any) -> None:
    server = Server({"authenticate": httpx.Response(200, json={"authId": "e30.e30.x", "callbacks": CALLBACKS})})
    async with ForgeRockSessions(URL, profile=profile, transport=server.transport) as am:
        if kind not in KNOWN[profile]:
            with pytest.raises(UsageError, match="`auth_index` must"):
                await am.authenticate(auth_index=(kind, ADVICE))
            assert not server.requests
            return
        await am.authenticate(auth_index=(kind, ADVICE))
    sent = server.requests[0].url.params
    assert (sent["authIndexType"], sent["authIndexValue"]) == (kind, ADVICE)


async def test_dialogue_steps_a_session_up() -> None:
    server = Server({"authenticate": httpx.Response(200, json={"authId": "e30.e30.x", "callbacks": CALLBACKS})})
    async with ForgeRockSessions(URL, transport=server.transport) as am:
        await am.dialogue(auth_index=("transaction", "tx-1"), session_upgrade_token=TOKEN, force_auth=True).start()
    assert dict(server.requests[0].url.params) == {
        "authIndexType": "transaction",
        "authIndexValue": "tx-1",
        "sessionUpgradeSSOTokenId": TOKEN,
        "ForceAuth": "true",
    }


@pytest.mark.parametrize(
    "index", ["level", ("level",), ("level", 5), ("level", ""), ("level", "5", "6"), 5, ["level", "5"], b"x"]
)
async def test_odd_auth_index_raises(index: Any) -> None:
    async with ForgeRockSessions(URL, profile="openam", transport=Server().transport) as am:
        with pytest.raises(UsageError, match="`auth_index` must be a pair"):
            await am.authenticate(auth_index=index)
        with pytest.raises(UsageError, match="`auth_index` must be a pair"):
            am.dialogue(auth_index=index)


async def test_service_beside_auth_index_raises() -> None:
    async with ForgeRockSessions(URL, transport=Server().transport) as am:
        with pytest.raises(UsageError, match="either `service` or `auth_index`"):
            await am.authenticate(service="Login", auth_index=("transaction", "tx-1"))


@pytest.mark.parametrize("token", [b"x", 5, ""])
async def test_odd_upgrade_token_of_a_dialogue_raises(token: Any) -> None:
    async with ForgeRockSessions(URL, transport=Server().transport) as am:
        with pytest.raises(UsageError, match="session_upgrade_token"):
            am.dialogue(session_upgrade_token=token)
