"""One sign-in in progress: the page it shows, the answers it takes, and the ``authId`` that identifies it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field

from idsessions.testing._base.jose import base64url
from idsessions.testing.forgerock._crest import Refusal, is_list, is_object
from idsessions.testing.forgerock._journeys import Journey, Page, Question

# AM's default for an unfinished sign-in; a recorded JWT expires so long after it was issued.
AUTH_ID_SECONDS: Final = 15 * 60.0


class OddInputError(Exception):
    """An input has a type that the question does not take."""


@define(kw_only=True, eq=False)
class Dialogue:
    """One sign-in in progress.

    Attributes:
        journey: The journey that it follows.
        realm: The realm, as a path.
        upgrades: The token of the session that it upgrades, if any.
        makes_session: Whether success starts a session.
        goto: Where the user wants to go after the sign-in.
        page: The number of the current page.
        asked: The open questions of the current page.
        shown_at: When the server first sent the current page.
        auth_id: The newest ``authId``.
        expires: When that ``authId`` expires.
        given: The name and the password, as far as the client sent them.
    """

    journey: Journey
    """The journey that it follows."""
    realm: str
    """The realm, as a path."""
    upgrades: str | None = field(default=None, repr=False)
    """The token of the session that it upgrades, if any."""
    makes_session: bool = True
    """Whether success starts a session."""
    goto: str | None = None
    """Where the user wants to go after the sign-in."""
    page: int = 0
    """The number of the current page."""
    asked: tuple[Question, ...] = ()
    """The open questions of the current page."""
    shown_at: float = 0.0
    """When the server first sent the current page."""
    auth_id: str = field(default="", repr=False)
    """The newest ``authId``."""
    expires: float = 0.0
    """When that ``authId`` expires."""
    given: dict[str, str] = field(factory=dict[str, str], repr=False)
    """The name and the password, as far as the client sent them."""

    @property
    def current(self) -> Page:
        """The current page."""
        return self.journey.pages[self.page]

    def take_headers(self, username: str, password: str) -> tuple[Question, ...]:
        """Answer name and password of the current page from headers; returns the questions that stay open.

        Without both, nothing is answered: the name becomes the default of its question, as on the servers.
        """
        if not (username and password):
            return tuple(
                evolve(question, default=username) if question.gives == "username" else question
                for question in self.current.questions
            )
        credentials = {"username": username, "password": password}
        for question in self.current.questions:
            if question.gives is not None:
                self.given[question.gives] = credentials[question.gives]
        return tuple(question for question in self.current.questions if question.gives is None)

    def take_answers(self, callbacks: Any) -> bool:
        """Take the answers to the open questions; returns whether all are there and correct.

        Raises:
            Refusal: The answers belong to other questions.
            OddInputError: An answer has the wrong type.
        """
        if callbacks is None:
            return False
        if not is_list(callbacks) or len(callbacks) != len(self.asked):
            raise Refusal(400, "Incorrect number of callbacks found in JSON response")
        answers = [each if is_object(each) else {} for each in callbacks]
        if [each.get("type") for each in answers] != [question.type for question in self.asked]:
            raise Refusal(400, "Required callback not found in JSON response")
        pairs = zip(self.asked, answers, strict=True)
        # All answers are read, so that one of a wrong type is found even after a wrong one.
        results = [self._take(question, each.get("input")) for question, each in pairs if question.has_input]
        return all(results)

    def too_early(self, now: float) -> bool:
        """Whether the client must wait longer."""
        return any(now < self.shown_at + question.wait_seconds for question in self.asked)

    def _take(self, question: Question, inputs: Any) -> bool:
        first: Any = inputs[0] if is_list(inputs) and len(inputs) == 1 else None
        if not is_object(first) or not question.fits(first.get("value")):
            raise OddInputError
        value = first.get("value")
        if question.gives is not None:
            self.given[question.gives] = value or ""
        return question.accepts(value)


def page_body(page: Page, questions: Sequence[Question], auth_id: str, *, numbered: bool) -> dict[str, Any]:
    """A page as JSON; ``numbered`` is the newer form of AIC and PingAM."""
    body: dict[str, Any] = {"authId": auth_id}
    if not numbered:
        body |= {
            "template": "",
            "stage": "DataStore1",
            "header": "Sign in to OpenAM",
            "infoText": ["" for _ in questions],
        }
    extras = {"stage": page.stage, "header": page.header, "description": page.description}
    body |= {name: value for name, value in extras.items() if value is not None}
    body["callbacks"] = [_callback(question, index, numbered=numbered) for index, question in enumerate(questions)]
    return body


def _callback(question: Question, index: int, *, numbered: bool) -> dict[str, Any]:
    callback: dict[str, Any] = {
        "type": question.type,
        "output": [{"name": name, "value": value} for name, value in question.output.items()],
    }
    if question.has_input:
        callback["input"] = [{"name": f"IDToken{index + 1}", "value": question.default}]
    if numbered:
        callback["_id"] = index
    return callback


def sign_auth_id(claims: Mapping[str, Any], key: bytes) -> str:
    """An ``authId``: a JWT signed with HS256 (RFC 7519)."""
    parts = (base64url(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, dict(claims)))
    text = ".".join(parts)
    return f"{text}.{_signature(text, key)}"


def check_auth_id(auth_id: str, key: bytes) -> None:
    """Refuse an ``authId`` that is not a JWT or not signed by this server."""
    parts = auth_id.split(".")
    if len(parts) != 3:
        raise Refusal(400, f"Failed to parse JWT, not right number of dots, {len(parts)}")
    try:
        for part in parts[:2]:
            json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError):
        raise Refusal(400, "Failed to parse JWT") from None
    if not hmac.compare_digest(_signature(".".join(parts[:2]), key), parts[2]):
        raise Refusal(400, "AuthId JWT Signature not valid")


def _signature(text: str, key: bytes) -> str:
    return base64url(hmac.new(key, text.encode(), hashlib.sha256).digest())
