"""An administrator bound to a client: signed in once for all calls, again when refused, and out when the client closes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from .._clock import Clock
from .._core.deadline import Deadline
from .._tokens.flight import Flight
from ..credentials import AdminLogin, Credential, SessionToken, as_secret
from ..errors import AnswerError, CredentialError, SessionsError, UsageError
from ..sessions import log_failure
from ._cookie_name import NamedToken
from ._session import ForgeRockSession

# A server that does not respond must not keep a client from closing. Seconds.
_LONGEST_END: Final = 10.0


class BoundAdmin(Credential):
    """An administrator and the client that signs in. A client and all its views share it.

    Args:
        admin: The administrator.
        clock: The client's.
        sign_in: Signs in.
        named: Makes the credential of one call.
        has_changed: Says whether the session cookie no longer has this name.
    """

    def __init__(
        self,
        admin: AdminLogin,
        clock: Clock,
        sign_in: Callable[[], Awaitable[ForgeRockSession]],
        named: Callable[[SessionToken], NamedToken],
        has_changed: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._admin = admin
        self._clock = clock
        self._sign_in = sign_in
        self._named = named
        self._has_changed = has_changed
        self._session: ForgeRockSession | None = None
        self._flight: Flight[ForgeRockSession] | None = None
        self._closed = False

    def __repr__(self) -> str:
        return repr(getattr(self, "_admin", None))

    def __eq__(self, other: object) -> bool:
        """Equal logins are one principal for the rate limits of the client."""
        return isinstance(other, BoundAdmin) and self._admin == other._admin

    def __hash__(self) -> int:
        return hash(self._admin)

    @property
    def kind(self) -> str:
        return self._admin.kind

    @property
    def schemes(self) -> frozenset[str]:
        return self._admin.schemes

    @property
    def is_end_user(self) -> bool:
        return False

    async def prepare(self) -> Credential:
        return await self.signer()

    async def signer(self, *, as_cookie: bool = False) -> Credential:
        """What signs one call: the session's token, in a header or as the cookie."""
        if self._closed:
            raise UsageError("the client is closed: make a new one")  # A session that starts now would never end.
        session = self._session
        if session is None:
            if self._flight is None or self._flight.is_over:
                self._flight = Flight(self._start())
            session = await self._flight.result()
        return await self._named(SessionToken(session.token, as_cookie=as_cookie)).prepare()

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        raise CredentialError("this credential is used by a client only")

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        for name, token in sent.items():
            if self._session is not None and self._session.token == token:
                self._session = None  # If another call has signed in since, its session stays.
                await self._has_changed(name)  # Under a name of the past, the next session would be refused too.
                break
        return True

    def in_cookie(self) -> Credential:
        """This administrator, whose token goes as the cookie."""
        return AdminCookie(self)

    async def end(self) -> None:
        """Sign out, and let no call sign in again. A failure is logged: the server ends an idle session by itself."""
        self._closed = True
        try:
            async with Deadline(self._clock.monotonic() + _LONGEST_END, self._clock):
                if self._flight is not None:
                    await self._flight.settled()  # One that is being cancelled ends the session that it started.
                if self._session is not None:
                    await self._session.end()
                    self._session = None
        except (SessionsError, TimeoutError) as error:
            log_failure(error)

    async def _start(self) -> ForgeRockSession:
        self._session = await self._sign_in()
        return self._session


class AdminCookie(Credential):
    """A bound administrator whose token goes as the cookie: httpx takes other headers along to another origin."""

    def __init__(self, admin: BoundAdmin) -> None:
        self._admin = admin

    def __repr__(self) -> str:
        return repr(getattr(self, "_admin", None))

    @property
    def schemes(self) -> frozenset[str]:
        return frozenset({"sessionCookie"})

    async def prepare(self) -> Credential:
        return await self._admin.signer(as_cookie=True)

    async def headers(self, method: str, url: str) -> Mapping[str, str]:
        return await self._admin.headers(method, url)

    async def renew(self, refused: AnswerError, sent: Mapping[str, str]) -> bool:
        name, _, token = as_secret(sent.get("Cookie", "")).partition("=")
        return await self._admin.renew(refused, {name: as_secret(token)})
