"""The way of a request to its endpoint and back: the version gate, the cookies of sign-ins and logouts, the errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from random import Random
from typing import Final
from urllib.parse import unquote, urlsplit

from idsessions import Clock
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.forgerock._authenticate import LB_COOKIE, LB_VALUE, Authenticator, Outcome
from idsessions.testing.forgerock._caller import Caller, find_caller
from idsessions.testing.forgerock._crest import Refusal, chosen_fields, error_body, json_response, revision
from idsessions.testing.forgerock._journeys import simple_journey
from idsessions.testing.forgerock._oauth import TokenEndpoint
from idsessions.testing.forgerock._profiles import ServerProfile
from idsessions.testing.forgerock._serverinfo import server_info, server_version
from idsessions.testing.forgerock._sessions import UNSUPPORTED, SessionsEndpoint
from idsessions.testing.forgerock._state import ServerState
from idsessions.testing.forgerock._versions import VersionGate
from idsessions_forgerock.description import OPERATIONS

# How the servers write a time in the past.
_PAST: Final = "Thu, 01 Jan 1970 00:00:10 GMT"
_UNAUTHORIZED: Final = 401
_AUTH_COOKIE: Final = "AMAuthCookie"
_JOURNEYS: Final = ("Login", "PasswordGrant", "ldapService")


class Endpoints:
    """The endpoints of one server; ``by_name`` has them by operationId.

    Args:
        profile: The kind of server.
        clock: The server's time.
        random: Makes tokens and names.
        origin: The server's origin, which changes while it is served.
        cookie_name: The name of the session cookie, by default the profile's.
        session_properties: The allowed session properties.
        token_in_body: Whether sign-ins send the token in the body, not only in the cookie.
        sticky: Whether a sign-in fails without the load balancer's cookie.
    """

    def __init__(
        self,
        profile: ServerProfile,
        *,
        clock: Clock,
        random: Random,
        origin: Callable[[], str],
        cookie_name: str | None,
        session_properties: Collection[str],
        token_in_body: bool,
        sticky: bool,
    ) -> None:
        self._profile = profile
        self._random = random
        self._origin = origin
        self._token_in_body = token_in_body
        self._realms = {realm.casefold(): realm for realm in profile.realms}
        self.state = ServerState(profile, clock, random)
        self.cookie_name = cookie_name or profile.cookie_name or self.random_name()
        self.token_endpoint = TokenEndpoint(self.state, clock)
        self.sessions = SessionsEndpoint(
            profile=profile, clock=clock, state=self.state, properties=tuple(session_properties)
        )
        self.authenticator = Authenticator(
            profile=profile,
            clock=clock,
            random=random,
            state=self.state,
            journeys={name: simple_journey(name, colons=not profile.callback_ids) for name in _JOURNEYS},
            default_service=profile.default_service,
            success_url=self._success_url,
            sticky=sticky,
            token_in_body=token_in_body,
        )
        self.by_name: Mapping[str, Callable[[EmulatedRequest], Answer]] = {
            # All other operations are actions on sessions.
            **dict.fromkeys(OPERATIONS, self.act),
            "querySessions": self.query_sessions,
            "authenticate": self.authenticate,
            "getServerInfo": self.get_server_info,
            "issueAccessToken": self.issue_access_token,
        }

    # --- realms and callers ----------------------------------------------------------------------------------------

    @property
    def realms(self) -> tuple[str, ...]:
        """The realms, as paths."""
        return tuple(self._realms.values())

    def add_realm(self, path: str) -> None:
        """Add a realm, if it does not exist."""
        self._realms[path.casefold()] = path

    def has_realm(self, path: str) -> bool:
        """Whether the realm exists; the case does not matter."""
        return path.casefold() in self._realms

    def caller(self, request: EmulatedRequest) -> Caller:
        """The caller of a request."""
        return find_caller(request, self.cookie_name, self._profile, self.state)

    def random_name(self) -> str:
        """A random cookie name, as AIC has them."""
        return f"{self._random.randrange(16**14, 16**15):x}"

    # --- operations of the document --------------------------------------------------------------------------------

    def act(self, request: EmulatedRequest) -> Answer:
        """Any action on sessions; the version also decides which actions exist."""
        return self._crest(request, "sessions", lambda gate: self._act(request, gate))

    def query_sessions(self, request: EmulatedRequest) -> Answer:
        if "_action" in request.query:
            return self.error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        return self._crest(request, "sessions", lambda gate: self._query(request, gate))

    def authenticate(self, request: EmulatedRequest) -> Answer:
        gate = VersionGate(self._profile, "authenticate", request)
        try:
            version = gate()
        except Refusal:
            return Answer.empty(404)
        try:
            outcome = self.authenticator.step(request, self._realm(request))
        except Refusal as refusal:
            answer = self.error(refusal, request, old_form=version[0] == 1).adding(*gate.headers())
            timed_out = refusal.status == self._profile.timeout_status and refusal.status != _UNAUTHORIZED
            return answer.adding(*self._deleted_cookies()) if timed_out else answer
        cookies = (("Set-Cookie", cookie) for cookie in self._sign_in_cookies(outcome))
        return json_response(outcome.body, request).adding(*gate.headers(), *cookies)

    def get_server_info(self, request: EmulatedRequest) -> Answer:
        if "_action" in request.query:
            return self.error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        return self._crest(request, "serverinfo", lambda gate: self._server_info(request, gate))

    def issue_access_token(self, request: EmulatedRequest) -> Answer:
        return self.token_endpoint.respond(request, self._origin() + request.raw_path)

    # --- requests that the document does not have ------------------------------------------------------------------

    def unmatched(self, request: EmulatedRequest, path: str) -> Answer:
        """Respond to a request that matches no operation; ``path`` is the path after the realm."""
        first, _, last = path.partition("/")
        if request.method != "POST" and "_action" in request.query and first in ("sessions", "serverinfo"):
            return self.error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        if first == "sessions" and request.method == "POST" and "/" not in last:
            return self._crest(request, "sessions", lambda gate: self._act(request, gate, unquote(last) or None))
        if path == "sessions":
            return self._crest(request, "sessions", lambda gate: self._refuse_method(request, gate))
        if path == "serverinfo/version" and request.method == "GET":
            return self._crest(request, path, lambda gate: self._server_version(request, gate))
        if path == "serverinfo/*":
            return self._crest(request, "serverinfo", lambda gate: self._refuse_unsupported(request, gate))
        if path == "authenticate":
            return self._crest(request, path, self._refuse_not_allowed)
        return self.error(Refusal(404, f"Resource '{path}' not found"), request)

    def error(self, refusal: Refusal, request: EmulatedRequest, *, old_form: bool = False) -> Answer:
        """The response to a refused request; ``old_form`` is that of the oldest version of ``authenticate``."""
        if refusal.form != "json":
            return Answer(refusal.status, body=refusal.message.encode() if refusal.form == "text" else b"")
        body = error_body(refusal, escape=self._profile.escapes_messages)
        if old_form:
            body = {"errorMessage": body["message"]}
        return json_response(body, request, status=refusal.status)

    # --- the work of each endpoint, with its version gate ----------------------------------------------------------

    def _crest(self, request: EmulatedRequest, endpoint: str, work: Callable[[VersionGate], Answer]) -> Answer:
        gate = VersionGate(self._profile, endpoint, request)
        try:
            answer = work(gate)
        except Refusal as refusal:
            answer = self.error(refusal, request)
            # A failure inside the server leaves no headers.
            return answer if refusal.form == "empty" else answer.adding(*gate.headers())
        return answer.adding(*gate.headers())

    def _act(self, request: EmulatedRequest, gate: VersionGate, path_token: str | None = None) -> Answer:
        body = self.sessions.act(request, self._realm(request), self.caller(request), gate, path_token)
        answer = json_response(body, request)
        if body.get("result") == "Successfully logged out" and not self._profile.spares_cookies:
            expired = f"Expires={_PAST}; Path=/"
            cookies = (f'{self.cookie_name}=""; {expired}; HttpOnly', f"{LB_COOKIE}=LOGOUT; {expired}")
            return answer.adding(*(("Set-Cookie", cookie) for cookie in cookies))
        return answer

    def _query(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        body = self.sessions.query(request, self.caller(request), gate)
        answer = json_response(body, request).adding(*gate.headers(has_results=bool(body["result"])))
        gate.served = None
        return answer

    def _server_info(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        gate.check_protocol()
        gate()
        info = server_info(
            self._profile,
            cookie_name=self.cookie_name,
            domain=urlsplit(self._origin()).hostname or "",
            realm=self._realm(request),
            secure=self._secure,
            token_in_body=self._token_in_body,
        )
        return json_response(chosen_fields({"_id": "*", "_rev": revision(info), **info}, request), request)

    def _server_version(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        caller = self.caller(request)
        if caller.session is None:
            raise Refusal(403, "No session for request.")
        if not caller.admin:
            raise Refusal(403, "The user has insufficient privileges")
        gate()
        return json_response(server_version(self._profile), request)

    def _refuse_method(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        raise self.sessions.other(request, self.caller(request), gate)

    def _refuse_unsupported(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        if self.caller(request).session is None:
            raise Refusal(401, "Access Denied")
        gate()
        raise Refusal(501, UNSUPPORTED)

    def _refuse_not_allowed(self, gate: VersionGate) -> Answer:
        gate()
        raise Refusal(405)

    # --- cookies and URLs ------------------------------------------------------------------------------------------

    def _sign_in_cookies(self, outcome: Outcome) -> list[str]:
        cookies: list[str] = []
        if outcome.session is not None:
            flags = "; HttpOnly" if self._profile.name == "aic" or not self._token_in_body else ""
            flags += "; Secure; SameSite=none" if self._secure else ""
            cookies.append(f"{self.cookie_name}={outcome.session.token}; Path=/{flags}")
        elif outcome.dialogue is not None and self._profile.spares_cookies:
            cookies.append(f"{_AUTH_COOKIE}={self.state.new_token()}; Path=/")
        if outcome.dialogue is not None:
            cookies.append(f"{LB_COOKIE}={LB_VALUE}; Path=/")
        if outcome.finished and self._profile.spares_cookies:
            cookies.append(f"{_AUTH_COOKIE}=LOGOUT; Max-Age=0; Expires={_PAST}; Path=/")
        return cookies

    def _deleted_cookies(self) -> list[tuple[str, str]]:
        expired = f"Max-Age=0; Expires={_PAST}; Path=/"
        return [("Set-Cookie", f"{self.cookie_name}=; {expired}"), ("Set-Cookie", f"{LB_COOKIE}=LOGOUT; {expired}")]

    def _realm(self, request: EmulatedRequest) -> str:
        """The realm of the path, with the case of its creation."""
        return self._realms[request.prefix_params["realm"].casefold()]

    @property
    def _secure(self) -> bool:
        return self._origin().startswith("https:") and self._profile.name != "openam"

    def _success_url(self, realm: str) -> str:
        path = self._profile.success_path
        return f"{self._origin()}{path}{realm.lstrip('/') or '/'}" if path.endswith("=") else path
