"""The ForgeRock server that a test calls, and the hooks of the base."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from random import Random, SystemRandom
from typing import Any, ClassVar, Final
from urllib.parse import unquote

from attrs import evolve

from idsessions import Clock
from idsessions.testing._base.emulator import Emulator, Handler
from idsessions.testing._base.jose import Algorithm, new_private_key, read_key
from idsessions.testing._base.messages import Answer, EmulatedRequest, html_page
from idsessions.testing._base.routes import Match
from idsessions.testing.forgerock._caller import session_cookie
from idsessions.testing.forgerock._crest import Refusal, action_body, error_body
from idsessions.testing.forgerock._endpoints import Endpoints
from idsessions.testing.forgerock._journeys import Journey, long_journey
from idsessions.testing.forgerock._oauth import TOKEN_PATH, ServiceAccount
from idsessions.testing.forgerock._profiles import PROFILES, ProfileName, ServerProfile
from idsessions.testing.forgerock._sessions import BODY_TARGET
from idsessions.testing.forgerock._state import EmulatedSession, EmulatedUser, QuotaBehaviour
from idsessions.testing.forgerock._versions import VersionGate, requested_versions
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

# How long a real access token of a service account lasted.
_ACCESS_TOKEN_SECONDS: Final = 899.0
_REALM: Final = re.compile(r"/realms/([^/]+)")
_SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
# The actions on sessions by their name in lower case, which is what servers compare.
_ACTIONS: Final = {
    name.lower(): name
    for name, operation in OPERATIONS.items()
    if operation["path"].rstrip("/") == "/sessions" and operation["method"] == "POST"
}


class ForgeRockEmulator(Emulator):
    """A ForgeRock server with a few users.

    Every kind of server has ``user`` (bjensen) and ``non_ascii_user``, whose name and password are not ASCII, in the
    realm ``/alpha``, and the administrator ``admin`` in the top-level realm; AIC also has a ``service_account``. The
    journey ``Login`` (``ldapService`` on PingAM and OpenAM) asks for name and password. ``LongJourney`` asks for more,
    for example for ``one_time_code``.

    Args:
        profile: The kind of server: ``"aic"``, ``"pingam"``, ``"openam"``, or your own profile.
        clock: The server's time; give the same clock to the client as ``clock=``.
        seed: Makes tokens and the random cookie name the same in every run.
        cookie_name: The name of the session cookie, by default the profile's.
        realms: Further realms, as paths.
        session_properties: The allowed session properties.
        token_in_body: Whether ``authenticate`` sends the token in its body, or only in ``Set-Cookie``.
        sticky: Whether a dialogue fails without the load balancer's cookie ``amlbcookie``.
    """

    provider: ClassVar[str] = "forgerock"
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = OPERATIONS
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]] = SCHEMAS

    def __init__(
        self,
        profile: ProfileName | ServerProfile = "aic",
        *,
        clock: Clock | None = None,
        seed: int | None = None,
        cookie_name: str | None = None,
        realms: Collection[str] = (),
        session_properties: Collection[str] = ("LoginLocation", "Team"),
        token_in_body: bool = True,
        sticky: bool = False,
    ) -> None:
        super().__init__(clock=clock)
        random = SystemRandom() if seed is None else Random(seed)
        self.profile: ServerProfile = PROFILES[profile] if isinstance(profile, str) else profile
        """The kind of server: ``"aic"``, ``"pingam"``, ``"openam"``, or your own profile."""
        """The kind of server: ``"aic"``, ``"pingam"``, ``"openam"``, or your own profile."""
        self._endpoints = Endpoints(
            self.profile,
            clock=self.clock,
            random=random,
            origin=lambda: self.origin,
            cookie_name=cookie_name,
            session_properties=session_properties,
            token_in_body=token_in_body,
            sticky=sticky,
        )
        self._state = self._endpoints.state
        for path in realms:
            self._endpoints.add_realm(path)
        self.realm: str = "/alpha"
        """The realm of the users, as a path."""
        self.one_time_code: str = f"{random.randrange(10**6):06}"
        """What ``LongJourney`` asks for."""
        self.user: EmulatedUser = self.add_user("bjensen", "Passw0rd!bjensen")
        """A user of the realm ``/alpha``, with ``username`` and ``password``."""
        self.non_ascii_user: EmulatedUser = self.add_user("jürgen", "Paßwort-€uro")
        """A user whose name and password are not ASCII."""
        self.admin: EmulatedUser = self.add_user("amadmin", "Passw0rd!amadmin", realm="/", admin=True)
        """The administrator of the top-level realm."""
        self.add_journey(long_journey("LongJourney", self.one_time_code))
        self.service_account: ServiceAccount = self.add_service_account()
        """A service account; AIC only."""
        self._tokens: dict[str, str] = {}
        self._access_token = ""

    # --- what a test calls -----------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return self.origin + self.profile.deployment

    @property
    def realms(self) -> tuple[str, ...]:
        """The realms, as paths."""
        return self._endpoints.realms

    @property
    def cookie_name(self) -> str:
        """The name of the session cookie; see `rename_cookie`."""
        return self._endpoints.cookie_name

    @cookie_name.setter
    def cookie_name(self, name: str) -> None:
        self._endpoints.cookie_name = name

    @property
    def username(self) -> str:
        """The login name of ``user``."""
        return self.user.username

    @property
    def password(self) -> str:
        """The password of ``user``."""
        return self.user.password

    @property
    def user_ids(self) -> tuple[str, ...]:
        """The names that ``logoutByUser`` takes of the users of the realm ``/alpha``: UUIDs on AIC."""
        return tuple(user.uid for user in self._state.users if user.realm == self.realm)

    @property
    def user_token(self) -> str:
        """The token of a live session of ``user``; a new one after the last has ended."""
        return self._live_token(self.user)

    @property
    def admin_token(self) -> str:
        """The token of a live session of ``admin``; a new one after the last has ended."""
        return self._live_token(self.admin)

    @property
    def access_token(self) -> str:
        """An access token of a service account that lasts 15 minutes; only AIC accepts it."""
        if not self._state.accepts_access_token(self._access_token):
            self._access_token = self.issue_access_token()
        return self._access_token

    @property
    def session_properties(self) -> tuple[str, ...]:
        """The allowed session properties; you can assign others."""
        return self._endpoints.sessions.properties

    @session_properties.setter
    def session_properties(self, names: Collection[str]) -> None:
        self._endpoints.sessions.properties = tuple(names)

    def add_user(self, username: str, password: str, *, realm: str = "/alpha", admin: bool = False) -> EmulatedUser:
        """Add or replace a user; the realm is a path and is created if necessary."""
        self._endpoints.add_realm(realm)
        return self._state.add_user(username, password, realm, admin=admin)

    def add_journey(self, journey: Journey, *, default: bool = False) -> None:
        """Add or replace a journey; ``default`` makes it the one for sign-ins that name none."""
        self._endpoints.authenticator.journeys[journey.name] = journey
        if default:
            self._endpoints.authenticator.default_service = journey.name

    def sign_in(self, user: EmulatedUser | None = None) -> str:
        """Start a session without a request, by default of ``user``; returns its token."""
        return self._state.start(user or self.user).token

    def session(self, token: str) -> EmulatedSession | None:
        """The live session with this token."""
        return self._state.live(token)

    @property
    def sessions(self) -> tuple[EmulatedSession, ...]:
        """The live sessions of all users."""
        return tuple(self._state.all_live())

    def sessions_of(self, user: EmulatedUser) -> tuple[EmulatedSession, ...]:
        """The live sessions of one user."""
        return tuple(session for session in self.sessions if session.user == user)

    def expire(self, session: EmulatedSession | str | None = None) -> None:
        """Let this session, the session with this token, or all sessions expire now."""
        for found in self.sessions:
            if session is None or session is found or session == found.token:
                self._state.end(found)

    def limit_sessions(self, quota: int | None, *, on_excess: QuotaBehaviour = "end_least_recent") -> None:
        """Limit the sessions of each user; at the limit, the least recently used one ends, or the sign-in is refused."""
        self._state.quota = quota
        self._state.quota_behaviour = on_excess

    def rename_cookie(self, name: str | None = None) -> str:
        """Change the session cookie's name, by default to a random one, and end all sessions; returns the name."""
        self._state.end_all()
        self.cookie_name = name or self._endpoints.random_name()
        return self.cookie_name

    def add_service_account(self, *, scopes: Iterable[str] = ("fr:am:*",)) -> ServiceAccount:
        """Add a service account. Only AIC has them; give it a key with `new_key` or `add_key`.

        Args:
            scopes: The scopes that its tokens may have.
        """
        account = ServiceAccount(self._state.new_uuid(), frozenset(scopes))
        self._endpoints.token_endpoint.accounts[account.id] = account
        return account

    def new_key(
        self, account: ServiceAccount | None = None, *, algorithm: Algorithm = "RS256", kid: str | None = None
    ) -> dict[str, Any]:
        """Make a key for an account and return its private part as a JWK. Needs ``idsessions[oauth]``.

        Args:
            account: The account, by default ``service_account``; from now on its signatures are checked.
            algorithm: What the key signs with. AIC's keys are for RS256; a key for ES256 is made faster.
            kid: Its id.
        """
        private = new_private_key(algorithm, kid)
        self.add_key(private, account)
        return private

    def add_key(self, key: str | Mapping[str, Any], account: ServiceAccount | None = None) -> None:
        """Register a key of an account. Needs ``idsessions[oauth]``.

        Args:
            key: The public or private key, as PEM or JWK; only the public part is kept.
            account: The account, by default ``service_account``; from now on its signatures are checked.
        """
        (account or self.service_account).keys.append(read_key(key))

    @property
    def access_token_lifetime(self) -> int:
        """Seconds that access tokens of service accounts last; you can assign another value."""
        return self._endpoints.token_endpoint.lifetime

    @access_token_lifetime.setter
    def access_token_lifetime(self, seconds: int) -> None:
        self._endpoints.token_endpoint.lifetime = seconds

    def revoke_access_tokens(self) -> None:
        """Revoke all access tokens; from now on they get 401."""
        self._state.revoke_access_tokens()

    def issue_access_token(self, seconds: float = _ACCESS_TOKEN_SECONDS) -> str:
        """Issue an access token of a service account; only AIC accepts it."""
        return self._state.issue_access_token(seconds)

    def limit(self, *, retry_after: str | int | None = 30, operation: str | None = None, times: int | None = 1) -> None:
        """Send a 429 to the next requests. Unverified: AIC documents neither limits nor headers for these endpoints.

        Args:
            retry_after: The value of ``Retry-After``, seconds or an HTTP date; None for no such header.
            operation: Only requests of this operationId.
            times: How many; None for all from now on.
        """
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self.fail_next(429, error_body(Refusal(429), escape=False), headers, operation=operation, times=times)

    def _live_token(self, user: EmulatedUser) -> str:
        if self._state.live(self._tokens.get(user.uid, "")) is None:
            self._tokens[user.uid] = self.sign_in(user)
        return self._tokens[user.uid]

    # --- the hooks of the base -------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(OPERATIONS, self._respond)

    def credentials(self, request: EmulatedRequest) -> Collection[str]:
        presented = {
            "session": self.cookie_name in request.headers,
            "sessionCookie": session_cookie(request, self.cookie_name) is not None,
            "bearer": request.headers.get("authorization", "").lower().startswith("bearer "),
        }
        return {name for name, is_sent in presented.items() if is_sent}

    def own_rules(self, request: EmulatedRequest) -> Iterator[str]:
        for name in ("X-OpenAM-Username", "X-OpenAM-Password"):
            if not request.headers.get(name, "").isascii():
                yield f"header '{name}' is not ASCII, expected an encoded word of RFC 2047"
        if self._may_be_forged(request):
            yield "missing header 'Accept-API-Version' (or 'X-Requested-With')"
        if request.operation not in _ACTIONS.values():
            return
        try:
            version = VersionGate(self.profile, "sessions", request)()
            in_body = "tokenId" in action_body(request)
        except (Refusal, ValueError):
            return
        if in_body and version[0] < BODY_TARGET:
            yield "body.tokenId is ignored below resource=3.0: the action is on the caller's own session"
        if "tokenId" in request.query and version[0] >= BODY_TARGET:
            yield "query parameter 'tokenId' is ignored from resource=3.0 on: the action is on the caller's own session"

    def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
        if self.profile.bearer and raw_path == self.profile.deployment + TOKEN_PATH:
            return TOKEN_PATH, {}
        start = f"{self.profile.deployment}/json"
        if raw_path != start and not raw_path.startswith(start + "/"):
            return None
        rest = raw_path.removeprefix(start)
        names: list[str] = []
        if rest.startswith("/realms/root"):
            rest = rest.removeprefix("/realms/root")
            while found := _REALM.match(rest):
                names.append(unquote(found[1]))
                rest = rest[found.end() :]
        if rest == TOKEN_PATH:
            return None  # The token endpoint belongs to no realm.
        return rest.replace("%2A", "*").replace("%2a", "*"), {"realm": "/" + "/".join(names)}

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """What checks a request before its endpoint: the web container, the CSRF filter, the version, the realm."""
        raw_path = request.raw_path.lower()
        if "%2f" in raw_path or "%5c" in raw_path:
            return _container_page(400, "Bad Request")
        if request.raw_path == self.profile.deployment + TOKEN_PATH and self.profile.bearer:
            return None
        if "realm" not in request.prefix_params:
            return _container_page(404, "Not Found")
        if self._may_be_forged(request):
            return self._endpoints.error(Refusal(403), request)
        try:
            requested_versions(request.headers.get("accept-api-version"))
        except ValueError as error:
            refusal = Refusal(400, str(error), form="text" if self.profile.name == "openam" else "json")
            return self._endpoints.error(refusal, request)
        realm = request.prefix_params["realm"]
        if not self._endpoints.has_realm(realm):
            return self._endpoints.error(Refusal(404, f'Realm "{realm}" not found'), request)
        if self.profile.any_request_is_use and (session := self._endpoints.caller(request).session) is not None:
            session.touch(self._now())
        return None

    def refuse_caller(self, request: EmulatedRequest) -> Answer | None:
        if self._endpoints.caller(request).session is not None:
            return None
        return self._endpoints.error(Refusal(401, "Access Denied"), request)

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        stripped = self.strip_prefix(request.raw_path)
        return self._endpoints.unmatched(request, stripped[0].strip("/") if stripped else "")

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        answer = answer.adding(("Cache-Control", "no-cache, no-store, must-revalidate"))
        if self.profile.name == "aic":
            given = request.headers.get("x-forgerock-transactionid")
            answer = answer.adding(("X-ForgeRock-TransactionId", given or self._state.new_uuid()))
        return answer

    def _identify(self, request: EmulatedRequest) -> tuple[Match, EmulatedRequest]:
        """Find the operation as the servers do: the case of the action and a slash at the end do not matter."""
        stripped = self.strip_prefix(request.raw_path)
        if stripped is None or stripped[0].rstrip("/") != "/sessions":
            return super()._identify(request)
        if request.method == "GET":
            match = Match("querySessions")
        elif request.method == "POST" and (operation := _ACTIONS.get(request.query.get("_action", "").lower())):
            match = Match(operation)
        else:
            choices = tuple(f"_action={name}" for name in _ACTIONS.values())
            match = Match(allowed=frozenset({"GET", "POST"}), choices=choices if request.method == "POST" else ())
        return match, evolve(request, operation=match.operation, prefix_params=stripped[1])

    def _may_be_forged(self, request: EmulatedRequest) -> bool:
        """Whether the filter against cross-site requests refuses the request.

        https://docs.pingidentity.com/pingam/8/security/rest-CSRF.html
        """
        if not self.profile.csrf or "realm" not in request.prefix_params or request.method in _SAFE_METHODS:
            return False
        return not any(name in request.headers for name in ("accept-api-version", "x-requested-with"))

    async def _respond(self, request: EmulatedRequest) -> Answer:
        assert request.operation is not None
        return self._endpoints.by_name[request.operation](request)


def _container_page(status: int, reason: str) -> Answer:
    return html_page(status, f"HTTP Status {status}: {reason}")
