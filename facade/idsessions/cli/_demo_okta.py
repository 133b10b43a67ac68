"""Okta's part of the demo: sessions by id, a user's own session, where both come from, and a 429 waited out."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from attrs import define

from idsessions import AccessToken, ApiToken, CallRecord, OktaSessions, SessionCookie
from idsessions.cli._steps import Shown, Steps, WaitedOut, clock_time, expect
from idsessions.testing import ManualClock, OktaEmulator


@define
class OktaSteps(Steps[OktaEmulator]):
    """A step for each operation of Okta's."""

    okta: OktaSessions

    async def authenticate(self) -> str:
        transaction = await self.okta.authenticate(self.emulator.username, self.emulator.password)
        expect(transaction.session_token is not None, f"no session token, status {transaction.status}")
        return f"{transaction.status}, with a session token"

    async def create_session(self) -> str:
        session = await self.okta.create_session(self.emulator.session_token())
        expect(self.emulator.sessions[-1].id == session.id, "the org has no such session")
        return f"{session.login} is {session.status}"

    async def get_session(self) -> str:
        session = await self.okta.get_session(self.emulator.sign_in().id)
        return f"{session.login} until {clock_time(session.expires_at)}"

    async def refresh_session(self) -> str:
        before = self.emulator.sign_in()
        before.expires_at -= 3600
        ended = before.expires_at
        session = await self.okta.refresh_session(before.id)
        expect(session.expires_at.timestamp() > ended, "it was not prolonged")
        return f"prolonged to {clock_time(session.expires_at)}"

    async def revoke_session(self) -> str:
        session = self.emulator.sign_in()
        await self.okta.revoke_session(session.id)
        expect(session not in self.emulator.sessions, "the session is still there")
        return "ended"

    async def get_current_session(self) -> str:
        current = await self.okta.get_current_session(SessionCookie("sid", self.emulator.sign_in().id))
        return f"the cookie is {current.session.login}'s"

    async def refresh_current_session(self) -> str:
        current = await self.okta.refresh_current_session(SessionCookie("sid", self.emulator.sign_in().id))
        return f"prolonged to {clock_time(current.session.expires_at)}, with a cookie to go on with"

    async def close_current_session(self) -> str:
        session = self.emulator.sign_in()
        await self.okta.close_current_session(SessionCookie("sid", session.id))
        expect(session not in self.emulator.sessions, "the session is still there")
        return "signed out"

    async def revoke_user_sessions(self) -> str:
        user = self.emulator.add_user("grace@example.com")
        sessions = [self.emulator.sign_in(user) for _ in range(3)]
        await self.okta.revoke_user_sessions(user.id)
        expect(not set(sessions) & set(self.emulator.sessions), "a session is still there")
        return f"ended all {len(sessions)} sessions of {user.login}"

    async def end_user_sessions(self) -> str:
        user = self.emulator.add_user("linus@example.com")
        own, *others = [self.emulator.sign_in(user) for _ in range(3)]
        await self.okta.end_user_sessions(SessionCookie("sid", own.id))
        expect(
            own in self.emulator.sessions and not set(others) & set(self.emulator.sessions), "the wrong sessions ended"
        )
        return f"kept this one, ended {len(others)} others"

    async def issue_access_token(self) -> str:
        answer = await self.okta.issue_access_token(self._assertion(), scope="okta.sessions.read")
        service = self.okta.with_options(credentials=AccessToken(answer.access_token, scopes=answer.scope))
        await service.get_session(self.emulator.sign_in().id)
        return f"{answer.scope} for {answer.expires_in // 60} min; a session was read with it"

    async def show(self, shown: Shown) -> None:
        session_id = self.emulator.sign_in().id
        self.emulator.limit(1, "/api/v1/sessions")
        # Another process, with a gate of its own, so that ours cannot know.
        async with OktaSessions(
            self.emulator.url, ApiToken(self.emulator.api_token), clock=self.emulator.clock
        ) as another:
            await another.get_session(session_id)
        started = time.perf_counter()
        await self.okta.get_session(session_id)
        seconds = time.perf_counter() - started
        call = self.calls[-1]
        expect(call.attempts > 1 and call.waited > 0, f"no 429 was waited out, in {call.attempts} attempt(s)")
        shown.waited_out = WaitedOut(call.operation, call.attempts, call.waited, seconds)

    def _assertion(self) -> str:
        """What a service app signs with its key. The emulated org has no keys, and looks at the claims only."""
        client_id = self.emulator.service_app.client_id
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": f"{self.emulator.url}/oauth2/v1/token",
            "exp": int(self.emulator.clock.time()) + 300,
        }
        parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in ({"alg": "RS256"}, claims))
        return ".".join((*(part.decode().rstrip("=") for part in parts), "not-signed"))


@asynccontextmanager
async def okta_steps() -> AsyncGenerator[OktaSteps]:
    """Okta's steps, with an org on a loopback port."""
    clock = ManualClock()
    org = OktaEmulator(clock=clock)
    calls: list[CallRecord] = []
    async with (
        org.serve() as url,
        OktaSessions(url, ApiToken(org.api_token), clock=clock, on_call=calls.append) as okta,
    ):
        yield OktaSteps(org, calls, okta)
