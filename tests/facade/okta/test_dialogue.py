"""A sign-in to Okta, step by step, against the emulator: every state, and what may be done in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from idsessions import (
    ApiToken,
    AuthenticationError,
    OktaDialogue,
    OktaSessions,
    SessionsError,
    UnavailableError,
    UnreadableAnswerError,
    UsageError,
)
from idsessions.okta import AuthenticationFactor, AuthenticationStep, FactorProfile
from idsessions.testing import ManualClock, OktaEmulator
from idsessions.testing.okta import OktaUser

from ..crash import shown_locals
from ..okta_wire import Wired, sessions

MARK = "S3CRET"
NEW = "Another-horse-8"
AUTHN = "https://acme.okta.com/api/v1/authn"


@pytest.fixture(name="clock")
def clock_fixture() -> ManualClock:
    return ManualClock(1_790_000_000.0)


@pytest.fixture(name="org")
def org_fixture(clock: ManualClock) -> Iterator[OktaEmulator]:
    org = OktaEmulator(clock=clock, seed=3)
    yield org
    org.assert_no_violations()


@pytest.fixture(name="okta")
async def okta_fixture(org: OktaEmulator, clock: ManualClock) -> AsyncIterator[OktaSessions]:
    async with OktaSessions(org.url, ApiToken(org.api_token), transport=org.transport(), clock=clock) as okta:
        yield okta


async def begun(okta: OktaSessions, user: OktaUser, **options: Any) -> OktaDialogue:
    dialogue = okta.dialogue()
    await dialogue.start(user.login, user.password, **options)
    return dialogue


def factor(dialogue: OktaDialogue, kind: str) -> AuthenticationFactor:
    (found,) = (each for each in dialogue.factors if each.factor_type == kind)
    return found


def code_of(user: OktaUser) -> str:
    assert user.passcode is not None
    return user.passcode


async def assert_signed_in(okta: OktaSessions, org: OktaEmulator, dialogue: OktaDialogue, user: OktaUser) -> None:
    assert dialogue.status == "SUCCESS"
    async with okta.login(dialogue.state):
        assert [session.user for session in org.sessions] == [user]
    assert org.sessions == ()


# --- factors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sms", "call", "email"])
async def test_code_that_was_sent_signs_in(okta: OktaSessions, org: OktaEmulator, kind: str) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    assert dialogue.offers == {"verify", "cancel"}
    await dialogue.verify(factor(dialogue, kind))
    assert dialogue.status == "MFA_CHALLENGE"
    assert dialogue.offers == {"verify", "resend", "prev", "cancel"}
    await dialogue.verify(pass_code=lambda: code_of(org.user), remember_device=True)
    await assert_signed_in(okta, org, dialogue, org.user)
    assert org.requests[-3].query["rememberDevice"] == "true"


async def test_authenticator_app_and_question_are_answered_at_once(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "token:software:totp"), pass_code=code_of(org.user))
    await assert_signed_in(okta, org, dialogue, org.user)
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "question"), answer=org.user.answer)
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_wrong_code_leaves_the_state_and_five_end_it(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "sms"))
    codes: list[str | None] = []
    for _ in range(6):
        with pytest.raises(AuthenticationError) as raised:
            await dialogue.verify(pass_code="not-it")
        codes.append(raised.value.code)
        assert dialogue.status == "MFA_CHALLENGE"
    assert codes == ["E0000068"] * 4 + ["E0000069", "E0000011"]


async def test_resend_sends_another_code(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "sms"))
    first = code_of(org.user)
    await dialogue.resend()
    assert code_of(org.user) != first
    with pytest.raises(AuthenticationError):
        await dialogue.verify(pass_code=first)
    await dialogue.verify(pass_code=code_of(org.user))
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_previous_goes_back_to_the_choice(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "sms"))
    await dialogue.previous()
    assert dialogue.status == "MFA_REQUIRED"
    await dialogue.verify(factor(dialogue, "question"), answer=org.user.answer)
    await assert_signed_in(okta, org, dialogue, org.user)


@pytest.mark.parametrize(
    ("outcome", "result", "requests"), [("APPROVED", None, 1), ("REJECTED", "REJECTED", 1), ("TIMEOUT", "TIMEOUT", 1)]
)
async def test_push_is_polled_until_the_user_answers(
    okta: OktaSessions, org: OktaEmulator, outcome: Any, result: str | None, requests: int
) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "push"), auto_push=True)
    assert dialogue.challenge == {"correctAnswer": 42}
    assert dialogue.offers == {"poll", "resend", "prev", "cancel"}
    org.user.push = outcome
    before = len(org.requests)
    state = await dialogue.poll()
    assert len(org.requests) == before + requests
    assert state.factor_result == result
    if result is None:
        await assert_signed_in(okta, org, dialogue, org.user)
        return
    # A push that was not approved can be sent again.
    await dialogue.verify()
    org.user.push = "APPROVED"
    await dialogue.poll()
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_push_is_polled_at_the_pace_that_was_asked_for(
    okta: OktaSessions, org: OktaEmulator, clock: ManualClock
) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    await dialogue.verify(factor(dialogue, "push"))
    before, started = len(org.requests), clock.monotonic()
    state = await dialogue.poll(every=5, within=21)
    assert state.factor_result == "WAITING"
    assert [round(request.at - org.requests[before - 1].at) for request in org.requests[before:]] == [5, 10, 15, 20]
    await dialogue.poll(within=9)
    assert clock.monotonic() - started == pytest.approx(28)


async def test_challenge_of_a_key_is_handed_out_and_its_signature_taken(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    assert dialogue.challenge is None
    await dialogue.verify(factor(dialogue, "webauthn"))
    assert dialogue.state.factor_result == "CHALLENGE"
    assert dialogue.challenge == {"challenge": "ZmFrZS1jaGFsbGVuZ2U", "userVerification": "preferred"}
    await dialogue.verify(webauthn={"clientData": "YQ", "authenticatorData": "Yg", "signatureData": "Yw"})
    await assert_signed_in(okta, org, dialogue, org.user)
    assert org.requests[-3].json() | {"stateToken": ""} == {
        "stateToken": "",
        "clientData": "YQ",
        "authenticatorData": "Yg",
        "signatureData": "Yw",
    }


async def test_cancel_revokes_the_state_token(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    token = dialogue.state.state_token
    await dialogue.cancel()
    assert (dialogue.status, dialogue.offers, dialogue.factors) == (None, frozenset(), ())
    with pytest.raises(AuthenticationError, match="E0000011"):
        await okta.authenticate(state_token=token)
    with pytest.raises(UsageError, match="no state yet"):
        await dialogue.skip()


# --- enrollment -------------------------------------------------------------------------------------------------------


async def test_enrollment_is_skipped(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_ENROLL"
    dialogue = await begun(okta, org.user)
    assert dialogue.offers == {"enroll", "skip", "cancel"}
    await dialogue.skip()
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_factor_with_a_code_is_enrolled(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_ENROLL"
    dialogue = await begun(okta, org.user)
    await dialogue.enroll(factor(dialogue, "sms"), profile=FactorProfile(phone_number="+44 7700 900123"))
    assert dialogue.status == "MFA_ENROLL_ACTIVATE"
    await dialogue.resend()
    await dialogue.activate(pass_code=code_of(org.user))
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_push_question_and_app_are_enrolled(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "MFA_ENROLL"
    dialogue = await begun(okta, org.user)
    await dialogue.enroll(factor(dialogue, "push"))
    assert dialogue.offers == {"poll", "resend", "prev", "cancel"}
    org.user.push = "APPROVED"
    await dialogue.poll()
    await assert_signed_in(okta, org, dialogue, org.user)

    dialogue = await begun(okta, org.user)
    await dialogue.enroll(factor(dialogue, "token:software:totp"))
    embedded = dialogue.factors[0].embedded
    assert embedded is not None
    assert embedded.activation is not None
    assert embedded.activation.key_length == 6
    await dialogue.previous()
    assert dialogue.status == "MFA_ENROLL"
    await dialogue.enroll(factor(dialogue, "question"), profile=FactorProfile(question="food", answer="Figs"))
    await assert_signed_in(okta, org, dialogue, org.user)
    assert org.user.answer == "Figs"


# --- passwords and recovery -------------------------------------------------------------------------------------------


async def test_expired_password_is_changed(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "PASSWORD_EXPIRED"
    other = org.sign_in()
    dialogue = await begun(okta, org.user)
    assert dialogue.offers == {"changePassword", "cancel"}
    for old, new, cause in ((MARK, NEW, "oldPassword"), (org.password, "short", "newPassword")):
        with pytest.raises(AuthenticationError) as raised:
            await dialogue.change_password(old, new)
        assert raised.value.code == "E0000014"
        assert raised.value.causes[0].startswith(cause)
    await dialogue.change_password(org.password, NEW, revoke_sessions=True)
    assert other not in org.sessions
    assert org.user.password == NEW
    await assert_signed_in(okta, org, dialogue, org.user)


async def test_warning_about_a_password_is_skipped(okta: OktaSessions, org: OktaEmulator) -> None:
    org.user.outcome = "PASSWORD_WARN"
    dialogue = await begun(okta, org.user, warn_before_password_expired=True)
    assert dialogue.offers == {"changePassword", "skip", "cancel"}
    await dialogue.skip()
    await assert_signed_in(okta, org, dialogue, org.user)


@pytest.mark.parametrize("kind", ["SMS", "CALL"])
async def test_password_is_recovered_with_a_code(okta: OktaSessions, org: OktaEmulator, kind: str) -> None:
    dialogue = okta.dialogue()
    await dialogue.recover_password(org.username, kind)
    assert dialogue.offers == {"verify", "resend", "cancel"}
    await dialogue.resend()
    await dialogue.verify(pass_code=code_of(org.user))
    assert dialogue.status == "RECOVERY"
    with pytest.raises(AuthenticationError, match="E0000087"):
        await dialogue.answer("not it")
    await dialogue.answer(org.user.answer)
    await dialogue.reset_password(NEW)
    await assert_signed_in(okta, org, dialogue, org.user)
    assert org.user.password == NEW


async def test_password_is_recovered_by_e_mail(okta: OktaSessions, org: OktaEmulator) -> None:
    dialogue = okta.dialogue()
    state = await dialogue.recover_password(org.username, "EMAIL")
    assert (state.status, state.state_token, dialogue.offers) == ("RECOVERY_CHALLENGE", None, frozenset())
    await dialogue.cancel()  # There is nothing to cancel, and nothing is sent.
    assert len(org.requests) == 1
    assert org.user.recovery_token is not None
    await dialogue.redeem(org.user.recovery_token)
    await dialogue.answer(org.user.answer)
    await dialogue.reset_password(lambda: NEW)
    await assert_signed_in(okta, org, dialogue, org.user)
    with pytest.raises(AuthenticationError, match="E0000105"):
        await okta.dialogue().redeem(org.user.recovery_token)


async def test_unknown_user_is_not_told_from_a_known_one(okta: OktaSessions) -> None:
    dialogue = okta.dialogue()
    await dialogue.recover_password("nobody@example.com", "SMS")
    assert dialogue.offers == {"verify", "resend", "cancel"}
    with pytest.raises(AuthenticationError, match="E0000068"):
        await dialogue.verify(pass_code="123456")


async def test_locked_account_is_unlocked(okta: OktaSessions, org: OktaEmulator) -> None:
    org.settings.hide_lockout = False
    org.user.outcome = "LOCKED_OUT"
    dialogue = await begun(okta, org.user)
    assert dialogue.offers == {"unlock"}
    await dialogue.unlock(org.username, "SMS")
    await dialogue.verify(pass_code=code_of(org.user))
    state = await dialogue.answer(org.user.answer)
    assert (state.status, state.recovery_type, state.session_token) == ("SUCCESS", "UNLOCK", None)
    with pytest.raises(AuthenticationError, match="without a session token"):
        await okta.login(state)
    await assert_signed_in(okta, org, await begun(okta, org.user), org.user)


# --- what is not sent -------------------------------------------------------------------------------------------------

Misuse = Callable[[OktaDialogue], Awaitable[object]]
MISUSES: dict[str, tuple[Misuse, str]] = {
    "skip": (lambda dialogue: dialogue.skip(), "does not offer skip: it offers cancel, verify"),
    "previous": (lambda dialogue: dialogue.previous(), "does not offer prev"),
    "resend": (lambda dialogue: dialogue.resend(), "does not offer resend"),
    "poll": (lambda dialogue: dialogue.poll(), "does not offer poll"),
    "poll of no number": (lambda dialogue: dialogue.poll(every="4"), "`every` must be"),  # type: ignore[arg-type]
    "poll backwards": (lambda dialogue: dialogue.poll(within=-1), "`within` must be"),
    "activate": (lambda dialogue: dialogue.activate(pass_code="1"), "does not offer activate"),
    "enroll": (lambda dialogue: dialogue.enroll(dialogue.factors[0]), "does not offer enroll"),
    "answer": (lambda dialogue: dialogue.answer(MARK), "does not offer answer"),
    "change_password": (lambda dialogue: dialogue.change_password(MARK, MARK), "does not offer changePassword"),
    "reset_password": (lambda dialogue: dialogue.reset_password(MARK), "does not offer resetPassword"),
    "no factor": (lambda dialogue: dialogue.verify(pass_code=MARK), "`factor` must be one of"),
    "another factor": (lambda dialogue: dialogue.verify(AuthenticationFactor(id="ost1")), "`factor` must be one of"),
    "a factor by its id": (lambda dialogue: dialogue.verify("ost1"), "`factor` must be one of"),  # type: ignore[arg-type]
    "a number": (lambda dialogue: dialogue.verify(dialogue.factors[0], pass_code=123456), "`pass_code` must be"),  # type: ignore[arg-type]
    "bytes": (lambda dialogue: dialogue.verify(dialogue.factors[0], answer=b"x"), "`answer` must be"),  # type: ignore[arg-type]
    "blank": (lambda dialogue: dialogue.verify(dialogue.factors[0], password=" "), "`password` must be"),
    "webauthn of another name": (
        lambda dialogue: dialogue.verify(dialogue.factors[0], webauthn={"signature": MARK}),
        "`webauthn` must have",
    ),
    "webauthn of no mapping": (
        lambda dialogue: dialogue.verify(dialogue.factors[0], webauthn=[MARK]),  # type: ignore[arg-type]
        "`webauthn` must have",
    ),
    "no username": (lambda dialogue: dialogue.recover_password(None, "SMS"), "`username` must be"),  # type: ignore[arg-type]
    "no kind": (lambda dialogue: dialogue.unlock("ada", ""), "`factor_type` must be"),
    "no recovery token": (lambda dialogue: dialogue.redeem(5), "`recovery_token` must be"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("misuse", MISUSES)
async def test_step_that_is_not_offered_sends_nothing(okta: OktaSessions, org: OktaEmulator, misuse: str) -> None:
    org.user.outcome = "MFA_REQUIRED"
    dialogue = await begun(okta, org.user)
    call, text = MISUSES[misuse]
    with pytest.raises(UsageError, match=text) as raised:
        await call(dialogue)
    assert len(org.requests) == 1
    assert dialogue.status == "MFA_REQUIRED"
    assert not [shown for _, shown in shown_locals(raised.value) if MARK in shown]


@pytest.mark.parametrize("step", ["", "/skip", "skip/", "a/../b", ".", "skip?x", "skip#x", "a b", "%2e%2e/x", None, 5])
async def test_step_that_leads_elsewhere_raises(step: Any) -> None:
    network = Wired([])
    async with sessions(network) as okta:
        with pytest.raises(UsageError, match="`step`"):
            await okta.continue_authentication(step, AuthenticationStep("00state"))
        for call in (okta.continue_authentication, okta.verify_factor):
            with pytest.raises(UsageError, match="`request` must be"):
                await call("skip", {"stateToken": "00state"})  # type: ignore[arg-type]
    assert not network.requests


# --- what a server may send -------------------------------------------------------------------------------------------


def state(status: str, **members: Any) -> httpx.Response:
    return httpx.Response(200, json={"status": status, "stateToken": "00state", **members})


async def test_a_link_to_another_host_gets_no_state_token() -> None:
    elsewhere = {"skip": {"href": "https://evil.example/api/v1/authn/skip"}}
    network = Wired([state("PASSWORD_WARN", _links=elsewhere), state("SUCCESS", sessionToken="20111x")])
    async with sessions(network) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", "password")
        await dialogue.skip()
    assert str(network.requests[1].url) == f"{AUTHN}/skip".replace("acme.okta.com", network.requests[0].url.host)


@pytest.mark.parametrize(
    "href", ["", "https://acme.okta.com/login", f"{AUTHN}/../users", f"{AUTHN}/", "https://[", "a%2fb"]
)
async def test_a_link_to_no_step_raises(href: str) -> None:
    network = Wired([state("PASSWORD_WARN", _links={"skip": {"href": href}})])
    async with sessions(network) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", "password")
        with pytest.raises(UnreadableAnswerError, match="no step"):
            await dialogue.skip()
    assert len(network.requests) == 1


async def test_factors_are_read_where_the_page_has_them() -> None:
    verify = {"href": f"{AUTHN}/factors/ost1/verify"}
    listed = [{"id": "ost1", "_links": {"verify": verify}}, 5]
    network = Wired([state("MFA_REQUIRED", _embedded={"factor": listed}), state("SUCCESS", sessionToken="20111x")])
    async with sessions(network) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", "password")
        await dialogue.verify(pass_code="123456")
    assert network.requests[1].url.path == "/api/v1/authn/factors/ost1/verify"


async def test_a_step_of_a_browser_is_not_offered() -> None:
    redirect = {"name": "redirect", "href": "https://idp.example/", "hints": {"allow": ["GET"]}}
    async with sessions(Wired([state("MFA_CHALLENGE", _links={"next": redirect})])) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", "password")
        assert dialogue.offers == frozenset()


async def test_no_step_is_sent_twice_except_after_a_429() -> None:
    skip = {"skip": {"href": f"{AUTHN}/skip"}}
    limited = httpx.Response(429, json={"errorCode": "E0000047"}, headers={"Retry-After": "1"})
    network = Wired(
        [state("PASSWORD_WARN", _links=skip), limited, httpx.Response(503, headers={"Retry-After": "1"}), limited]
    )
    async with sessions(network) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", "password")
        with pytest.raises(UnavailableError):
            await dialogue.skip()
    assert len(network.requests) == 3


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_nothing_shows_a_secret() -> None:
    offered = {"next": {"name": "changePassword", "href": f"{AUTHN}/credentials/change_password"}}
    refused = httpx.Response(
        403,
        json={"errorCode": "E0000014", "errorSummary": f"{MARK}old", "errorCauses": [{"errorSummary": f"{MARK}new"}]},
    )
    begun_as = httpx.Response(200, json={"status": "PASSWORD_EXPIRED", "stateToken": f"{MARK}state", "_links": offered})
    async with sessions(Wired([begun_as, refused])) as okta:
        dialogue = okta.dialogue()
        await dialogue.start("ada", f"{MARK}password")
        with pytest.raises(SessionsError) as raised:
            await dialogue.change_password(f"{MARK}old", f"{MARK}new")
    error = raised.value
    assert error.causes == ("<hidden>",)  # type: ignore[attr-defined]
    assert not [shown for _, shown in shown_locals(error) if MARK in shown]
    assert MARK not in f"{error!r} {error} {dialogue!r} {dialogue.state!r}"
    assert (
        repr(dialogue)
        == "OktaDialogue(status=<AuthenticationStatus.PASSWORD_EXPIRED: 'PASSWORD_EXPIRED'>, offers=['changePassword'])"
    )
