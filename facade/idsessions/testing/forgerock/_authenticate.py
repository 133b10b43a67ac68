"""The ``authenticate`` endpoint: sign-ins by headers and by callbacks."""

from __future__ import annotations

from collections.abc import Callable
from email.errors import HeaderParseError
from email.header import decode_header
from random import Random
from typing import Any, Final

from attrs import define, field

from idsessions import Clock
from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.forgerock._crest import Refusal, is_object, json_body
from idsessions.testing.forgerock._dialogue import (
    AUTH_ID_SECONDS,
    Dialogue,
    OddInputError,
    check_auth_id,
    page_body,
    sign_auth_id,
)
from idsessions.testing.forgerock._journeys import Journey, Question
from idsessions.testing.forgerock._profiles import ServerProfile
from idsessions.testing.forgerock._state import EmulatedSession, EmulatedUser, QuotaExceededError, ServerState

LB_COOKIE: Final = "amlbcookie"
LB_VALUE: Final = "01"
_NO_STORAGE_KEY: Final = "Failed to create encrypted storage key for:\nSession ID: "


@define(kw_only=True, repr=False)
class Outcome:
    """The result of a step.

    Attributes:
        body: The body of the response.
        dialogue: The dialogue, unless a live session was returned at once.
        session: The new session, if any.
        finished: Whether the sign-in has ended.
    """

    body: dict[str, Any]
    dialogue: Dialogue | None = None
    session: EmulatedSession | None = None
    finished: bool = False


@define(kw_only=True, eq=False, repr=False)
class Authenticator:
    """Signs users in.

    Attributes:
        journeys: By name, the same in every realm.
        default_service: The default journey.
        success_url: Where a browser goes after the sign-in, by realm.
        sticky: Whether a dialogue fails without the load balancer's cookie.
        token_in_body: Whether the body has the token, not only the cookie.
    """

    profile: ServerProfile
    clock: Clock
    random: Random
    state: ServerState
    journeys: dict[str, Journey]
    default_service: str
    success_url: Callable[[str], str]
    sticky: bool = False
    token_in_body: bool = True
    _dialogues: dict[str, Dialogue] = field(factory=dict[str, Dialogue], init=False)
    _key: bytes = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._key = self.random.randbytes(32)

    def step(self, request: EmulatedRequest, realm: str) -> Outcome:
        """Start a dialogue, or continue one.

        Raises:
            Refusal: The step fails.
        """
        if request.body and request.content_type != "application/json":
            raise Refusal(415)
        upgrades = request.query.get("sessionUpgradeSSOTokenId") or None
        old = self.state.live(upgrades) if upgrades else None
        if upgrades is not None and old is None:
            # As on OpenAM, the message quotes the token.
            problem = "Invalid session ID." if "*" in upgrades else _NO_STORAGE_KEY
            raise Refusal(400, f"{problem}{upgrades}")
        value = json_body(request)
        body = value if is_object(value) else {}
        auth_id = body.get("authId")
        if isinstance(auth_id, str):
            return self._take_answers(self._resume(auth_id, request), body.get("callbacks"))
        if auth_id is not None:
            raise self._odd()
        goto = request.query.get("goto")
        if old is not None and self.profile.upgrades_at_once:
            return Outcome(body=self._success(old.user.realm, goto, old.token), finished=True)
        dialogue = Dialogue(
            journey=self._journey(request),
            realm=realm,
            upgrades=upgrades,
            makes_session=request.query.get("noSession", "").lower() != "true",
            goto=goto,
            shown_at=self.clock.time(),
        )
        if value:
            # A body that is not empty counts as answers, even to questions that the server did not ask.
            dialogue.asked = dialogue.current.questions
            return self._take_answers(dialogue, body.get("callbacks"))
        return self._start(dialogue, request)

    def _journey(self, request: EmulatedRequest) -> Journey:
        kind, value = request.query.get("authIndexType"), request.query.get("authIndexValue")
        if kind is None:
            return self.journeys[self.default_service]
        if kind not in self.profile.auth_index_types:
            raise Refusal(400, "Unknown Authentication Index Type")
        if kind == "service" and value in self.journeys:
            return self.journeys[value]
        if kind == "module":
            if value == "DataStore":
                return self.journeys[self.default_service]
            raise Refusal(404, "Authentication Module Not Found.")
        if kind == "user":
            raise Refusal(401, self.profile.login_failed)
        raise Refusal(400, "No Configuration found")

    def _start(self, dialogue: Dialogue, request: EmulatedRequest) -> Outcome:
        username, password = (_header_text(request, f"X-OpenAM-{name}") for name in ("Username", "Password"))
        while not (remaining := dialogue.take_headers(username, password)):
            if (outcome := self._next_page(dialogue)) is not None:
                return outcome
        return self._ask(dialogue, remaining)

    def _resume(self, auth_id: str, request: EmulatedRequest) -> Dialogue:
        check_auth_id(auth_id, self._key)
        dialogue = self._dialogues.get(auth_id)
        lost = self.sticky and request.cookies.get(LB_COOKIE) != LB_VALUE
        if dialogue is None or lost or self.clock.time() >= dialogue.expires:
            raise self._timed_out()
        return dialogue

    def _take_answers(self, dialogue: Dialogue, callbacks: Any) -> Outcome:
        try:
            correct = dialogue.take_answers(callbacks)
        except OddInputError:
            raise self._odd() from None
        if not correct:
            raise self._failed(dialogue)
        if dialogue.too_early(self.clock.time()):
            return self._ask(dialogue, dialogue.asked)
        return self._next_page(dialogue) or self._ask(dialogue, dialogue.current.questions)

    def _ask(self, dialogue: Dialogue, questions: tuple[Question, ...]) -> Outcome:
        now = self.clock.time()
        self._dialogues = {auth_id: each for auth_id, each in self._dialogues.items() if now < each.expires}
        if self.profile.fresh_auth_ids or not dialogue.auth_id:
            self._dialogues.pop(dialogue.auth_id, None)
            dialogue.expires = now + AUTH_ID_SECONDS
            claims: dict[str, Any] = {"otk": self.state.new_uuid(), "realm": dialogue.realm}
            if self.profile.fresh_auth_ids:
                # OpenAM's have no times.
                claims |= {"iat": int(now), "exp": int(dialogue.expires)}
            dialogue.auth_id = sign_auth_id(claims, self._key)
        dialogue.asked = questions
        self._dialogues[dialogue.auth_id] = dialogue
        body = page_body(dialogue.current, questions, dialogue.auth_id, numbered=self.profile.callback_ids)
        return Outcome(body=body, dialogue=dialogue)

    def _next_page(self, dialogue: Dialogue) -> Outcome | None:
        """Go to the next page; returns the outcome after the last page."""
        if dialogue.given.keys() == {"username", "password"} and self._user(dialogue) is None:
            raise self._failed(dialogue)
        dialogue.page += 1
        dialogue.shown_at = self.clock.time()
        return self._complete(dialogue) if dialogue.page == len(dialogue.journey.pages) else None

    def _user(self, dialogue: Dialogue) -> EmulatedUser | None:
        given = dialogue.given
        return self.state.user(dialogue.realm, given.get("username", ""), given.get("password", ""))

    def _complete(self, dialogue: Dialogue) -> Outcome:
        self._dialogues.pop(dialogue.auth_id, None)
        user = self._user(dialogue)
        if user is None:
            raise self._failed(dialogue)
        old = self.state.live(dialogue.upgrades) if dialogue.upgrades else None
        if old is not None and old.user != user:
            raise Refusal(400, "Session upgrade failed")
        if not dialogue.makes_session:
            body = self._success(dialogue.realm, dialogue.goto)
            if self.profile.no_session_message:
                body = {"message": "Authentication Successful", **body}
            return Outcome(body=body, dialogue=dialogue, finished=True)
        try:
            session = self.state.start(user)
        except QuotaExceededError:
            raise Refusal(401, "You have reached your session limit.") from None
        if old is not None:
            self.state.end(old)
        body = self._success(dialogue.realm, dialogue.goto, session.token)
        return Outcome(body=body, dialogue=dialogue, session=session, finished=True)

    def _success(self, realm: str, goto: str | None, token: str = "") -> dict[str, Any]:
        body: dict[str, Any] = {"tokenId": token} if token and self.token_in_body else {}
        return body | {"successUrl": goto or self.success_url(realm), "realm": realm}

    def _odd(self) -> Refusal:
        status = 500 if self.profile.breaks_on_odd_input else 400
        return Refusal(status, "An input is missing, or of a type that the callback does not take")

    def _failed(self, dialogue: Dialogue) -> Refusal:
        self._dialogues.pop(dialogue.auth_id, None)
        detail = None if self.profile.name == "openam" else {"failureUrl": ""}
        return Refusal(401, self.profile.login_failed, detail)

    def _timed_out(self) -> Refusal:
        detail = None if self.profile.name == "openam" else {"errorCode": "110"}
        return Refusal(self.profile.timeout_status, "Session has timed out", detail)


def _header_text(request: EmulatedRequest, name: str) -> str:
    """A header's text with its encoded words (RFC 2047) decoded; empty for a broken word, as Latin-1 for raw bytes."""
    value = request.headers.get(name, "")
    if not value.isascii():
        return value
    try:
        parts = decode_header(value)
        return "".join(part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in parts)
    except (HeaderParseError, LookupError, ValueError):
        return ""
