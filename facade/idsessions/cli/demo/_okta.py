"""Okta's part of the demo: sessions by id, the current session of a user, tokens, and a 429 that is waited out."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from attrs import define

from idsessions import AccessToken, ApiToken, AuthenticationError, CallRecord, OktaSessions, RateLimit, SessionCookie
from idsessions.okta import Session
from idsessions.testing import ManualClock, OktaEmulator
from idsessions.testing.okta import OktaSession

from ._outcome import Extras, WaitedOut
from ._steps import Steps, clock_time, expect, is_after, is_moment, unsigned_assertion


@define
class OktaSteps(Steps[OktaEmulator]):
    """A step for each operation of Okta."""

    okta: OktaSessions

    async def authenticate(self) -> str:
        transaction = await self.okta.authenticate(self.emulator.username, self.emulator.password)
        expect(transaction.status == "SUCCESS", f"the status is {transaction.status}")
        user = transaction.embedded.user if transaction.embedded is not None else None
        expect(user is not None and user.id == self.emulator.user.id, "another user")
        expect(transaction.session_token is not None, "no session token")
        session = await self.okta.create_session(transaction.session_token or "")
        expect(session.user_id == self.emulator.user.id, "the session token is another user's")
        return f"{transaction.status}, with a session token"

    async def verify_factor(self) -> str:
        user = self.emulator.add_user("mary@example.com", outcome="MFA_REQUIRED")
        dialogue = self.okta.dialogue()
        await dialogue.start(user.login, user.password)
        (factor,) = (each for each in dialogue.factors if each.factor_type == "sms")
        await dialogue.verify(factor)
        await dialogue.verify(pass_code=user.passcode)
        async with self.okta.login(dialogue.state) as session:
            expect((await session.get()).user_id == user.id, "another user's session")
        return "signed in with the code that was sent"

    async def continue_authentication(self) -> str:
        user = self.emulator.add_user("dorothy@example.com", outcome="PASSWORD_EXPIRED")
        dialogue = self.okta.dialogue()
        await dialogue.start(user.login, user.password)
        await dialogue.change_password(user.password or "", "Another-horse-8")
        expect(user.password == "Another-horse-8", "the password was not changed")
        async with self.okta.login(dialogue.state) as session:
            expect((await session.get()).user_id == user.id, "another user's session")
        return "signed in with a new password"

    async def cancel_authentication(self) -> str:
        user = self.emulator.add_user("annie@example.com", outcome="MFA_REQUIRED")
        begun = await self.okta.authenticate(user.login, user.password)
        await self.okta.cancel_authentication(begun.state_token or "")
        try:
            await self.okta.authenticate(state_token=begun.state_token)
        except AuthenticationError:
            return "the state token is revoked"
        expect(False, "the state token still works")
        return ""

    async def create_session(self) -> str:
        session = await self.okta.create_session(self.emulator.session_token())
        self._check(session, self.emulator.sessions[-1])
        return f"{session.login} is {session.status}"

    async def get_session(self) -> str:
        started = self.emulator.sign_in()
        session = await self.okta.get_session(started.id)
        self._check(session, started)
        return f"{session.login} until {clock_time(session.expires_at)}"

    async def refresh_session(self) -> str:
        started, before = self._older_session()
        session = await self.okta.refresh_session(started.id)
        expect(is_after(session.expires_at, before), "the session was not extended")
        self._check(session, started)
        return f"extended to {clock_time(session.expires_at)}"

    async def revoke_session(self) -> str:
        session, other = self.emulator.sign_in(), self.emulator.sign_in()
        await self.okta.revoke_session(session.id)
        self._check_ended([session], kept=other)
        return "ended"

    async def get_current_session(self) -> str:
        started = self.emulator.sign_in()
        current = await self.okta.get_current_session(SessionCookie("sid", started.id))
        self._check(current.session, started)
        return f"the cookie is {current.session.login}'s"

    async def refresh_current_session(self) -> str:
        started, before = self._older_session()
        cookie = SessionCookie("sid", started.id)
        current = await self.okta.refresh_current_session(cookie)
        expect(is_after(current.session.expires_at, before), "the session was not extended")
        self._check(current.session, started)
        # The emulated org sets a cookie of the same value, as Okta does; without one the client returns the old object.
        expect(current.cookie is not cookie, "no cookie was set")
        expect(current.cookie.value == started.id, "the cookie is another session's")
        return f"extended to {clock_time(current.session.expires_at)}, with a new cookie"

    async def close_current_session(self) -> str:
        session, other = self.emulator.sign_in(), self.emulator.sign_in()
        await self.okta.close_current_session(SessionCookie("sid", session.id))
        self._check_ended([session], kept=other)
        return "ended"

    async def revoke_user_sessions(self) -> str:
        user = self.emulator.add_user("grace@example.com")
        sessions, other = [self.emulator.sign_in(user) for _ in range(3)], self.emulator.sign_in()
        await self.okta.revoke_user_sessions(user.id)
        self._check_ended(sessions, kept=other)
        return f"ended all {len(sessions)} sessions of {user.login}"

    async def end_user_sessions(self) -> str:
        user = self.emulator.add_user("linus@example.com")
        current, *others = [self.emulator.sign_in(user) for _ in range(3)]
        await self.okta.end_user_sessions(SessionCookie("sid", current.id))
        self._check_ended(others, kept=current)
        return f"kept this session, ended {len(others)} others"

    async def global_token_revocation(self) -> str:
        user = self.emulator.add_user("katherine@example.com")
        sessions, other = [self.emulator.sign_in(user) for _ in range(2)], self.emulator.sign_in()
        await self.okta.global_token_revocation(user.id)
        self._check_ended(sessions, kept=other)
        expect(user.oauth_tokens_revoked, "the tokens were not revoked")
        return f"revoked everything that {user.login} had"

    async def end_my_account_sessions(self) -> str:
        session, other = self.emulator.sign_in(self.emulator.add_user("joan@example.com")), self.emulator.sign_in()
        await self.okta.end_my_account_sessions(AccessToken(self.emulator.user_access_token(session=session)))
        self._check_ended([session], kept=other)
        return f"ended all sessions of {session.user.login}"

    async def issue_access_token(self) -> str:
        client_id = self.emulator.service_app.client_id
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": f"{self.emulator.url}/oauth2/v1/token",
            "exp": int(self.emulator.clock.time()) + 300,
        }
        issued = await self.okta.issue_access_token(unsigned_assertion(claims), scope="okta.sessions.read")
        expect(issued.scope == "okta.sessions.read", f"the scope is {issued.scope}")
        expect(issued.token_type == "Bearer", f"the token type is {issued.token_type}")
        lifetime = self.emulator.settings.access_token_lifetime
        expect(issued.expires_in == lifetime, f"the token expires in {issued.expires_in} s, expected {lifetime} s")
        service = self.okta.with_options(credentials=AccessToken(issued.access_token, scopes=issued.scope))
        started = self.emulator.sign_in()
        self._check(await service.get_session(started.id), started)
        return f"{issued.scope} for {issued.expires_in // 60} min; reads a session"

    async def add_extras(self, extras: Extras) -> None:
        session = self.emulator.sign_in()
        self.emulator.limit(1, "/api/v1/sessions")
        # Like another process, which the first client knows nothing of: so it cannot know that the limit is used up.
        apart = RateLimit(shared=False)
        credentials = ApiToken(self.emulator.api_token)
        async with OktaSessions(self.emulator.url, credentials, rate_limit=apart, clock=self.emulator.clock) as another:
            await another.get_session(session.id)
        started = time.perf_counter()
        self._check(await self.okta.get_session(session.id), session)
        seconds = time.perf_counter() - started
        call = self.calls[-1]
        expect(call.attempts > 1 and call.waited > 0, f"no 429 was waited out in {call.attempts} attempt(s)")
        extras.waited_out = WaitedOut(call.operation, call.attempts, call.waited, seconds)

    def _older_session(self) -> tuple[OktaSession, float]:
        """A session that expires in one hour, and when that is; a refresh extends it to two hours."""
        session = self.emulator.sign_in()
        session.expires_at -= 3600
        return session, session.expires_at

    def _check(self, session: Session, expected: OktaSession) -> None:
        expect(session.id == expected.id, "another session")
        expect(session.user_id == expected.user.id and session.login == expected.user.login, "another user's session")
        expect(session.status == "ACTIVE", f"the status is {session.status}")
        expect(is_moment(session.expires_at, expected.expires_at), "a wrong expiry")

    def _check_ended(self, sessions: list[OktaSession], *, kept: OktaSession) -> None:
        live = self.emulator.sessions
        expect(not any(session in live for session in sessions), "a session is still alive")
        expect(kept in live, "another session was ended too")


@asynccontextmanager
async def okta_steps() -> AsyncGenerator[OktaSteps]:
    """The steps, with an org on a loopback port."""
    clock = ManualClock()
    org = OktaEmulator(clock=clock)
    calls: list[CallRecord] = []
    async with (
        org.serve() as url,
        OktaSessions(url, ApiToken(org.api_token), clock=clock, on_call=calls.append) as okta,
    ):
        yield OktaSteps(org, calls, okta)
