"""How an emulated ForgeRock server takes requests in, finds out who is calling, and lets answers out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from random import Random
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import evolve

from idsessions._clock import Clock
from idsessions.testing._base.emulator import Emulator, Handler
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing._base.routes import Match
from idsessions.testing.forgerock._authenticate import LB_COOKIE, LB_VALUE, Authenticator, Outcome
from idsessions.testing.forgerock._crest import (
    Refusal,
    VersionGate,
    action_body,
    chosen_fields,
    error_body,
    html_page,
    json_answer,
    revision,
)
from idsessions.testing.forgerock._journeys import simple_journey
from idsessions.testing.forgerock._oauth import TOKEN_PATH, TokenEndpoint
from idsessions.testing.forgerock._profiles import ServerProfile, asked_versions
from idsessions.testing.forgerock._serverinfo import server_info, server_version
from idsessions.testing.forgerock._sessions import BODY_TARGET, UNSUPPORTED, Caller, SessionsEndpoint
from idsessions.testing.forgerock._store import Store
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

# How long the session lives that AIC makes up for a service account's request.
_PASSING_MINUTES: Final = 5
_REALM: Final = re.compile(r"/realms/([^/]+)")
# As the servers write a moment long gone.
_SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_GONE: Final = "Thu, 01 Jan 1970 00:00:10 GMT"
_UNAUTHORIZED: Final = 401
_AUTH_COOKIE: Final = "AMAuthCookie"
# The actions on sessions, by what servers compare: the name in lower case.
_ACTIONS: Final = {
    name.lower(): name
    for name, operation in OPERATIONS.items()
    if operation["path"].rstrip("/") == "/sessions" and operation["method"] == "POST"
}


class ForgeRockServer(Emulator):
    """The wire side of the emulator; what tests use is in the subclass."""

    provider = "forgerock"
    OPERATIONS = OPERATIONS
    SCHEMAS = SCHEMAS

    def __init__(
        self,
        profile: ServerProfile,
        *,
        clock: Clock | None,
        random: Random,
        cookie_name: str | None,
        session_properties: Collection[str],
        token_in_body: bool,
        sticky: bool,
    ) -> None:
        super().__init__(clock=clock)
        self.profile = profile
        self._realms = {realm.casefold(): realm for realm in profile.realms}
        self._random = random
        self._token_in_body = token_in_body
        self._store = Store(profile, self.clock, random)
        self.cookie_name = cookie_name or profile.cookie_name or self._random_name()
        self._service_account = self._store.add_user("service-account", self._store.new_uuid(), "/", admin=True)
        self._token_endpoint = TokenEndpoint(self._store, self.clock)
        self._sessions = SessionsEndpoint(
            profile=profile, clock=self.clock, store=self._store, properties=tuple(session_properties)
        )
        self._authenticator = Authenticator(
            profile=profile,
            clock=self.clock,
            random=random,
            store=self._store,
            journeys={
                name: simple_journey(name, colons=not profile.callback_ids)
                for name in ("Login", "PasswordGrant", "ldapService")
            },
            default_service=profile.default_service,
            success_url=self._success_url,
            sticky=sticky,
            token_in_body=token_in_body,
        )

    # --- the hooks of the base -------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        """One function for all actions: they are told apart by the version, too."""
        answers = dict.fromkeys(OPERATIONS, self._act)
        return {
            **answers,
            "querySessions": self._query,
            "authenticate": self._authenticate,
            "getServerInfo": self._server_info,
            "issueAccessToken": self._issue_access_token,
        }

    def credentials(self, request: EmulatedRequest) -> Collection[str]:
        """The security schemes whose credential the request carries."""
        presented = {
            "session": self.cookie_name in request.headers,
            "sessionCookie": self._cookie(request) is not None,
            "bearer": request.headers.get("authorization", "").lower().startswith("bearer "),
        }
        return {name for name, there in presented.items() if there}

    def own_rules(self, request: EmulatedRequest) -> Iterator[str]:
        """Say where a request would not do what it seems to ask for."""
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
        """Take the deployment and the realm off the path."""
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
            return None  # Beside the realms, not in them.
        return rest.replace("%2A", "*").replace("%2a", "*"), {"realm": "/" + "/".join(names)}

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """What stands before the endpoints: the web container, the filter against forgery, versions, the realm."""
        lowered = request.raw_path.lower()
        if "%2f" in lowered or "%5c" in lowered:
            return html_page(400)
        if request.raw_path == self.profile.deployment + TOKEN_PATH and self.profile.bearer:
            return None
        if "realm" not in request.prefix_params:
            return html_page(404)
        if self._may_be_forged(request):
            return self._error(Refusal(403), request)
        try:
            asked_versions(request.headers.get("accept-api-version"))
        except ValueError as error:
            return self._error(
                Refusal(400, str(error), form="text" if self.profile.name == "openam" else "json"), request
            )
        realm = request.prefix_params["realm"]
        if realm.casefold() not in self._realms:
            return self._error(Refusal(404, f'Realm "{realm}" not found'), request)
        if self.profile.any_request_is_use and (session := self._caller(request).session) is not None:
            session.touch(self.clock.time())
        return None

    def _may_be_forged(self, request: EmulatedRequest) -> bool:
        """Whether the filter against cross-site requests refuses it.

        https://docs.pingidentity.com/pingam/8/security/rest-CSRF.html
        """
        if not self.profile.csrf or "realm" not in request.prefix_params or request.method in _SAFE_METHODS:
            return False
        return not any(name in request.headers for name in ("accept-api-version", "x-requested-with"))

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        """Endpoints that the document does not have, and what is none."""
        stripped = self.strip_prefix(request.raw_path)
        rest = stripped[0].strip("/") if stripped else ""
        first, _, last = rest.partition("/")
        if request.method != "POST" and "_action" in request.query and first in ("sessions", "serverinfo"):
            return self._error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        if first == "sessions" and request.method == "POST" and "/" not in last:
            return self._crest(request, "sessions", lambda gate: self._acted(request, gate, unquote(last) or None))
        if rest == "sessions":
            return self._crest(request, "sessions", lambda gate: self._others(request, gate))
        if rest == "serverinfo/version" and request.method == "GET":
            return self._crest(request, rest, lambda gate: self._server_version(request, gate))
        if rest == "serverinfo/*":
            return self._crest(request, "serverinfo", lambda gate: self._not_supported(request, gate))
        if rest == "authenticate":
            return self._crest(request, rest, self._not_allowed)
        return self._error(Refusal(404, f"Resource '{rest}' not found"), request)

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Add what is on every answer."""
        answer = answer.adding(("Cache-Control", "no-cache, no-store, must-revalidate"))
        if self.profile.name == "aic":
            given = request.headers.get("x-forgerock-transactionid")
            answer = answer.adding(("X-ForgeRock-TransactionId", given or self._store.new_uuid()))
        return answer

    async def _issue_access_token(self, request: EmulatedRequest) -> Answer:
        return self._token_endpoint.answer(request, self.origin + request.raw_path)

    # --- the endpoints ---------------------------------------------------------------------------------------------

    def _identify(self, request: EmulatedRequest) -> tuple[Match, EmulatedRequest]:
        """Find the operation as the servers do: whatever the case of the action, with or without a last slash."""
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

    async def _act(self, request: EmulatedRequest) -> Answer:
        return self._crest(request, "sessions", lambda gate: self._acted(request, gate))

    def _acted(self, request: EmulatedRequest, gate: VersionGate, path_token: str | None = None) -> Answer:
        body = self._sessions.act(request, self._realm(request), self._caller(request), gate, path_token)
        answer = json_answer(body, request)
        if body.get("result") == "Successfully logged out" and not self.profile.spares_cookies:
            gone = f"Expires={_GONE}; Path=/"
            cookies = (f'{self.cookie_name}=""; {gone}; HttpOnly', f"{LB_COOKIE}=LOGOUT; {gone}")
            return answer.adding(*(("Set-Cookie", cookie) for cookie in cookies))
        return answer

    async def _query(self, request: EmulatedRequest) -> Answer:
        if "_action" in request.query:
            return self._error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        return self._crest(request, "sessions", lambda gate: self._queried(request, gate))

    def _queried(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        body = self._sessions.query(request, self._caller(request), gate)
        answer = json_answer(body, request).adding(*gate.headers(has_results=bool(body["result"])))
        gate.served = None
        return answer

    def _others(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        raise self._sessions.other(request, self._caller(request), gate)

    async def _authenticate(self, request: EmulatedRequest) -> Answer:
        gate = VersionGate(self.profile, "authenticate", request)
        try:
            version = gate()
        except Refusal:
            return Answer.empty(404)
        try:
            outcome = self._authenticator.step(request, self._realm(request))
        except Refusal as refusal:
            answer = self._error(refusal, request, old_form=version[0] == 1).adding(*gate.headers())
            over = refusal.status == self.profile.timeout_status and refusal.status != _UNAUTHORIZED
            return answer.adding(*self._no_cookies()) if over else answer
        cookies = self._cookies_of(outcome)
        headers = (*gate.headers(), *(("Set-Cookie", cookie) for cookie in cookies))
        return json_answer(outcome.body, request).adding(*headers)

    def _cookies_of(self, outcome: Outcome) -> list[str]:
        """What a step of a sign-in sets."""
        cookies: list[str] = []
        if outcome.session is not None:
            flags = "; HttpOnly" if self.profile.name == "aic" or not self._token_in_body else ""
            flags += "; Secure; SameSite=none" if self._secure else ""
            cookies.append(f"{self.cookie_name}={outcome.session.token}; Path=/{flags}")
        elif outcome.dialogue is not None and self.profile.spares_cookies:
            cookies.append(f"{_AUTH_COOKIE}={self._store.new_token()}; Path=/")
        if outcome.dialogue is not None:
            cookies.append(f"{LB_COOKIE}={LB_VALUE}; Path=/")
        if outcome.finished and self.profile.spares_cookies:
            cookies.append(f"{_AUTH_COOKIE}=LOGOUT; Max-Age=0; Expires={_GONE}; Path=/")
        return cookies

    def _no_cookies(self) -> list[tuple[str, str]]:
        gone = f"Max-Age=0; Expires={_GONE}; Path=/"
        return [("Set-Cookie", f"{self.cookie_name}=; {gone}"), ("Set-Cookie", f"{LB_COOKIE}=LOGOUT; {gone}")]

    async def _server_info(self, request: EmulatedRequest) -> Answer:
        if "_action" in request.query:
            return self._error(Refusal(400, "Unrecognized request parameter '_action'"), request)
        return self._crest(request, "serverinfo", lambda gate: self._informed(request, gate))

    def _informed(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        gate.check_protocol()
        gate()
        info = server_info(
            self.profile,
            cookie_name=self.cookie_name,
            domain=urlsplit(self.origin).hostname or "",
            realm=self._realm(request),
            secure=self._secure,
            token_in_body=self._token_in_body,
        )
        return json_answer(chosen_fields({"_id": "*", "_rev": revision(info), **info}, request), request)

    def _server_version(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        caller = self._caller(request)
        if caller.session is None:
            raise Refusal(403, "No session for request.")
        if not caller.admin:
            raise Refusal(403, "The user has insufficient privileges")
        gate()
        return json_answer(server_version(self.profile), request)

    def _not_supported(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        if self._caller(request).session is None:
            raise Refusal(401, "Access Denied")
        gate()
        raise Refusal(501, UNSUPPORTED)

    def _not_allowed(self, gate: VersionGate) -> Answer:
        gate()
        raise Refusal(405)

    def _crest(self, request: EmulatedRequest, endpoint: str, work: Callable[[VersionGate], Answer]) -> Answer:
        gate = VersionGate(self.profile, endpoint, request)
        try:
            answer = work(gate)
        except Refusal as refusal:
            answer = self._error(refusal, request)
            # What breaks the server below leaves no header behind.
            return answer if refusal.form == "empty" else answer.adding(*gate.headers())
        return answer.adding(*gate.headers())

    def _error(self, refusal: Refusal, request: EmulatedRequest, *, old_form: bool = False) -> Answer:
        if refusal.form != "json":
            return Answer(refusal.status, body=refusal.message.encode() if refusal.form == "text" else b"")
        body = error_body(refusal, escape=self.profile.escapes_messages)
        if old_form:
            body = {"errorMessage": body["message"]}
        return json_answer(body, request, status=refusal.status)

    def _realm(self, request: EmulatedRequest) -> str:
        """The realm of the path, as it is written where it was made."""
        return self._realms[request.prefix_params["realm"].casefold()]

    # --- who is calling --------------------------------------------------------------------------------------------

    def _caller(self, request: EmulatedRequest) -> Caller:
        """The cookie before the header, as OpenAM has it; a bearer token only where there is neither."""
        cookie, header = self._cookie(request), request.headers.get(self.cookie_name)
        token = header if cookie is None else cookie
        if token is not None:
            owned = token if header is None else header
            return Caller(token=token, session=self._store.live(token), owned=self._store.live(owned))
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        if not self.profile.bearer or scheme.lower() != "bearer":
            return Caller()
        if not self._store.accepts_access_token(credential):
            return Caller(token=credential)
        return Caller(session=self._store.passing(self._service_account, _PASSING_MINUTES))

    def _cookie(self, request: EmulatedRequest) -> str | None:
        pairs = ((name.lower(), value) for name, value in request.cookie_pairs)
        return next((value for name, value in pairs if name == self.cookie_name.lower()), None)

    @property
    def _secure(self) -> bool:
        return self.origin.startswith("https:") and self.profile.name != "openam"

    def _success_url(self, realm: str) -> str:
        path = self.profile.success_path
        return f"{self.origin}{path}{realm.lstrip('/') or '/'}" if path.endswith("=") else path

    def _random_name(self) -> str:
        return f"{self._random.randrange(16**14, 16**15):x}"
