"""ForgeRock's part of the demo: a user's own session, and what an administrator does with those of others."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from attrs import define

from idsessions import AccessToken, CallRecord, ForgeRockSessions, set_answer
from idsessions.cli._steps import Steps, clock_time, expect
from idsessions.testing import ForgeRockEmulator, ManualClock


@define
class ForgeRockSteps(Steps[ForgeRockEmulator]):
    """A step for each operation of ForgeRock's."""

    am: ForgeRockSessions
    admin: ForgeRockSessions

    async def get_server_info(self) -> str:
        info = await self.am.get_server_info()
        expect(info.cookie_name == self.emulator.cookie_name, "another cookie name than the server's")
        return f"the session cookie is called {info.cookie_name}"

    async def authenticate(self) -> str:
        step = await self.am.authenticate(username=self.emulator.username, password=self.emulator.password)
        expect(step.token_id is not None, "the headers brought no token")
        dialogue = self.am.dialogue()
        step = await dialogue.start()
        callbacks = step.callbacks or []
        for callback, answer in zip(callbacks, (self.emulator.username, self.emulator.password), strict=True):
            set_answer(callback, answer)
        await dialogue.answer(step)
        expect(dialogue.session is not None, "the answers brought no session")
        return f"signed in with headers, and by answering {len(callbacks)} callbacks"

    async def get_session_info(self) -> str:
        info = await self.am.get_session_info(self.emulator.sign_in())
        expect(info.username == self.emulator.user.uid, "somebody else's session")
        return f"a session in {info.realm} until {clock_time(info.max_session_expiration_time)}"

    async def get_session_info_and_reset_idle_time(self) -> str:
        info = await self.am.get_session_info_and_reset_idle_time(self.emulator.sign_in())
        return f"may be idle until {clock_time(info.max_idle_expiration_time)}"

    async def validate(self) -> str:
        token = self.emulator.sign_in()
        alive = await self.am.validate(token)
        self.emulator.expire(token)
        expired = await self.am.validate(token)
        expect(alive.valid and not expired.valid, "a wrong answer")
        return "valid; after its expiry, not valid"

    async def refresh(self) -> str:
        refreshed = await self.am.refresh(self.emulator.sign_in())
        return f"{(refreshed.maxtime or 0) // 60} min left, {refreshed.maxidletime} of them idle"

    async def logout(self) -> str:
        token = self.emulator.sign_in()
        answers = [await self.am.logout(token) for _ in range(2)]
        expect(self.emulator.session(token) is None, "the session is still there")
        return "; again: ".join(str(answer.result) for answer in answers)

    async def get_session_properties(self) -> str:
        properties = await self.am.get_session_properties(self.emulator.sign_in())
        return f"may be seen: {', '.join(properties.additional_properties)}"

    async def update_session_properties(self) -> str:
        properties = await self.am.update_session_properties(self.emulator.sign_in(), {"Team": "Blue"})
        expect(properties["Team"] == "Blue", "the property was not set")
        return "Team is Blue"

    async def query_sessions(self) -> str:
        tokens = [self.emulator.sign_in(self.emulator.non_ascii_user) for _ in range(2)]
        found = await self.admin.query_sessions(self.emulator.non_ascii_user.uid)
        expect(len(found.result) == len(tokens), f"found {len(found.result)} sessions")
        return f"found {len(found.result)} sessions, by handle"

    async def logout_by_handle(self) -> str:
        session = self.emulator.session(self.emulator.sign_in())
        assert session is not None
        answers = await self.admin.logout_by_handle([session.handle])
        expect(answers[session.handle] and self.emulator.session(session.token) is None, "the session is still there")
        return "ended by its handle"

    async def logout_by_user(self) -> str:
        user = self.emulator.add_user("lovelace", "Passw0rd!lovelace")
        tokens = [self.emulator.sign_in(user) for _ in range(3)]
        expect(await self.admin.logout_by_user(user.uid), "the server did not")
        expect(not self.emulator.sessions(user), "a session is still there")
        return f"ended all {len(tokens)} sessions of {user.username}"

    async def issue_access_token(self) -> str:
        answer = await self.am.issue_access_token(self._assertion())
        service = self.am.with_options(credentials=AccessToken(answer.access_token))
        expect((await service.validate(self.emulator.sign_in())).valid, "the token opened nothing")
        return f"{answer.scope} for {answer.expires_in // 60} min; a session was validated with it"

    def _assertion(self) -> str:
        """What a service account signs with its key. The emulated one has no key, and its claims only are looked at."""
        account = self.emulator.service_account.id
        claims = {
            "iss": account,
            "sub": account,
            "aud": f"{self.emulator.url}/oauth2/access_token",
            "exp": int(self.emulator.clock.time()) + 180,
            "jti": "demo",
        }
        parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in ({"alg": "RS256"}, claims))
        return ".".join((*(part.decode().rstrip("=") for part in parts), "not-signed"))


@asynccontextmanager
async def forgerock_steps() -> AsyncGenerator[ForgeRockSteps]:
    """ForgeRock's steps, with a PingOne Advanced Identity Cloud tenant on a loopback port."""
    clock = ManualClock()
    server = ForgeRockEmulator("aic", clock=clock)
    calls: list[CallRecord] = []
    async with (
        server.serve() as url,
        ForgeRockSessions(url, realm=server.realm, clock=clock, on_call=calls.append) as am,
    ):
        yield ForgeRockSteps(server, calls, am, am.with_options(credentials=AccessToken(server.access_token)))
