"""The Okta org that a test calls, and the way of a request through it: caller, rate limits, operation, headers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from attrs import evolve
from starlette.datastructures import Headers

from idsessions import Clock
from idsessions.testing._base.emulator import Emulator, Handler
from idsessions.testing._base.exchange import Exchange
from idsessions.testing._base.jose import Algorithm, new_private_key, read_key
from idsessions.testing._base.messages import Answer, EmulatedRequest, allow_header, html_page
from idsessions.testing._base.violations import Violation
from idsessions.testing.okta._caller import Authorization, Caller
from idsessions.testing.okta._dpop import BadProof, ExpectedProof, check_possession
from idsessions.testing.okta._errors import Refusal, refusal
from idsessions.testing.okta._operations import (
    Call,
    Operations,
    TooManyAttempts,
    application_server_cookie,
    cleared_cookie,
)
from idsessions.testing.okta._rates import RateLimits, Standing
from idsessions.testing.okta._settings import OktaSettings
from idsessions.testing.okta._state import (
    ApiTokenRecord,
    AuthnOutcome,
    OktaSession,
    OktaUser,
    OrgState,
    ServiceApp,
)
from idsessions_okta.description import OPERATIONS, SCHEMAS

_COMMON_HEADERS = (
    ("Server", "nginx"),
    ("Cache-Control", "no-cache, no-store"),
    ("Pragma", "no-cache"),
    ("Expires", "0"),
    ("Vary", "Accept-Encoding"),
)
_CLEARED = ("sid", "xids", "autolaunch_triggered")
_PASSWORD = "Correct-horse-7"
_ALL_SCOPES = ("okta.sessions.read", "okta.sessions.manage", "okta.users.manage", "okta.universalLogout.manage")


class OktaEmulator(Emulator):
    """An Okta org with one administrator, one user and one service app; add more as you need them.

    Args:
        clock: The org's time; give the same clock to the client as ``clock=``.
        settings: How the org is set up; you can also change ``settings`` later.
        limits: How many requests in 60 seconds the org admits, by bucket (``/api/v1/sessions``, ``/api/v1/users``,
            ``/api/v1/authn``, ``/oauth2/v1/token``). One API token or app gets half of each.
        seed: Makes ids and tokens the same in every run.

    Attributes:
        user: A user who can sign in, with ``username`` and ``password``.
        admin: The administrator who owns ``api_token``.
        api_token: An API token with all permissions.
        service_app: A service app with all scopes of the document. Its assertions are checked, their signatures only
            after it has a key (`new_key`, `add_key`).
        settings: How the org is set up; you can also change ``settings`` later.
    """

    provider: ClassVar[str] = "okta"
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = OPERATIONS
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]] = SCHEMAS
    ORIGIN: ClassVar[str] = "https://okta.emulator.test"

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        settings: OktaSettings | None = None,
        limits: Mapping[str, int] | None = None,
        seed: int | None = None,
    ) -> None:
        super().__init__(clock=clock)
        self.settings: OktaSettings = settings or OktaSettings()
        """How the org is set up; you can also change ``settings`` later."""
        self._state = OrgState(self._now, seed)
        self._rates = RateLimits(self._now, limits or {})
        self._operations = Operations(self._state, self.settings, self._rates, self._now)
        self._in_progress = 0
        self._planned_refusals = 0
        self.user: OktaUser = self.add_user("ada@example.com", first_name="Ada", last_name="Example")
        """A user who can sign in, with ``username`` and ``password``."""
        self.admin: OktaUser = self.add_user("admin@example.com", first_name="Grace", last_name="Example")
        """The administrator who owns ``api_token``."""
        self.api_token: str = self.add_api_token()
        """An API token with all permissions."""
        self.service_app: ServiceApp = self.add_app()
        """A service app with all scopes of the document. Its assertions are checked, their signatures only after it has a
        key (`new_key`, `add_key`)."""

    # --- what a test calls -----------------------------------------------------------------------------------------

    @property
    def username(self) -> str:
        """The login of the ready-made user."""
        return self.user.login

    @property
    def password(self) -> str:
        """The password of the ready-made user."""
        return self.user.password or ""

    @property
    def user_ids(self) -> tuple[str, ...]:
        """The ids of all users."""
        return tuple(self._state.users)

    @property
    def sessions(self) -> tuple[OktaSession, ...]:
        """The live sessions of all users, the oldest first."""
        return tuple(found for each in list(self._state.sessions) if (found := self._state.session(each)))

    def add_user(
        self,
        login: str,
        password: str | None = _PASSWORD,
        *,
        outcome: AuthnOutcome = "SUCCESS",
        first_name: str = "Ada",
        last_name: str = "Example",
    ) -> OktaUser:
        """Add a user.

        Args:
            login: The name to sign in with, usually an e-mail address.
            password: None for a user without a password yet; see ``activation_token``.
            outcome: The state that the correct password leads to. ``PASSWORD_WARN`` also needs
                ``warnBeforePasswordExpired`` in the request.
            first_name: The given name.
            last_name: The family name.
        """
        user = OktaUser(
            id=self._state.new_id("00u", 17),
            login=login,
            password=password,
            outcome=outcome,
            first_name=first_name,
            last_name=last_name,
            password_changed=self._now(),
        )
        self._state.users[user.id] = user
        return user

    def add_api_token(self, *, read_only: bool = False) -> str:
        """Add an API token of the administrator; a read-only one gets 403 E0000006 for everything except GETs."""
        value = self._state.new_id("00", 40)
        self._state.api_tokens[value] = ApiTokenRecord(value=value, owner=self.admin, read_only=read_only)
        return value

    def revoke_api_token(self, token: str | None = None) -> None:
        """Revoke this API token, by default ``api_token``; from now on it gets 401 E0000011."""
        self._state.api_tokens.pop(self.api_token if token is None else token, None)

    def add_app(
        self, *, scopes: Iterable[str] = _ALL_SCOPES, key_ids: Iterable[str] = (), requires_dpop: bool = False
    ) -> ServiceApp:
        """Add a service app. Give it keys with `new_key` or `add_key`.

        Args:
            scopes: The scopes granted to it.
            key_ids: The ids of its keys. With several keys, the assertion must name one of them in ``kid``.
            requires_dpop: Whether its tokens must be bound to a proof of possession (DPoP).
        """
        app = ServiceApp(self._state.new_id("0oa", 17), tuple(key_ids), frozenset(scopes), requires_dpop)
        self._state.apps[app.client_id] = app
        return app

    def new_key(
        self, app: ServiceApp | None = None, *, algorithm: Algorithm = "ES256", kid: str | None = None
    ) -> dict[str, Any]:
        """Make a key for an app and return its private part as a JWK. Needs ``idsessions[oauth]``.

        Args:
            app: The app, by default ``service_app``; from now on its signatures are checked.
            algorithm: What the key signs with.
            kid: Its id; the assertion must name it if the app has several keys.
        """
        private = new_private_key(algorithm, kid)
        self.add_key(private, app)
        return private

    def add_key(self, key: str | Mapping[str, Any], app: ServiceApp | None = None, *, kid: str | None = None) -> None:
        """Register a key of an app. Needs ``idsessions[oauth]``.

        Args:
            key: The public or private key, as PEM or JWK; only the public part is kept.
            app: The app, by default ``service_app``; from now on its signatures are checked.
            kid: The key's id; by default the JWK's.
        """
        app, public = app or self.service_app, read_key(key, kid)
        app.keys.append(public)
        if public.kid is not None:
            app.key_ids = (*app.key_ids, public.kid)

    def revoke_access_tokens(self) -> None:
        """Revoke all access tokens; from now on they get 401 E0000011."""
        self._state.access_tokens.clear()

    def renew_dpop_nonce(self) -> None:
        """Change the nonce for proofs of possession; the old one stops working. A real org accepts it for three days more."""
        self._state.dpop_nonce = self._state.new_id("", 32)

    def activation_token(self, user: OktaUser) -> str:
        """The activation token that a new user gets by e-mail."""
        token = self._state.new_id("", 20)
        self._state.activation_tokens[token] = user
        return token

    def session_token(self, user: OktaUser | None = None) -> str:
        """A session token as ``authenticate`` returns it, without a request; by default for ``user``."""
        return self._state.issue_session_token(user or self.user)[0]

    def access_token(self, *scopes: str, app: ServiceApp | None = None) -> str:
        """An access token of a service app, without a request; by default for ``service_app`` with all its scopes."""
        app = app or self.service_app
        return self._state.issue_access_token(app, scopes or app.scopes).value

    def user_access_token(self, *scopes: str, session: OktaSession | None = None) -> str:
        """An access token of a user, as an app gets it at a sign-in.

        Args:
            scopes: Its scopes, by default ``okta.myAccount.sessions.manage``.
            session: The session that the user signed in with, by default a new one of ``user``.
        """
        token = self._state.issue_access_token(self.service_app, scopes or ("okta.myAccount.sessions.manage",))
        token.session = session or self.sign_in()
        token.user = token.session.user
        return token.value

    def sign_in(self, user: OktaUser | None = None) -> OktaSession:
        """Start a session without a request, by default of ``user``; ``id`` and ``idx`` are the values of its cookies."""
        return self._state.start_session(user or self.user, self.settings.session_lifetime)

    def expire(self, session: OktaSession | str | None = None) -> None:
        """Let this session, the session with this id, or all sessions expire now."""
        for found in self.sessions:
            if session is None or session is found or session == found.id:
                found.expires_at = self._now()

    def limit(self, requests: int, bucket: str = "/api/v1/sessions", *, seconds: float = 60.0) -> None:
        """Admit only so many requests in a window, from one token as from the whole org.

        Args:
            requests: How many; 0 refuses all.
            bucket: One of the four buckets.
            seconds: How long a window lasts. It starts with the next request and ends on a whole second.
        """
        self._rates.limit(bucket, requests, seconds)

    def refuse_concurrent(self, times: int = 1) -> None:
        """Refuse the next requests as too many at once: 429 with 0 of 0 and a reset that is far too late."""
        self._planned_refusals += times

    def clear_faults(self) -> None:
        super().clear_faults()
        self._planned_refusals = 0

    # --- the hooks of the base -------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(OPERATIONS, self._respond)

    def credentials(self, request: EmulatedRequest) -> Collection[str]:
        found = {name for name, _ in request.cookie_pairs if name in ("sid", "idx")}
        if len(found) > 1:
            found = {"sid"}  # A browser sends both; the document has them as alternatives.
        authorization = Authorization.of(request)
        if authorization.word:
            found.add(self._scheme(authorization, request.operation))
        return found

    def own_rules(self, request: EmulatedRequest) -> Iterable[str]:
        authorization = Authorization.of(request)
        if authorization.word and not authorization.spaced:
            yield "wrong header 'Authorization': no space between SSWS and the token"

    async def exchange(self, method: str, target: bytes, headers: Headers, body: bytes) -> Exchange:
        self._in_progress += 1
        try:
            exchange = await super().exchange(method, target, headers, body)
        finally:
            self._in_progress -= 1
        if exchange.answer.header("x-rate-limit-limit") == "0":
            # A request that the concurrency limit refused gets its response at once.
            return evolve(exchange, fault=evolve(exchange.fault, delay=0.0))
        return exchange

    async def wait(self, seconds: float, *, real: bool = False) -> None:
        # A slow request is in progress until its response is sent.
        self._in_progress += 1
        try:
            await super().wait(seconds, real=real)
        finally:
            self._in_progress -= 1

    async def before(self, request: EmulatedRequest) -> Answer | None:
        sized = "content-length" in request.headers or "transfer-encoding" in request.headers
        if request.method in ("POST", "PUT") and not sized:
            return html_page(411, "411 Length Required").replacing(("Content-Type", "text/html"))
        return None

    def refuse_caller(self, request: EmulatedRequest) -> Answer | None:
        caller = Authorization.of(request).caller(self._state, accepts_unspaced=self.settings.accepts_unspaced_token)
        cookies = {value for name, value in request.cookie_pairs if name in ("sid", "idx")}
        is_user = any({session.id, session.idx} & cookies for session in self.sessions)
        try:
            if caller.scheme is not None and not caller.known:
                raise refusal("E0000011")
            if caller.scheme is None and not is_user:
                raise refusal("E0000005")
            self._check_possession(request)
        except Refusal as refused:
            return self._refused(refused)
        return None

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        # Okta's router responds without cookies, rate limits and a request id. It also gets an empty session id.
        if not allowed and request.raw_path != "/api/v1/sessions/":
            return self._refused(refusal("E0000008"))
        return self._refused(refusal("E0000022")).adding(allow_header(allowed or {"POST"}))

    def _scheme(self, authorization: Authorization, operation: str | None) -> str:
        if authorization.scheme == "oauth2":
            token = self._state.access_token(authorization.token)
            # A dead token does not say any more whose it was.
            of_a_user = any("userToken" in each for each in OPERATIONS[operation]["security"]) if operation else False
            return "userToken" if (of_a_user if token is None else token.user is not None) else "oauth2"
        return authorization.scheme or "an unknown kind of Authorization"

    # --- one request -----------------------------------------------------------------------------------------------

    async def _respond(self, request: EmulatedRequest) -> Answer:
        assert request.operation is not None
        caller = Authorization.of(request).caller(self._state, accepts_unspaced=self.settings.accepts_unspaced_token)
        standing = self._standing(request.operation, caller)
        try:
            if standing.refused:
                raise refusal("E0000047")
            if self.settings.read_only and request.method != "GET":
                raise refusal("E0000010")
            self._check_possession(request)
            call = Call(operation=request.operation, request=request, caller=caller, origin=self.origin)
            answer = self._operations.by_name[request.operation](call)
        except TooManyAttempts as refused:
            answer, standing = self._refused(refused), refused.standing
        except Refusal as refused:
            answer = self._refused(refused)
            # The media type of some has the version of the API.
            for documented in OPERATIONS[request.operation]["responses"].get(str(refused.status), ()):
                answer = answer.replacing(("Content-Type", documented))
        return self._complete(answer, caller, standing)

    def _standing(self, operation: str, caller: Caller) -> Standing:
        if self._planned_refusals > 0:
            self._planned_refusals -= 1
            return self._rates.concurrency_refusal()
        if self._in_progress > self.settings.concurrency_limit:
            return self._rates.concurrency_refusal()
        return self._rates.spend(OPERATIONS[operation]["bucket"], caller.principal)

    def _check_possession(self, request: EmulatedRequest) -> None:
        authorization = Authorization.of(request)
        token = self._state.access_token(authorization.token)
        if authorization.word != "DPoP" or token is None or token.bound_to is None:
            return
        expected = ExpectedProof(
            method=request.method,
            url=self.origin + request.raw_path,
            now=self._now(),
            seconds=self.settings.dpop_proof_lifetime,
            token=token,
        )
        try:
            check_possession(request, self._state, expected)
        except BadProof as problem:
            self._log.add([Violation(request.operation or "", f"bad proof of possession: {problem}")])
        else:
            return
        # Unverified: which body Okta has here. The header is that of RFC 9449, section 7.1.
        refused = refusal("E0000011")
        raise Refusal(refused.status, refused.body, [("WWW-Authenticate", 'DPoP error="invalid_dpop_proof"')])

    def _refused(self, refused: Refusal) -> Answer:
        body = dict(refused.body)
        if "errorCode" in body:
            # In the order of recorded responses.
            body |= {"errorId": self._state.new_id("oae", 22), "errorCauses": body.pop("errorCauses")}
        return Answer.json(body, status=refused.status, headers=refused.headers)

    def _complete(self, answer: Answer, caller: Caller, standing: Standing) -> Answer:
        """Add what every response except the router's has; names in lower case where recorded responses have it so."""
        headers = [
            ("x-okta-request-id", self._state.new_id("", 32).lower()),
            *standing.headers,
            *_COMMON_HEADERS,
            application_server_cookie(self._state.new_id("", 32).upper()),
        ]
        if caller.scheme is not None:
            already_set = {value.partition("=")[0] for name, value in answer.headers if name == "Set-Cookie"}
            headers += [cleared_cookie(name) for name in _CLEARED if name not in already_set]
        return answer.adding(*headers)
