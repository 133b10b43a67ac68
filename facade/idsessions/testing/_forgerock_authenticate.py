"""The ``authenticate`` endpoint of an emulated ForgeRock server: header credentials, and dialogues of callbacks."""

from __future__ import annotations

from collections.abc import Callable
from email.errors import HeaderParseError
from email.header import decode_header
from random import Random
from typing import Any, Final

from attrs import define, field

from idsessions._clock import Clock
from idsessions.testing._forgerock_crest import Refusal, json_object
from idsessions.testing._forgerock_journeys import (
    AUTH_ID_SECONDS,
    Dialogue,
    Journey,
    Question,
    check_auth_id,
    page_body,
    sign_auth_id,
)
from idsessions.testing._forgerock_profiles import ServerProfile
from idsessions.testing._forgerock_store import EmulatedSession, EmulatedUser, QuotaExceededError, Store
from idsessions.testing._messages import EmulatedRequest

# What servers know; no emulated one has anything but journeys ("service") and, on OpenAM, one module.
_INDEX_TYPES: Final = frozenset({"service", "level", "role", "user", "composite_advice", "resource", "transaction"})
LB_COOKIE: Final = "amlbcookie"
LB_VALUE: Final = "01"


@define(kw_only=True, repr=False)
class Outcome:
    """What a step led to.

    Attributes:
        body: The answer.
        session: The session that was begun, if any.
        finished: Whether the dialogue is over.
    """

    body: dict[str, Any]
    session: EmulatedSession | None = None
    finished: bool = False


@define(kw_only=True, eq=False, repr=False)
class Authenticator:
    """Signs users in.

    Attributes:
        journeys: By name, the same in every realm.
        default_service: The journey that answers when none is asked for.
        sticky: Whether a dialogue must return the load balancer's cookie, as behind one that loses its way without.
        token_in_body: Whether the token is in the body of the answer, not only in the cookie.
        success_url: Where a browser goes after, by realm.
    """

    profile: ServerProfile
    clock: Clock
    random: Random
    store: Store
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
        """Begin a dialogue or take its next answer."""
        if request.body and request.content_type != "application/json":
            raise Refusal(415)
        upgrades = request.query.get("sessionUpgradeSSOTokenId") or None
        if upgrades is not None and self.store.live(upgrades) is None:
            # The token is quoted, as OpenAM does: whoever shows this message shows the token.
            raise Refusal(400, f"Invalid session ID. {upgrades}")
        body = json_object(request) if request.body else {}
        auth_id = body.get("authId")
        if isinstance(auth_id, str):
            return self._answered(self._resumed(auth_id, request), body.get("callbacks"))
        dialogue = Dialogue(
            journey=self._journey(request),
            realm=realm,
            upgrades=upgrades,
            makes_session=request.query.get("noSession", "").lower() != "true",
            goto=request.query.get("goto"),
            shown_at=self.clock.time(),
        )
        return self._begun(dialogue, request)

    def _journey(self, request: EmulatedRequest) -> Journey:
        kind, value = request.query.get("authIndexType"), request.query.get("authIndexValue")
        if kind is None or value is None:
            return self.journeys[self.default_service]
        if kind == "service" and value in self.journeys:
            return self.journeys[value]
        if kind == "module" and self.profile.name == "openam":
            if value == "DataStore":
                return self.journeys[self.default_service]
            raise Refusal(404, "Authentication module not found")
        if kind not in _INDEX_TYPES:
            raise Refusal(400, "Unknown Authentication Index Type")
        raise Refusal(400, "No Configuration found")

    def _begun(self, dialogue: Dialogue, request: EmulatedRequest) -> Outcome:
        username, password = (_header_text(request, f"X-OpenAM-{name}") for name in ("Username", "Password"))
        if username is None or password is None:
            return self._asking(dialogue, dialogue.present.questions)
        while not (remaining := dialogue.take_headers(username, password)):
            if (outcome := self._turned(dialogue)) is not None:
                return outcome
        return self._asking(dialogue, remaining)

    def _resumed(self, auth_id: str, request: EmulatedRequest) -> Dialogue:
        check_auth_id(auth_id, self._key)
        dialogue = self._dialogues.get(auth_id)
        lost = self.sticky and request.cookies.get(LB_COOKIE) != LB_VALUE
        if dialogue is None or lost or self.clock.time() >= dialogue.expires:
            raise self._timed_out()
        return dialogue

    def _answered(self, dialogue: Dialogue, callbacks: Any) -> Outcome:
        if not dialogue.take_answers(callbacks):
            raise self._failed(dialogue)
        if dialogue.too_early(self.clock.time()):
            return self._asking(dialogue, dialogue.asked)
        return self._turned(dialogue) or self._asking(dialogue, dialogue.present.questions)

    def _asking(self, dialogue: Dialogue, questions: tuple[Question, ...]) -> Outcome:
        now = self.clock.time()
        self._dialogues = {each: one for each, one in self._dialogues.items() if now < one.expires}
        if self.profile.fresh_auth_ids or not dialogue.auth_id:
            self._dialogues.pop(dialogue.auth_id, None)
            dialogue.expires = now + AUTH_ID_SECONDS
            claims = {"otk": self.store.new_uuid(), "realm": dialogue.realm, "exp": int(dialogue.expires)}
            dialogue.auth_id = sign_auth_id(claims, self._key)
        dialogue.asked = questions
        self._dialogues[dialogue.auth_id] = dialogue
        numbered = self.profile.callback_ids
        return Outcome(body=page_body(dialogue.present, questions, dialogue.auth_id, numbered=numbered))

    def _turned(self, dialogue: Dialogue) -> Outcome | None:
        """Go to the next page, or to the end after the last."""
        if dialogue.given.keys() == {"username", "password"} and self._user(dialogue) is None:
            raise self._failed(dialogue)
        dialogue.page += 1
        dialogue.shown_at = self.clock.time()
        return self._completed(dialogue) if dialogue.page == len(dialogue.journey.pages) else None

    def _user(self, dialogue: Dialogue) -> EmulatedUser | None:
        user = self.store.users.get((dialogue.realm, dialogue.given.get("username", "")))
        return user if user is not None and user.password == dialogue.given.get("password") else None

    def _completed(self, dialogue: Dialogue) -> Outcome:
        self._dialogues.pop(dialogue.auth_id, None)
        user = self._user(dialogue)
        if user is None:
            raise self._failed(dialogue)
        old = self.store.live(dialogue.upgrades) if dialogue.upgrades else None
        if old is not None and old.user != user:
            raise Refusal(400, "Session upgrade failed")
        if dialogue.goto is not None and dialogue.goto.startswith("/"):
            success_url = dialogue.goto
        else:
            success_url = self.success_url(dialogue.realm)
        body: dict[str, Any] = {"successUrl": success_url, "realm": dialogue.realm}
        if not dialogue.makes_session:
            if self.profile.no_session_message:
                body = {"message": "Authentication Successful", **body}
            return Outcome(body=body, finished=True)
        try:
            session = self.store.begin(user)
        except QuotaExceededError:
            raise Refusal(401, "You have reached your session limit.") from None
        if old is not None:
            self.store.end(old)
        if self.token_in_body:
            body = {"tokenId": session.token, **body}
        return Outcome(body=body, session=session, finished=True)

    def _failed(self, dialogue: Dialogue) -> Refusal:
        self._dialogues.pop(dialogue.auth_id, None)
        detail = None if self.profile.name == "openam" else {"failureUrl": ""}
        return Refusal(401, self.profile.login_failed, detail)

    def _timed_out(self) -> Refusal:
        detail = None if self.profile.name == "openam" else {"errorCode": "110"}
        return Refusal(self.profile.timeout_status, "Session has timed out", detail)


def _header_text(request: EmulatedRequest, name: str) -> str | None:
    """The value of a header, its encoded words (RFC 2047) decoded; raw bytes are taken as Latin-1, as servers do."""
    value = request.headers.get(name)
    if value is None or not value.isascii():
        return value
    try:
        parts = decode_header(value)
        return "".join(part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in parts)
    except (HeaderParseError, LookupError, ValueError):
        return value
