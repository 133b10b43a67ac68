"""Signing in to Okta step by step: what may be done next is what the links of the last response offer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypedDict, Unpack

from idsessions_okta.models import (
    AuthenticationFactor,
    AuthenticationStatus,
    AuthenticationStep,
    AuthenticationTransaction,
    FactorProfile,
    FactorResult,
    Link,
)

from .._checks import is_amount
from .._clock import Clock
from .._json import as_mapping
from ..credentials import Secret, as_secret, resolve_secret, validated_text
from ..errors import UsageError
from ._steps import challenge_of, factors_of, links_of, step_of

_POLL_EVERY: Final = 4.0


class _Options(TypedDict, total=False):
    """The other arguments of `OktaSessions.authenticate`."""

    token: str | None
    state_token: str | None
    relay_state: str | None
    device_token: str | None
    warn_before_password_expired: bool | None
    multi_optional_factor_enroll: bool | None
    forwarded_for: str | None
    device_fingerprint: str | None
    as_trusted_application: bool


class _Okta(Protocol):
    """The methods of the client that a dialogue calls."""

    @property
    def authenticate(self) -> Callable[..., Awaitable[AuthenticationTransaction]]: ...

    async def verify_factor(
        self,
        factor_id: str,
        request: AuthenticationStep,
        *,
        remember_device: bool | None = None,
        auto_push: bool | None = None,
    ) -> AuthenticationTransaction: ...

    async def continue_authentication(self, step: str, request: AuthenticationStep) -> AuthenticationTransaction: ...

    async def cancel_authentication(self, state_token: str) -> None: ...


class OktaDialogue:
    """A sign-in, a recovery or an unlocking, step by step. Each method sends one step and returns the state that it led to.

    A step that the last response does not offer is a `UsageError`, and nothing is sent. No step is ever sent twice, except
    after a 429.
    """

    def __init__(self, okta: _Okta, clock: Clock) -> None:
        self._okta = okta
        self._clock = clock
        self._state: AuthenticationTransaction | None = None

    def __repr__(self) -> str:
        return f"OktaDialogue(status={self.status!r}, offers={sorted(self.offers)!r})"

    # Where it stands.

    @property
    def state(self) -> AuthenticationTransaction:
        """The last response; `OktaSessions.login` takes it once its status is ``SUCCESS``."""
        if self._state is None:
            raise _misuse(
                "the dialogue has no state yet, or was cancelled: call start(), recover_password() or unlock()"
            )
        return self._state

    @property
    def status(self) -> AuthenticationStatus | str | None:
        """The status of the last response; None before the first, and after `cancel`."""
        return None if self._state is None else self._state.status

    @property
    def offers(self) -> frozenset[str]:
        """What may be done next, by the names of the links: such as ``verify``, ``poll``, ``changePassword`` or ``skip``."""
        return frozenset() if self._state is None else frozenset(links_of(self._state))

    @property
    def factors(self) -> tuple[AuthenticationFactor, ...]:
        """The factors to choose from; in a challenge, the factor that is asked for."""
        return () if self._state is None else factors_of(self._state)

    @property
    def challenge(self) -> Mapping[str, Any] | None:
        """What a browser passes to the key (WebAuthn), or the number that the user picks (``correctAnswer``); else None."""
        return None if self._state is None else challenge_of(self._state)

    # Beginnings.

    async def start(
        self, username: str | None = None, password: Secret | None = None, **options: Unpack[_Options]
    ) -> AuthenticationTransaction:
        """Start with a name and a password, or as `OktaSessions.authenticate` is called with a token.

        Args:
            username: The user's login.
            password: The user's password, or a function that returns it.
            options: The other arguments of `OktaSessions.authenticate`.

        Raises:
            AuthenticationError: The password is wrong, or a policy denied it.
        """
        password = as_secret(password)
        given = {name: as_secret(value) for name, value in options.items()}
        del options
        self._state = None
        self._state = await self._okta.authenticate(username, password, **given)
        return self._state

    async def recover_password(self, username: str, factor_type: str) -> AuthenticationTransaction:
        """Start the recovery of a password.

        Args:
            username: The user's login. Okta does not tell whether there is such a user.
            factor_type: How the user confirms it: ``EMAIL``, ``SMS`` or ``CALL``. After ``EMAIL`` nothing is offered: the
                user follows the link in the e-mail, and you pass its token to `redeem`.
        """
        return await self._recover("recovery/password", username, factor_type)

    async def unlock(self, username: str, factor_type: str) -> AuthenticationTransaction:
        """Start unlocking an account; arguments as in `recover_password`."""
        return await self._recover("recovery/unlock", username, factor_type)

    async def redeem(self, recovery_token: str) -> AuthenticationTransaction:
        """Continue a recovery with the token of the link in the e-mail.

        Args:
            recovery_token: The token.

        Raises:
            AuthenticationError: The token was used or has expired.
        """
        recovery_token = as_secret(recovery_token)
        validated_text(recovery_token, "recovery_token", "okta")
        self._state = None
        return await self._post("recovery/token", AuthenticationStep(recovery_token=recovery_token))

    # Factors.

    async def verify(
        self,
        factor: AuthenticationFactor | None = None,
        *,
        pass_code: Secret | None = None,
        answer: Secret | None = None,
        password: Secret | None = None,
        webauthn: Mapping[str, str] | None = None,
        remember_device: bool | None = None,
        auto_push: bool | None = None,
    ) -> AuthenticationTransaction:
        """Start the challenge of a factor, or answer it.

        Without an answer Okta sends the code, the push or the challenge. A factor that needs none of these, such as an
        authenticator app or a question, takes its answer at once.

        Args:
            factor: One of `factors`; left out, the factor of the challenge, or the only one.
            pass_code: The one-time password, or the code that was sent, or a function that returns it.
            answer: The answer to the security question.
            password: The password, where it is the factor.
            webauthn: ``clientData``, ``authenticatorData`` and ``signatureData`` as the browser gave them, in base64.
            remember_device: Spare the user the factor on this device.
            auto_push: Send a push at once the next time.

        Raises:
            AuthenticationError: The answer is wrong (E0000068); the state stays, so try again. Or too many were wrong
                (E0000069).
        """
        pass_code, answer, password = as_secret(pass_code), as_secret(answer), as_secret(password)
        signed = _redacted(webauthn)
        del webauthn
        step = self._verify_link(factor)
        request = self._request(
            pass_code=await _given("pass_code", pass_code),
            answer=await _given("answer", answer),
            password=await _given("password", password),
            **_signed(signed),
        )
        return await self._post(step, request, remember_device=remember_device, auto_push=auto_push)

    async def poll(self, *, every: float = _POLL_EVERY, within: float | None = None) -> AuthenticationTransaction:
        """Ask again and again until the user has answered a push, or it has timed out: see ``factor_result``.

        Args:
            every: Seconds between two requests. Okta names no pace; each request counts against a limit.
            within: Seconds to ask for at most; None for as long as Okta waits (about five minutes).
        """
        _check_seconds("every", every)
        _check_seconds("within", 0.0 if within is None else within)
        self._link("poll")
        until = None if within is None else self._clock.monotonic() + within
        while "poll" in self.offers and self.state.factor_result in (FactorResult.WAITING, None):
            if until is not None and self._clock.monotonic() + every > until:
                break
            await self._clock.sleep(every)
            await self._post(self._link("poll"), self._request())
        return self.state

    async def resend(self) -> AuthenticationTransaction:
        """Send the code or the push again. Too soon after the last, it is a 429."""
        return await self._post(self._link("resend"), self._request())

    async def enroll(
        self,
        factor: AuthenticationFactor,
        *,
        profile: FactorProfile | None = None,
        pass_code: Secret | None = None,
        next_pass_code: Secret | None = None,
    ) -> AuthenticationTransaction:
        """Enroll a factor. What activates it is in ``embedded.factor.embedded.activation`` of the result.

        Args:
            factor: One of `factors`.
            profile: What the factor is about, such as a telephone number.
            pass_code: The passcode of a hard token.
            next_pass_code: The passcode after that one.
        """
        pass_code, next_pass_code = as_secret(pass_code), as_secret(next_pass_code)
        self._check_factor(factor)
        link: Link | None = None if factor.links is None else factor.links.enroll
        if link is None:
            raise self._not_offered("enroll")
        request = self._request(
            factor_type=factor.factor_type,
            provider=factor.provider,
            profile=profile,
            pass_code=await _given("pass_code", pass_code),
            next_pass_code=await _given("next_pass_code", next_pass_code),
        )
        return await self._post(step_of(link), request)

    async def activate(
        self, *, pass_code: Secret | None = None, webauthn: Mapping[str, str] | None = None
    ) -> AuthenticationTransaction:
        """Activate the factor that is being enrolled.

        Args:
            pass_code: The one-time password, or the code that was sent.
            webauthn: ``attestation`` and ``clientData`` as the browser gave them, in base64.

        Raises:
            AuthenticationError: The code is wrong (E0000068); the state stays, so try again.
        """
        pass_code, signed = as_secret(pass_code), _redacted(webauthn)
        del webauthn
        step = self._link("activate")
        return await self._post(step, self._request(pass_code=await _given("pass_code", pass_code), **_signed(signed)))

    # Passwords and recovery.

    async def change_password(
        self, old_password: Secret, new_password: Secret, *, revoke_sessions: bool = False
    ) -> AuthenticationTransaction:
        """Change a password that has expired or will soon.

        Args:
            old_password: The password until now, or a function that returns it.
            new_password: The password from now on, or a function that returns it.
            revoke_sessions: End the user's other sessions.

        Raises:
            AuthenticationError: The old password is wrong or the new one is refused (E0000014); ``causes`` says why.
        """
        old_password, new_password = as_secret(old_password), as_secret(new_password)
        step = self._link("changePassword")
        request = self._request(
            old_password=await _given("old_password", old_password, needed=True),
            new_password=await _given("new_password", new_password, needed=True),
            revoke_sessions=revoke_sessions or None,
        )
        return await self._post(step, request)

    async def reset_password(self, new_password: Secret, *, revoke_sessions: bool = False) -> AuthenticationTransaction:
        """Set a new password at the end of a recovery; arguments as in `change_password`."""
        new_password = as_secret(new_password)
        step = self._link("resetPassword", "password")
        request = self._request(
            new_password=await _given("new_password", new_password, needed=True),
            revoke_sessions=revoke_sessions or None,
        )
        return await self._post(step, request)

    async def answer(self, answer: Secret) -> AuthenticationTransaction:
        """Answer the question of a recovery.

        Args:
            answer: The answer to ``embedded.user.recovery_question``, or a function that returns it.

        Raises:
            AuthenticationError: The answer is wrong (E0000087).
        """
        answer = as_secret(answer)
        step = self._link("answer")
        return await self._post(step, self._request(answer=await _given("answer", answer, needed=True)))

    # Ways around.

    async def skip(self) -> AuthenticationTransaction:
        """Go on without this step."""
        return await self._post(self._link("skip"), self._request())

    async def previous(self) -> AuthenticationTransaction:
        """Go back to the choice of a factor."""
        return await self._post(self._link("prev"), self._request())

    async def cancel(self) -> None:
        """Give up: the state token is revoked. Nothing is sent for a state that has none."""
        state = self.state
        if state.state_token is not None:
            await self._okta.cancel_authentication(state.state_token)
        self._state = None

    # How a step is sent.

    def _link(self, *names: str) -> str:
        found = links_of(self.state)
        for name in names:
            if name in found:
                return step_of(found[name])
        raise self._not_offered(names[0])

    def _verify_link(self, factor: AuthenticationFactor | None) -> str:
        if factor is None:
            if self.state.links is not None and self.state.links.next_ is not None:
                return self._link("verify")
            if len(self.factors) != 1:
                raise _misuse("`factor` must be one of `factors`, since there are several or none")
            (factor,) = self.factors
        self._check_factor(factor)
        link: Link | None = None if factor.links is None else factor.links.verify
        if link is None:
            raise self._not_offered("verify")
        return step_of(link)

    def _check_factor(self, factor: object) -> None:
        if factor not in self.factors:
            raise _misuse("`factor` must be one of `factors` of this state")

    def _not_offered(self, name: str) -> UsageError:
        offered = ", ".join(sorted(self.offers)) or "nothing"
        return _misuse(f"the state does not offer {name}: it offers {offered}")

    def _request(self, **members: Any) -> AuthenticationStep:
        return AuthenticationStep(state_token=self.state.state_token, **members)

    async def _recover(self, step: str, username: str, factor_type: str) -> AuthenticationTransaction:
        validated_text(username, "username", "okta")
        validated_text(factor_type, "factor_type", "okta")
        # A state that offers this has no token: it is a new transaction in any case.
        self._state = None
        return await self._post(step, AuthenticationStep(username=username, factor_type=factor_type))

    async def _post(self, step: str, request: AuthenticationStep, **flags: bool | None) -> AuthenticationTransaction:
        kind, _, rest = step.partition("/")
        factor_id, _, last = rest.partition("/")
        before = self._state
        if kind == "factors" and last == "verify":
            reached = await self._okta.verify_factor(factor_id, request, **flags)
        else:
            reached = await self._okta.continue_authentication(step, request)
        if self._state is not before:
            raise _misuse("another step was taken meanwhile, such as cancel(): this one counts no more")
        self._state = reached
        return reached


async def _given(parameter: str, secret: Secret | None, *, needed: bool = False) -> str | None:
    """The secret as text; `UsageError` unless it can be one."""
    if secret is None and not needed:
        return None
    if not isinstance(secret, str) and not callable(secret):
        raise _misuse(f"`{parameter}` must be a string, or a function that returns a string")
    return validated_text(await resolve_secret(secret), parameter, "okta")


def _check_seconds(parameter: str, seconds: object) -> None:
    if not is_amount(seconds):
        raise _misuse(f"`{parameter}` must be a number of seconds, and at least 0")


def _redacted(webauthn: object) -> object:
    """What the browser gave, as a function of the library holds it; what cannot be sent is left out."""
    given = as_mapping(webauthn)
    if given is None:
        return None if webauthn is None else "no mapping"
    return {name: as_secret(value) if isinstance(value, str) else None for name, value in given.items()}


def _signed(webauthn: object) -> dict[str, Any]:
    """What the browser gave, as members of a request."""
    names = {
        "clientData": "client_data",
        "authenticatorData": "authenticator_data",
        "signatureData": "signature_data",
        "attestation": "attestation",
    }
    given: Mapping[str, Any] | None = {} if webauthn is None else as_mapping(webauthn)
    if given is None or not given.keys() <= names.keys() or not all(isinstance(each, str) for each in given.values()):
        raise _misuse(f"`webauthn` must have strings, named {', '.join(names)}")
    return {names[name]: value for name, value in given.items()}


def _misuse(text: str) -> UsageError:
    return UsageError(text, provider="okta")
