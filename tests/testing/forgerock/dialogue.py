"""What the tests of sign-ins share: a client that answers callbacks, and the errors it gets."""

from __future__ import annotations

from typing import Any

from attrs import define, evolve

from .server import NO_CREDENTIAL, Call, Server, error

START_STEP = Call(path="authenticate", caller=NO_CREDENTIAL, version="resource=2.1, protocol=1.0")
TIMED_OUT = {
    "aic": error(401, "Session has timed out", detail={"errorCode": "110"}),
    "pingam": error(401, "Session has timed out", detail={"errorCode": "110"}),
    "openam": error(408, "Session has timed out", reason="Request Time-out", detail=None),
}
FAILED = {
    "aic": error(401, "Login failure", detail={"failureUrl": ""}),
    "pingam": error(401, "Login failure", detail={"failureUrl": ""}),
    "openam": error(401, "Authentication Failed"),
}


@define
class Dialogue:
    """A client that fills in the answers and sends the whole step back."""

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
        return evolve(START_STEP, body=self.step, **more)

    async def answer(self, *values: Any) -> None:
        self.fill(*values)
        response = await self.server.send(self.call())
        assert response.status_code == 200, response.text
        self.step = response.json()

    @property
    def credentials(self) -> tuple[str, str]:
        return self.server.emulator.username, self.server.emulator.password


async def start_dialogue(server: Server, journey: str = "") -> Dialogue:
    query = {"authIndexType": "service", "authIndexValue": journey} if journey else {}
    response = await server.send(evolve(START_STEP, query=query))
    assert response.status_code == 200
    return Dialogue(server, response.json())
