"""The later steps of an emulated sign-in: factors, enrollment, passwords and recovery, with codes that a test can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from idsessions.testing.okta import _authn as authn
from idsessions.testing.okta._errors import Refusal, refusal
from idsessions.testing.okta._state import STATE_TOKEN_SECONDS, OktaUser, OrgState, Transaction

_NOT_NOW: Final = "This operation is not allowed in the current authentication state."
_CODE_FACTORS: Final = ("sms", "call", "email")
_OF_A_RECOVERY: Final = {"SMS": "sms", "CALL": "call", "EMAIL": "email"}
_MOST_WRONG_CODES: Final = 5
Body = Mapping[str, Any]


class Steps:
    """Every step after the password. A step that the state does not offer is refused."""

    def __init__(self, state: OrgState, now: Callable[[], float]) -> None:
        self._state = state
        self._now = now

    def cancel(self, body: Body) -> dict[str, Any]:
        """Revoke the state token."""
        transaction = self._transaction(body)
        del self._state.transactions[transaction.token]
        return dict(transaction.relay)

    def verify(self, factor: str, body: Body, url: str) -> dict[str, Any]:
        """Start, answer or poll the challenge of a factor."""
        transaction = self._transaction(body, "MFA_REQUIRED", "MFA_CHALLENGE")
        kind = authn.kind_of(transaction.user, factor)
        if kind is None or (transaction.status == "MFA_CHALLENGE" and transaction.factor != kind):
            raise _not_now()
        given = any(body.get(name) for name in ("passCode", "answer", "password", "signatureData"))
        if kind == "push":
            return self._push(transaction, url)
        if given:
            self._check(transaction, kind, body)
            return self._done(transaction, url)
        if kind in _CODE_FACTORS:
            self._send_code(transaction.user)
        transaction.status, transaction.factor = "MFA_CHALLENGE", kind
        transaction.factor_result = "CHALLENGE" if kind == "webauthn" else None
        return self._shown(transaction, url)

    def step(self, name: str, body: Body, url: str) -> dict[str, Any]:
        """Any other step."""
        for pattern, method in (
            (r"skip", self._skip),
            (r"previous", self._previous),
            (r"credentials/change_password", self._change_password),
            (r"credentials/reset_password", self._reset_password),
            (r"recovery/(?:password|unlock)", self._recover),
            (r"recovery/token", self._redeem),
            (r"recovery/answer", self._answer),
            (r"recovery/factors/\w+/(?:verify|resend)", self._recovery_factor),
            (r"factors", self._enroll),
            (r"factors/\w+/(?:verify|lifecycle)/resend", self._resend),
            (r"factors/\w+/lifecycle/activate(?:/poll)?", self._activate),
        ):
            if re.fullmatch(pattern, name):
                return method(name, body, url)
        raise refusal("E0000022")

    # --- factors -------------------------------------------------------------------------------------------------------

    def _push(self, transaction: Transaction, url: str) -> dict[str, Any]:
        if transaction.status == "MFA_REQUIRED" or transaction.factor_result != "WAITING":
            transaction.status, transaction.factor, transaction.factor_result = "MFA_CHALLENGE", "push", "WAITING"
            return self._shown(transaction, url)
        return self._after_push(transaction, url)

    def _after_push(self, transaction: Transaction, url: str) -> dict[str, Any]:
        outcome, user = transaction.user.push, transaction.user
        if outcome == "WAITING":
            return self._shown(transaction, url)
        user.push = "WAITING"
        if outcome == "APPROVED":
            return self._done(transaction, url)
        transaction.factor_result = outcome
        return self._shown(transaction, url)

    def _check(self, transaction: Transaction, kind: str, body: Body) -> None:
        user = transaction.user
        if kind == "question":
            right, cause = body.get("answer") == user.answer, "Your answer doesn't match our records."
        elif kind == "webauthn":
            parts = ("clientData", "authenticatorData", "signatureData")
            right, cause = all(body.get(name) for name in parts), "The signature is not valid."
        else:
            right = user.passcode is not None and body.get("passCode") == user.passcode
            cause = "Your passcode doesn't match our records."
        if right:
            user.wrong_codes = 0
            if kind in _CODE_FACTORS:
                user.passcode = None
            return
        user.wrong_codes += 1
        if user.wrong_codes >= _MOST_WRONG_CODES:
            self._state.transactions.pop(transaction.token, None)
            raise refusal("E0000069")
        raise refusal("E0000068", causes=[cause])

    def _resend(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "MFA_CHALLENGE", "MFA_ENROLL_ACTIVATE")
        if transaction.factor == "push":
            transaction.factor_result = "WAITING"
        elif transaction.factor in _CODE_FACTORS:
            self._send_code(transaction.user)
        else:
            raise _not_now()
        return self._shown(transaction, url)

    def _previous(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "MFA_CHALLENGE", "MFA_ENROLL_ACTIVATE")
        transaction.status = "MFA_REQUIRED" if transaction.status == "MFA_CHALLENGE" else "MFA_ENROLL"
        transaction.factor = transaction.factor_result = None
        return self._shown(transaction, url)

    def _enroll(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "MFA_ENROLL")
        kind = str(body.get("factorType"))
        profile: dict[str, Any] = body.get("profile") or {}
        if kind not in authn.OFFERED:
            raise refusal("E0000001", "Api validation failed: factorEnrollRequest", ["factorType: is not valid"])
        if kind == "question":
            transaction.user.answer = str(profile.get("answer"))
            return self._done(transaction, url)
        if kind in _CODE_FACTORS:
            if not profile.get("phoneNumber"):
                raise refusal("E0000098", "This phone number is invalid.")
            self._send_code(transaction.user)
        transaction.status, transaction.factor = "MFA_ENROLL_ACTIVATE", kind
        transaction.factor_result = "WAITING" if kind == "push" else None
        return self._shown(transaction, url)

    def _activate(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "MFA_ENROLL_ACTIVATE")
        if transaction.factor == "push":
            return self._after_push(transaction, url)
        self._check(transaction, transaction.factor or "", body)
        return self._done(transaction, url)

    def _send_code(self, user: OktaUser) -> None:
        """Okta refuses the same code soon after; a new one is always another."""
        user.passcode = self._state.new_passcode()

    # --- passwords and recovery ----------------------------------------------------------------------------------------

    def _skip(self, _: str, body: Body, url: str) -> dict[str, Any]:
        return self._done(self._transaction(body, "PASSWORD_WARN", "MFA_ENROLL"), url)

    def _change_password(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "PASSWORD_WARN", "PASSWORD_EXPIRED")
        if body.get("oldPassword") != transaction.user.password:
            raise _unfit_password("oldPassword: The old password is not correct.")
        return self._set_password(transaction, body, url)

    def _reset_password(self, _: str, body: Body, url: str) -> dict[str, Any]:
        return self._set_password(self._transaction(body, "PASSWORD_RESET"), body, url)

    def _set_password(self, transaction: Transaction, body: Body, url: str) -> dict[str, Any]:
        new = body.get("newPassword")
        if not isinstance(new, str) or len(new) < authn.SHORTEST_PASSWORD:
            raise _unfit_password("newPassword: The password does not meet the complexity requirements.")
        transaction.user.password, transaction.user.password_changed = new, self._now()
        if body.get("revokeSessions"):
            self._state.end_sessions(transaction.user)
        transaction.user.outcome = "SUCCESS"
        return self._done(transaction, url)

    def _recover(self, name: str, body: Body, url: str) -> dict[str, Any]:
        username, kind = body.get("username"), str(body.get("factorType")).upper()
        purpose = "UNLOCK" if name.endswith("unlock") else "PASSWORD"
        if not username or kind not in _OF_A_RECOVERY:
            raise refusal("E0000001", "Api validation failed: username", ["factorType: is not valid"])
        user = self._state.find_user(str(username))
        if kind == "EMAIL":
            if user is not None:
                user.recovery_token = self._state.new_id("", 20)
                self._state.recoveries[user.recovery_token] = (user, purpose)
            return {
                "status": "RECOVERY_CHALLENGE",
                "factorResult": "WAITING",
                "factorType": kind,
                "recoveryType": purpose,
            }
        # Okta does not tell who exists: an unknown user gets a challenge that no code solves.
        user = user or OktaUser(id="00unobody", login=str(username), password=None)
        if user.id in self._state.users:
            self._send_code(user)
        transaction = self._begin("RECOVERY_CHALLENGE", user)
        transaction.factor, transaction.recovery = kind, purpose
        return self._shown(transaction, url)

    def _recovery_factor(self, name: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "RECOVERY_CHALLENGE")
        if name.endswith("resend"):
            self._send_code(transaction.user)
        else:
            self._check(transaction, _OF_A_RECOVERY[transaction.factor or "SMS"], body)
            transaction.status = "RECOVERY"
        return self._shown(transaction, url)

    def _redeem(self, _: str, body: Body, url: str) -> dict[str, Any]:
        found = self._state.recoveries.pop(str(body.get("recoveryToken")), None)
        if found is None:
            raise refusal("E0000105", "You have accessed an account recovery link that has expired.", status=403)
        transaction = self._begin("RECOVERY", found[0])
        transaction.recovery = found[1]
        return self._shown(transaction, url)

    def _answer(self, _: str, body: Body, url: str) -> dict[str, Any]:
        transaction = self._transaction(body, "RECOVERY")
        if body.get("answer") != transaction.user.answer:
            raise refusal("E0000087", "The recovery question answer did not match our records.", status=403)
        if transaction.recovery == "UNLOCK":
            transaction.user.outcome, transaction.user.failures = "SUCCESS", 0
            del self._state.transactions[transaction.token]
            return {"status": "SUCCESS", "recoveryType": "UNLOCK", **transaction.relay}
        transaction.status = "PASSWORD_RESET"
        return self._shown(transaction, url)

    # --- shared by several steps -----------------------------------------------------------------------------------------

    def _begin(self, status: str, user: OktaUser) -> Transaction:
        token, expires_at = self._state.new_id("00", 40), self._now() + STATE_TOKEN_SECONDS
        transaction = Transaction(token=token, user=user, status=status, expires_at=expires_at, relay={})
        self._state.transactions[token] = transaction
        return transaction

    def _transaction(self, body: Body, *statuses: str) -> Transaction:
        transaction = self._state.transactions.get(str(body.get("stateToken")))
        if transaction is None or self._now() >= transaction.expires_at:
            raise refusal("E0000011")
        if statuses and transaction.status not in statuses:
            raise _not_now()
        transaction.expires_at = self._now() + STATE_TOKEN_SECONDS
        return transaction

    def _done(self, transaction: Transaction, url: str) -> dict[str, Any]:
        del self._state.transactions[transaction.token]
        token, expires_at = self._state.issue_session_token(transaction.user)
        return {**authn.success(transaction.user, url, token, expires_at), **transaction.relay}

    def _shown(self, transaction: Transaction, url: str) -> dict[str, Any]:
        return {**authn.shown(transaction, url), **transaction.relay}


def _not_now() -> Refusal:
    return refusal("E0000079", causes=[_NOT_NOW])


def _unfit_password(cause: str) -> Refusal:
    return refusal("E0000014", "Update of credentials failed", [cause], status=403)
