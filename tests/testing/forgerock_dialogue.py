"""What the tests of sign-ins on the ForgeRock emulator share: a client that answers callbacks, and how it may end."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import define, evolve

from .forgerock_server import NOBODY, Call, Server, refused

BEGIN = Call(path="authenticate", who=NOBODY, version="resource=2.1, protocol=1.0")
TIMED_OUT = {
    "aic": refused(401, "Session has timed out", detail={"errorCode": "110"}),
    "pingam": refused(401, "Session has timed out", detail={"errorCode": "110"}),
    "openam": refused(408, "Session has timed out", reason="Request Time-out", detail=None),
}
FAILED = {
    "aic": refused(401, "Login failure", detail={"failureUrl": ""}),
    "pingam": refused(401, "Login failure", detail={"failureUrl": ""}),
    "openam": refused(401, "Authentication Failed"),
}


@pytest.fixture(name="profile", params=["aic", "pingam", "openam"])
def profile_fixture(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@define
class Dialogue:
    """A client that answers callbacks, and sends the whole object back."""

    server: Server
    step: dict[str, Any]

    @property
    def asked(self) -> list[str]:
        return [callback["type"].removesuffix("Callback") for callback in self.step.get("callbacks", [])]

    def fill(self, *values: Any) -> None:
        inputs = [callback["input"][0] for callback in self.step["callbacks"] if "input" in callback]
        for each, value in zip(inputs, values, strict=True):
            each["value"] = value

    def call(self, **more: Any) -> Call:
        return evolve(BEGIN, body=self.step, **more)

    async def answer(self, *values: Any) -> None:
        self.fill(*values)
        answer = await self.server.send(self.call())
        assert answer.status_code == 200, answer.text
        self.step = answer.json()

    @property
    def credentials(self) -> tuple[str, str]:
        return self.server.emulator.username, self.server.emulator.password


async def begun(server: Server, journey: str = "") -> Dialogue:
    query = {"authIndexType": "service", "authIndexValue": journey} if journey else {}
    answer = await server.send(evolve(BEGIN, query=query))
    assert answer.status_code == 200
    return Dialogue(server, answer.json())


@pytest.fixture(name="dialogue")
async def dialogue_fixture(server: Server) -> Dialogue:
    return await begun(server)
