"""ForgeRock's part of the demo: a user's own session, and the sessions of others for an administrator."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from attrs import define

from idsessions import AccessToken, CallRecord, ForgeRockSessions, set_answer
from idsessions.testing import ForgeRockEmulator, ManualClock
from idsessions.testing.forgerock import EmulatedSession

from ._steps import Steps, Unexpected, clock_time, expect, is_moment, unsigned_assertion


@define
class ForgeRockSteps(Steps[ForgeRockEmulator]):
    """A step for each operation of ForgeRock."""

    am: ForgeRockSessions
    admin: ForgeRockSessions

    async def get_server_info(self) -> str:
        info = await self.am.get_server_info()
        expect(info.cookie_name == self.emulator.cookie_name, "another cookie name than the server's")
        return f"the session cookie is called {info.cookie_name}"

    async def authenticate(self) -> str:
        step = await self.am.authenticate(username=self.emulator.username, password=self.emulator.password)
        self._check_signed_in(step.token_id)
        dialogue = self.am.dialogue()
        step = await dialogue.start()
        callbacks = step.callbacks or []
        for callback, answer in zip(callbacks, (self.emulator.username, self.emulator.password), strict=True):
            set_answer(callback, answer)
        await dialogue.answer(step)
        self._check_signed_in(None if dialogue.session is None else dialogue.session.token)
        return f"signed in with headers, and with {len(callbacks)} callbacks"

    async def get_session_info(self) -> str:
        started = self._start()
        info = await self.am.get_session_info(started.token)
        self._check_user(info.username, info.realm)
        expect(is_moment(info.max_session_expiration_time, started.expires), "a wrong expiry")
        return f"a session in {info.realm} until {clock_time(info.max_session_expiration_time)}"

    async def get_session_info_and_reset_idle_time(self) -> str:
        started, before = self._start_idle()
        info = await self.am.get_session_info_and_reset_idle_time(started.token)
        self._check_user(info.username, info.realm)
        expect(started.idle_expires > before, "the idle time was not reset")
        expect(is_moment(info.max_idle_expiration_time, started.idle_expires), "a wrong expiry")
        return f"may be idle until {clock_time(info.max_idle_expiration_time)}"

    async def validate(self) -> str:
        started, before = self._start_idle()
        valid = await self.am.validate(started.token)
        expect(valid.valid, "a live session is not valid")
        self._check_user(valid.uid, valid.realm)
        expect(started.idle_expires == before, "the session was extended")
        self.emulator.expire(started.token)
        expect(not (await self.am.validate(started.token)).valid, "an expired session is valid")
        return "valid; after it has expired, not valid"

    async def refresh(self) -> str:
        started, before = self._start_idle()
        refreshed = await self.am.refresh(started.token)
        self._check_user(refreshed.uid, refreshed.realm)
        expect(started.idle_expires > before, "the idle time was not reset")
        left = int(started.expires - self.emulator.clock.time())
        expect(refreshed.maxtime == left, f"{refreshed.maxtime} s left, expected {left} s")
        expect(refreshed.maxidletime == started.max_idle, "a wrong limit of the idle time")
        return f"{left // 60} min left; ends after {refreshed.maxidletime} min of idling"

    async def logout(self) -> str:
        session, other = self._start(), self._start()
        first = (await self.am.logout(session.token)).result
        self._check_ended([session], kept=other)
        second = (await self.am.logout(session.token)).result
        expect((first, second) == ("Successfully logged out", "Token has expired"), f"{first}; again: {second}")
        return f"{first}; again: {second}"

    async def get_session_properties(self) -> str:
        session = self._start()
        session.properties["Team"] = "Red"
        properties = (await self.am.get_session_properties(session.token)).additional_properties
        expect(set(properties) == set(self.emulator.session_properties), "other properties than the realm allows")
        expect(properties["Team"] == "Red", "a wrong value")
        return f"Team is {properties['Team']}, of {', '.join(properties)}"

    async def update_session_properties(self) -> str:
        session = self._start()
        properties = await self.am.update_session_properties(session.token, {"Team": "Blue"})
        expect(properties["Team"] == session.properties.get("Team") == "Blue", "the property was not set")
        return f"Team is {properties['Team']}"

    async def query_sessions(self) -> str:
        user = self.emulator.add_user("hopper", "Passw0rd!hopper")
        started = [self.emulator.sign_in(user) for _ in range(2)]
        found = (await self.admin.query_sessions(user.uid)).result
        handles = {session.handle for session in self.emulator.sessions_of(user)}
        expect({session.session_handle for session in found} == handles, "other handles than the user's")
        expect(len(found) == len(started), f"found {len(found)} sessions, expected {len(started)}")
        expect(all(session.username == user.uid for session in found), "another user's session")
        return f"found {len(found)} sessions of {user.username}, by handle"

    async def logout_by_handle(self) -> str:
        session, other = self._start(), self._start()
        results = await self.admin.logout_by_handle([session.handle])
        expect(results[session.handle], "the server did not end it")
        self._check_ended([session], kept=other)
        return "ended by its handle"

    async def logout_by_user(self) -> str:
        user = self.emulator.add_user("lovelace", "Passw0rd!lovelace")
        sessions, other = [self._session(self.emulator.sign_in(user)) for _ in range(3)], self._start()
        expect(await self.admin.logout_by_user(user.uid), "the server did not end them")
        self._check_ended(sessions, kept=other)
        return f"ended all {len(sessions)} sessions of {user.username}"

    async def issue_access_token(self) -> str:
        account = self.emulator.service_account.id
        claims = {
            "iss": account,
            "sub": account,
            "aud": f"{self.emulator.url}/oauth2/access_token",
            "exp": int(self.emulator.clock.time()) + 180,
            "jti": "demo",
        }
        issued = await self.am.issue_access_token(unsigned_assertion(claims))
        expect(issued.scope == "fr:am:*", f"the scope is {issued.scope}")
        expect(issued.token_type == "Bearer", f"the token type is {issued.token_type}")
        lifetime = self.emulator.access_token_lifetime
        expect(issued.expires_in == lifetime, f"the token expires in {issued.expires_in} s, expected {lifetime} s")
        service = self.am.with_options(credentials=AccessToken(issued.access_token))
        valid = await service.validate(self._start().token)
        self._check_user(valid.uid, valid.realm)
        return f"{issued.scope} for {issued.expires_in // 60} min; validates a session"

    def _session(self, token: str | None) -> EmulatedSession:
        session = self.emulator.session(token or "")
        if session is None:
            raise Unexpected("the token is no live session's")
        return session

    def _start(self) -> EmulatedSession:
        """A session of the user."""
        return self._session(self.emulator.sign_in())

    def _start_idle(self) -> tuple[EmulatedSession, float]:
        """A session of the user that has been idle for ten minutes, and when it expires if it stays idle."""
        session = self._start()
        session.latest_access -= 600
        return session, session.idle_expires

    def _check_signed_in(self, token: str | None) -> None:
        expect(self._session(token).user == self.emulator.user, "another user was signed in")

    def _check_user(self, uid: str | None, realm: str | None) -> None:
        user = self.emulator.user
        expect(uid == user.uid and realm == user.realm, "another user's session")

    def _check_ended(self, sessions: list[EmulatedSession], *, kept: EmulatedSession) -> None:
        alive = [session for session in sessions if self.emulator.session(session.token) is not None]
        expect(not alive, "a session is still alive")
        expect(self.emulator.session(kept.token) is not None, "another session was ended too")


@asynccontextmanager
async def forgerock_steps() -> AsyncGenerator[ForgeRockSteps]:
    """The steps, with a PingOne Advanced Identity Cloud tenant on a loopback port."""
    clock = ManualClock()
    server = ForgeRockEmulator("aic", clock=clock)
    calls: list[CallRecord] = []
    async with (
        server.serve() as url,
        ForgeRockSessions(url, realm=server.realm, clock=clock, on_call=calls.append) as am,
    ):
        yield ForgeRockSteps(server, calls, am, am.with_options(credentials=AccessToken(server.access_token)))
