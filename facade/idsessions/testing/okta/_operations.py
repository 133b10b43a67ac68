"""What each operation of the org does, after the rate limits admitted the call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.okta import _authn as authn
from idsessions.testing.okta._caller import Authorization, Caller, authorize
from idsessions.testing.okta._dialogue import Steps
from idsessions.testing.okta._dpop import ExpectedProof, bound_key
from idsessions.testing.okta._errors import Refusal, not_found, refusal
from idsessions.testing.okta._input import flag, json_body
from idsessions.testing.okta._oauth import TOKEN_PATH, grant
from idsessions.testing.okta._rates import RateLimits, Standing
from idsessions.testing.okta._settings import OktaSettings
from idsessions.testing.okta._state import (
    STATE_TOKEN_SECONDS,
    OktaSession,
    OktaUser,
    OrgState,
    Transaction,
    link,
    timestamp,
)
from idsessions_okta.description import OPERATIONS

_AUTHN = "/api/v1/authn"
_HTTP_ONLY = "Path=/; Secure; HttpOnly"


@frozen(kw_only=True)
class Call:
    """One request to an operation, with its caller and the org's origin."""

    operation: str
    request: EmulatedRequest
    caller: Caller
    origin: str


class TooManyAttempts(Refusal):
    """The limit of one user refuses the request; its headers replace those of the bucket."""

    def __init__(self, standing: Standing) -> None:
        limited = refusal("E0000047")
        super().__init__(limited.status, limited.body)
        self.standing = standing


class Operations:
    """The operations; ``by_name`` has them by operationId."""

    def __init__(self, state: OrgState, settings: OktaSettings, rates: RateLimits, now: Callable[[], float]) -> None:
        self._state = state
        self._settings = settings
        self._rates = rates
        self._now = now
        self._steps = Steps(state, now)
        self.by_name: Mapping[str, Callable[[Call], Answer]] = {
            name: getattr(self, re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)) for name in OPERATIONS
        }

    # --- with an API token or an access token ----------------------------------------------------------------------

    def create_session(self, call: Call) -> Answer:
        self._authorize(call)
        token: str = json_body(call.request, "CreateSessionRequest")["sessionToken"]
        user = self._state.redeem_session_token(token)
        if user is None:
            raise refusal("E0000004")
        session = self._state.start_session(user, self._settings.session_lifetime)
        return Answer.json(self._session_body(session, call, "me"))

    def get_session(self, call: Call) -> Answer:
        session = self._named_session(call)
        return Answer.json(self._session_body(session, call, session.external_id))

    def refresh_session(self, call: Call) -> Answer:
        session = self._named_session(call)
        return self._refreshed(session, call, session.external_id, "sid")

    def revoke_session(self, call: Call) -> Answer:
        del self._state.sessions[self._named_session(call).id]
        return Answer.empty()

    def revoke_user_sessions(self, call: Call) -> Answer:
        self._authorize(call)
        name = call.request.path_params["userId"]
        oauth_tokens, forget_devices = flag(call.request, "oauthTokens"), flag(call.request, "forgetDevices")
        user = self._state.owner(call.caller.principal) if name == "me" else self._state.find_user(name)
        if user is None:
            raise not_found(name, "User")
        self._state.end_sessions(user)
        user.oauth_tokens_revoked |= bool(oauth_tokens)
        user.devices_forgotten |= self._settings.identity_engine if forget_devices is None else forget_devices
        return Answer.empty()

    def global_token_revocation(self, call: Call) -> Answer:
        self._authorize(call)
        who = json_body(call.request, "GlobalTokenRevocationRequest")["sub_id"]
        if who["format"] not in ("opaque", "iss_sub"):
            raise refusal("E0000001", "Api validation failed: sub_id", ["format: is not valid"])
        # An outside user is known here by the login.
        name = str(who.get("id" if who["format"] == "opaque" else "sub"))
        user = self._state.find_user(name)
        if user is None:
            raise not_found(name, "User")
        self._state.end_sessions(user)
        self._state.revoke_access_tokens(user)
        user.oauth_tokens_revoked = True
        return Answer.empty()

    def end_my_account_sessions(self, call: Call) -> Answer:
        self._authorize(call)
        token = self._state.access_token(Authorization.of(call.request).token)
        if token is None or token.user is None:
            raise refusal("E0000006")
        tokens = flag(call.request, "oauthTokens") is not False
        spared = flag(call.request, "excludeCurrentAuthorizationContext")
        self._state.end_sessions(token.user, but=token.session if spared else None)
        if tokens:
            token.user.oauth_tokens_revoked = True
            self._state.revoke_access_tokens(token.user, but=token if spared else None)
        return Answer.empty()

    # --- with a session cookie -------------------------------------------------------------------------------------

    def get_current_session(self, call: Call) -> Answer:
        _, session = self._current(call)
        return Answer.json(self._session_body(session, call, "me"))

    def refresh_current_session(self, call: Call) -> Answer:
        cookie, session = self._current(call)
        return self._refreshed(session, call, "me", cookie)

    def close_current_session(self, call: Call) -> Answer:
        cookie, session = self._current(call)
        del self._state.sessions[session.id]
        cleared = [cleared_cookie(name) for name in dict.fromkeys(("sid", "xids", cookie))]
        return Answer.empty(headers=cleared)

    def end_user_sessions(self, call: Call) -> Answer:
        found = self._state.session_of_cookies(call.request.cookie_pairs)
        if found is None:
            raise refusal("E0000005")
        keep = not call.request.body or json_body(call.request, "KeepCurrent").get("keepCurrent", True)
        self._state.end_sessions(found[1].user, but=found[1] if keep else None)
        return Answer.empty(200)

    # --- credentials -----------------------------------------------------------------------------------------------

    def authenticate(self, call: Call) -> Answer:
        if call.caller.scheme is not None and not call.caller.known:
            raise refusal("E0000011")
        body = json_body(call.request, "AuthenticationRequest")
        relay = {"relayState": body["relayState"]} if "relayState" in body else {}
        if "stateToken" in body:
            return Answer.json(self._resumed(body, call))
        if "token" in body:
            user = self._state.activation_tokens.get(body["token"])
            if user is None:
                raise refusal("E0000004")
            outcome = user.outcome if user.password is not None else "PASSWORD_RESET"
        elif body.get("username") and body.get("password"):
            user = self._with_password(body["username"], body["password"])
            outcome = user.outcome
        else:
            cause = "The 'username' and 'password' attributes are required in this context."
            raise refusal("E0000001", "Api validation failed: authRequest", [cause])
        warned = body.get("options", {}).get("warnBeforePasswordExpired", False)
        if outcome == "PASSWORD_WARN" and not warned:
            outcome = "SUCCESS"
        return Answer.json(self._reached(outcome, user, call, relay))

    def verify_factor(self, call: Call) -> Answer:
        for name in ("rememberDevice", "autoPush"):
            flag(call.request, name)
        factor = call.request.path_params["factorIdOrFactorType"]
        return Answer.json(self._steps.verify(factor, self._step_body(call), call.origin + _AUTHN))

    def continue_authentication(self, call: Call) -> Answer:
        step = call.request.path_params["step"]
        return Answer.json(self._steps.step(step, self._step_body(call), call.origin + _AUTHN))

    def cancel_authentication(self, call: Call) -> Answer:
        return Answer.json(self._steps.cancel(self._step_body(call)))

    def issue_access_token(self, call: Call) -> Answer:
        url, now = call.origin + TOKEN_PATH, self._now()
        app, scopes = grant(call.request, self._state, token_url=url, now=now)
        bound_to: str | None = None
        if app.requires_dpop or "dpop" in call.request.headers:
            expected = ExpectedProof(method="POST", url=url, now=now, seconds=self._settings.dpop_proof_lifetime)
            bound_to = bound_key(call.request, self._state, expected, nonce=self._settings.dpop_nonce)
        lifetime = self._settings.access_token_lifetime
        token = self._state.issue_access_token(app, scopes, seconds=lifetime, bound_to=bound_to)
        return Answer.json(
            {
                "token_type": token.token_type,
                "expires_in": lifetime,
                "access_token": token.value,
                "scope": " ".join(scopes),
            }
        )

    def _step_body(self, call: Call) -> dict[str, Any]:
        return json_body(call.request, "AuthenticationStep")

    # --- shared by several operations ------------------------------------------------------------------------------

    def _authorize(self, call: Call) -> None:
        has_cookie = self._state.session_of_cookies(call.request.cookie_pairs) is not None
        authorize(call.caller, call.request, OPERATIONS[call.operation]["security"], user=has_cookie)

    def _named_session(self, call: Call) -> OktaSession:
        self._authorize(call)
        session_id = call.request.path_params["sessionId"]
        session = self._state.session(session_id)
        if session is None:
            raise not_found(session_id, "AppSession")
        return session

    def _current(self, call: Call) -> tuple[str, OktaSession]:
        found = self._state.session_of_cookies(call.request.cookie_pairs)
        if found is None:
            raise not_found("me", "Session")
        return found

    def _refreshed(self, session: OktaSession, call: Call, shown_id: str, cookie: str) -> Answer:
        session.expires_at = self._now() + self._settings.session_lifetime
        value = session.id if cookie == "sid" else session.idx
        # As in recorded responses: an administrator who refreshes a user's session gets that user's cookie.
        headers = [
            ("Set-Cookie", f"{cookie}={value};Version=1;Path=/;Secure"),
            ("Set-Cookie", f"xids={session.external_id};Version=1;Path=/;Secure"),
        ]
        if "return=minimal" in call.request.headers.get("prefer", ""):
            return Answer.empty(headers=[*headers, ("preference-applied", "return=minimal")])
        return Answer.json(self._session_body(session, call, shown_id), headers=headers)

    def _session_body(self, session: OktaSession, call: Call, shown_id: str) -> dict[str, Any]:
        href = f"{call.origin}/api/v1/sessions/{shown_id}"
        user = session.user
        factor = session.last_factor_verification
        body: dict[str, Any] = {
            "id": session.id,
            "userId": user.id,
            "login": user.login,
            "createdAt": timestamp(session.created_at),
            "expiresAt": timestamp(session.expires_at),
            "status": session.status,
            "lastPasswordVerification": timestamp(session.created_at) if "pwd" in session.amr else None,
            "lastFactorVerification": None if factor is None else timestamp(factor),
            "amr": list(session.amr),
            "idp": {"id": self._state.org_id, "type": session.idp_type},
            "mfaActive": user.outcome == "MFA_REQUIRED" or factor is not None,
            "_links": {
                "self": link(href, "GET", "DELETE"),
                "refresh": link(f"{href}/lifecycle/refresh", "POST"),
                "user": link(
                    f"{call.origin}/api/v1/users/{'me' if shown_id == 'me' else user.id}",
                    "GET",
                    name=f"{user.first_name} {user.last_name}",
                ),
            },
        }
        if self._settings.identity_engine and call.operation == "getCurrentSession":
            del body["idp"]
        return body

    def _with_password(self, username: str, password: str) -> OktaUser:
        limited = self._rates.spend_for_user(username.lower(), self._settings.authn_per_user)
        if limited is not None:
            raise TooManyAttempts(limited)
        user = self._state.find_user(username)
        if user is None:
            raise refusal("E0000004")
        if user.outcome == "LOCKED_OUT":
            return user
        if user.password is None or user.password != password:
            user.failures += 1
            if user.failures >= self._settings.lockout_after:
                user.outcome = "LOCKED_OUT"
            raise refusal("E0000004")
        user.failures = 0
        return user

    def _reached(self, outcome: str, user: OktaUser, call: Call, relay: Mapping[str, str]) -> dict[str, Any]:
        url = call.origin + call.request.raw_path
        if outcome == "LOCKED_OUT":
            if self._settings.hide_lockout:
                raise refusal("E0000004")
            return {**authn.locked_out(url), **relay}
        if outcome == "SUCCESS":
            return {**authn.success(user, url, *self._state.issue_session_token(user)), **relay}
        token, expires_at = self._state.new_id("00", 40), self._now() + STATE_TOKEN_SECONDS
        transaction = Transaction(token=token, user=user, status=outcome, expires_at=expires_at, relay=dict(relay))
        self._state.transactions[token] = transaction
        if outcome == "PASSWORD_RESET":
            transaction.recovery = "ACCOUNT_ACTIVATION"
        if outcome == "MFA_REQUIRED" and user.passcode is None:
            user.passcode = self._state.new_passcode()
        return {**authn.shown(transaction, url), **relay}

    def _resumed(self, body: Mapping[str, Any], call: Call) -> dict[str, Any]:
        transaction = self._state.transactions.get(body["stateToken"])
        if transaction is None or self._now() >= transaction.expires_at:
            raise refusal("E0000011")
        if "username" in body or "password" in body:
            raise refusal("E0000079", causes=["This operation is not allowed in the current authentication state."])
        # "A sliding scale expiration algorithm that extends with every request."
        transaction.expires_at = self._now() + STATE_TOKEN_SECONDS
        url = call.origin + call.request.raw_path
        return {**authn.shown(transaction, url), **transaction.relay}


def cleared_cookie(name: str) -> tuple[str, str]:
    """The header that deletes a cookie."""
    return "Set-Cookie", f'{name}="";Version=1;Path=/;Max-Age=0'


def application_server_cookie(value: str) -> tuple[str, str]:
    """The header that sets the cookie of Okta's application server, as in every response."""
    return "Set-Cookie", f"JSESSIONID={value}; {_HTTP_ONLY}"
