"""How an emulated ForgeRock server takes requests in, finds out who is calling, and lets answers out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from random import Random
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import evolve

from idsessions._clock import Clock
from idsessions.testing._emulator import Emulator, Handler
from idsessions.testing._forgerock_authenticate import LB_COOKIE, LB_VALUE, Authenticator
from idsessions.testing._forgerock_crest import (
    Refusal,
    VersionGate,
    check_parameters,
    chosen_fields,
    error_body,
    html_page,
    json_answer,
    json_object,
    revision,
)
from idsessions.testing._forgerock_journeys import simple_journey
from idsessions.testing._forgerock_profiles import ServerProfile
from idsessions.testing._forgerock_serverinfo import server_info, server_version
from idsessions.testing._forgerock_sessions import BODY_TARGET, Caller, SessionsEndpoint
from idsessions.testing._forgerock_store import Store
from idsessions.testing._messages import Answer, EmulatedRequest
from idsessions.testing._routes import Match
from idsessions_forgerock.description import OPERATIONS, SCHEMAS

# How long the session lives that AIC makes up for a service account's request.
_PASSING_MINUTES: Final = 5
_REALM: Final = re.compile(r"/realms/([^/]+)")
_GONE: Final = "Thu, 01 Jan 1970 00:00:00 GMT"
_NOT_FOUND: Final = 404
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
        self.realms = set(profile.realms)
        self._random = random
        self._token_in_body = token_in_body
        self._store = Store(profile, self.clock, random)
        self.cookie_name = cookie_name or profile.cookie_name or self._random_name()
        self._service_account = self._store.add_user("service-account", self._store.new_uuid(), "/", admin=True)
        self._sessions = SessionsEndpoint(
            profile=profile, clock=self.clock, store=self._store, properties=tuple(session_properties)
        )
        self._authenticator = Authenticator(
            profile=profile,
            clock=self.clock,
            random=random,
            store=self._store,
            journeys={name: simple_journey(name) for name in ("Login", "PasswordGrant", "ldapService")},
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
        if request.operation not in _ACTIONS.values():
            return
        try:
            version = VersionGate(self.profile, "sessions", request)()
            in_body = "tokenId" in json_object(request)
        except Refusal:
            return
        if in_body and version[0] < BODY_TARGET:
            yield "body.tokenId is ignored below resource=3.0: the action is on the caller's own session"
        if "tokenId" in request.query and version[0] >= BODY_TARGET:
            yield "query parameter 'tokenId' is ignored from resource=3.0 on: the action is on the caller's own session"

    def strip_prefix(self, raw_path: str) -> tuple[str, dict[str, str]] | None:
        """Take the deployment and the realm off the path."""
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
        return rest.replace("%2A", "*").replace("%2a", "*"), {"realm": "/" + "/".join(names)}

    async def before(self, request: EmulatedRequest) -> Answer | None:
        """What stands before the endpoints: the web container, the filter against forgery, the realm."""
        lowered = request.raw_path.lower()
        if "%2f" in lowered or "%5c" in lowered:
            return html_page(400)
        if "realm" not in request.prefix_params:
            return html_page(404)
        proofs = ("accept-api-version", "x-requested-with")
        safe = request.method in ("GET", "HEAD", "OPTIONS") or any(name in request.headers for name in proofs)
        # https://docs.pingidentity.com/pingam/8/security/rest-CSRF.html
        if self.profile.csrf and not safe:
            return self._error(Refusal(403), request)
        realm = request.prefix_params["realm"]
        if realm not in self.realms:
            return self._error(Refusal(404, f'Realm "{realm}" not found'), request)
        return None

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        """Endpoints that the document does not have, and what is none."""
        stripped = self.strip_prefix(request.raw_path)
        rest = stripped[0].strip("/") if stripped else ""
        first, _, last = rest.partition("/")
        if first == "sessions" and request.method == "POST":
            return self._crest(request, "sessions", lambda gate: self._acted(request, gate, unquote(last) or None))
        if first == "sessions":
            return self._crest(request, "sessions", lambda gate: self._not_supported(request, gate))
        if rest == "serverinfo/version" and request.method == "GET":
            return self._crest(request, "serverinfo", lambda gate: self._server_version(request, gate))
        if rest == "serverinfo/*":
            return self._crest(request, "serverinfo", lambda gate: self._not_supported(request, gate))
        if rest == "authenticate":
            return self._error(Refusal(405), request)
        return self._error(Refusal(404, f"Resource '{rest}' not found"), request)

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        """Add what is on every answer."""
        answer = answer.adding(("Cache-Control", "no-cache, no-store, must-revalidate"))
        if self.profile.name == "aic":
            given = request.headers.get("x-forgerock-transactionid")
            answer = answer.adding(("X-ForgeRock-TransactionId", given or self._store.new_uuid()))
        return answer

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
        body = self._sessions.act(request, request.prefix_params["realm"], self._caller(request), gate, path_token)
        answer = json_answer(body, request)
        if body.get("result") == "Successfully logged out":
            gone = f"Expires={_GONE}; Path=/"
            cookies = (f'{self.cookie_name}=""; {gone}; HttpOnly', f"{LB_COOKIE}=LOGOUT; {gone}")
            return answer.adding(*(("Set-Cookie", cookie) for cookie in cookies))
        return answer

    async def _query(self, request: EmulatedRequest) -> Answer:
        return self._crest(request, "sessions", lambda gate: self._queried(request, gate))

    def _queried(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        return json_answer(self._sessions.query(request, self._caller(request), gate), request)

    async def _authenticate(self, request: EmulatedRequest) -> Answer:
        gate = VersionGate(self.profile, "authenticate", request)
        try:
            version = gate()
        except Refusal as refusal:
            return Answer.empty(404) if refusal.status == _NOT_FOUND else self._error(refusal, request)
        try:
            outcome = self._authenticator.step(request, request.prefix_params["realm"])
        except Refusal as refusal:
            return self._error(refusal, request, old_form=version[0] == 1).adding(*gate.headers())
        cookies = [f"{LB_COOKIE}={LB_VALUE}; Path=/"]
        if outcome.session is not None:
            flags = "; HttpOnly" if self.profile.name == "aic" or not self._token_in_body else ""
            flags += "; Secure; SameSite=none" if self._secure else ""
            cookies.insert(0, f"{self.cookie_name}={outcome.session.token}; Path=/{flags}")
        if self.profile.clears_auth_cookie and outcome.finished:
            cookies.append("AMAuthCookie=LOGOUT; Max-Age=0; Path=/")
        headers = (*gate.headers(), *(("Set-Cookie", cookie) for cookie in cookies))
        return json_answer(outcome.body, request).adding(*headers)

    async def _server_info(self, request: EmulatedRequest) -> Answer:
        return self._crest(request, "serverinfo", lambda gate: self._informed(request, gate))

    def _informed(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        check_parameters(request, "read")
        gate()
        info = server_info(
            self.profile,
            cookie_name=self.cookie_name,
            domain=urlsplit(self.origin).hostname or "",
            realm=request.prefix_params["realm"],
            secure=self._secure,
            token_in_body=self._token_in_body,
        )
        return json_answer(chosen_fields({"_id": "*", "_rev": revision(info), **info}, request), request)

    def _server_version(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        check_parameters(request, "read")
        gate()
        if self._caller(request).session is None:
            raise Refusal(403, "No session for request.")
        return json_answer(server_version(self.profile), request)

    def _not_supported(self, request: EmulatedRequest, gate: VersionGate) -> Answer:
        check_parameters(request, "action" if request.method == "POST" else "read")
        gate()
        raise self._sessions.unsupported(self._caller(request))

    def _crest(self, request: EmulatedRequest, endpoint: str, work: Callable[[VersionGate], Answer]) -> Answer:
        gate = VersionGate(self.profile, endpoint, request)
        try:
            answer = work(gate)
        except Refusal as refusal:
            answer = self._error(refusal, request)
        return answer.adding(*gate.headers())

    def _error(self, refusal: Refusal, request: EmulatedRequest, *, old_form: bool = False) -> Answer:
        body = error_body(refusal, escape=self.profile.escapes_messages)
        if old_form:
            body = {"errorMessage": body["message"]}
        return json_answer(body, request, status=refusal.status)

    # --- who is calling --------------------------------------------------------------------------------------------

    def _caller(self, request: EmulatedRequest) -> Caller:
        """The cookie before the header, as OpenAM has it; a bearer token only where there is neither."""
        token = self._cookie(request)
        if token is None:
            token = request.headers.get(self.cookie_name)
        if token is not None:
            return Caller(token=token, session=self._store.live(token))
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
        return self.origin.startswith("https:")

    def _success_url(self, realm: str) -> str:
        path = self.profile.success_path
        return f"{self.origin}{path}{realm}" if path.endswith("=") else path

    def _random_name(self) -> str:
        return f"{self._random.randrange(16**14, 16**15):x}"
