"""Journeys: what an emulated ForgeRock server asks of a user who signs in, page by page."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from attrs import define, evolve, field, frozen

from idsessions.testing.forgerock._crest import Refusal, is_list, is_object

# AM's default for an unfinished sign-in; the JWT of a recorded one expires as long after it was issued.
AUTH_ID_SECONDS: Final = 15 * 60.0


class OddInputError(Exception):
    """An input is of a type that the question does not take."""


def _anything(_: Any) -> bool:
    return True


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


@frozen(kw_only=True)
class Question:
    """One callback; make your own for kinds that have no function here.

    Attributes:
        type: The kind of callback, such as ``HiddenValueCallback``.
        output: What the server says about it, by name.
        has_input: Whether it is answered; else it is a text to show.
        default: The value of the input as the server sends it.
        fits: Whether an answer is of the right type.
        accepts: Whether an answer is right; a wrong one fails the sign-in.
        gives: Which of the two credentials the answer is.
        wait_seconds: How long the page must have been shown before it counts as answered.
    """

    type: str
    output: Mapping[str, Any] = field(factory=dict[str, Any])
    has_input: bool = True
    default: Any = ""
    fits: Callable[[Any], bool] = _anything
    accepts: Callable[[Any], bool] = _anything
    gives: Literal["username", "password"] | None = None
    wait_seconds: float = 0.0


@frozen(kw_only=True)
class Page:
    """Questions that are asked at once."""

    questions: tuple[Question, ...]
    stage: str | None = None
    header: str | None = None
    description: str | None = None


@frozen
class Journey:
    """A way to sign in: its pages in order; the name and the password are checked after the page that completes them."""

    name: str
    pages: tuple[Page, ...]


def name_question(prompt: str = "User Name") -> Question:
    """Ask for the user name."""
    return Question(type="NameCallback", output={"prompt": prompt}, fits=_is_text, gives="username")


def password_question(prompt: str = "Password") -> Question:
    """Ask for the password."""
    return Question(type="PasswordCallback", output={"prompt": prompt}, fits=_is_text, gives="password")


def choice_question(prompt: str, choices: Sequence[str], default: int = 0) -> Question:
    """Ask for one of several; the answer is its index."""
    output = {"prompt": prompt, "choices": list(choices), "defaultChoice": default}
    return Question(type="ChoiceCallback", output=output, default=default, fits=lambda value: _is_index(value, choices))


def confirmation_question(prompt: str, options: Sequence[str] = ("OK", "Cancel"), default: int = 0) -> Question:
    """Ask for a button; the answer is its index, and only the first goes on."""
    output = {
        "prompt": prompt, "messageType": 0, "options": list(options), "optionType": -1, "defaultOption": default
    }  # fmt: skip
    return Question(
        type="ConfirmationCallback",
        output=output,
        default=default,
        fits=lambda value: _is_index(value, options),
        accepts=lambda value: int(value) == 0,
    )


def text_question(prompt: str, expected: str | None = None, default: str = "") -> Question:
    """Ask for a text, any or the expected one."""
    return Question(
        type="TextInputCallback",
        output={"prompt": prompt, "defaultText": default},
        fits=_is_text,
        accepts=lambda value: expected is None or value == expected,
    )


def text_shown(message: str) -> Question:
    """Show a text."""
    return Question(type="TextOutputCallback", output={"message": message, "messageType": "0"}, has_input=False)


def polling_wait(seconds: float, message: str = "Please wait") -> Question:
    """Have the client wait and ask again; too early, it gets the same page."""
    output = {"waitTime": str(round(seconds * 1000)), "message": message}
    return Question(type="PollingWaitCallback", output=output, has_input=False, wait_seconds=seconds)


def simple_journey(name: str, *, colons: bool) -> Journey:
    """Ask for name and password, nothing else; OpenAM's prompts have colons."""
    end = ":" if colons else ""
    return Journey(name, (Page(questions=(name_question(f"User Name{end}"), password_question(f"Password{end}"))),))


def long_journey(name: str, code: str) -> Journey:
    """Ask for name and password, a choice, a wait, a one-time code, and a confirmation."""
    return Journey(
        name,
        (
            Page(questions=(name_question(), password_question()), header="Sign in"),
            Page(
                questions=(text_shown("We send you a code."), choice_question("Send it by", ("Mail", "Telephone"))),
                stage="SecondFactor",
            ),
            Page(questions=(polling_wait(2.0, "Sending"),)),
            Page(questions=(text_question("Code", expected=code), confirmation_question("Continue?"))),
        ),
    )


def _is_index(value: Any, options: Sequence[str]) -> bool:
    # JSON has no integers of its own, and true is 1 to Python; browsers send the index as text, too.
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    return type(number) is int and 0 <= number < len(options)


@define(kw_only=True, eq=False)
class Dialogue:
    """One sign-in that has begun and not ended.

    Attributes:
        journey: What it goes through.
        realm: Where it signs in, as a path.
        upgrades: The token of the session that it upgrades, if any.
        makes_session: Whether success begins a session.
        goto: Where the user wants to go after.
        page: The number of the present page.
        asked: What of the present page is open.
        shown_at: When the present page came up.
        auth_id: The newest ``authId``.
        expires: When that is good no more.
        given: The name and the password, as far as they are known.
    """

    journey: Journey
    realm: str
    upgrades: str | None = field(default=None, repr=False)
    makes_session: bool = True
    goto: str | None = None
    page: int = 0
    asked: tuple[Question, ...] = ()
    shown_at: float = 0.0
    auth_id: str = field(default="", repr=False)
    expires: float = 0.0
    given: dict[str, str] = field(factory=dict[str, str], repr=False)

    @property
    def present(self) -> Page:
        """The present page."""
        return self.journey.pages[self.page]

    def take_headers(self, username: str, password: str) -> tuple[Question, ...]:
        """Answer what two headers can answer; gives what of the present page remains.

        A name alone is put into its question as the default, as the servers do; nothing is answered by half.
        """
        if not (username and password):
            return tuple(
                evolve(question, default=username) if question.gives == "username" else question
                for question in self.present.questions
            )
        credentials = {"username": username, "password": password}
        for question in self.present.questions:
            if question.gives is not None:
                self.given[question.gives] = credentials[question.gives]
        return tuple(question for question in self.present.questions if question.gives is None)

    def take_answers(self, callbacks: Any) -> bool:
        """Read the answers to what was asked; False: one of them is wrong, or there are none.

        Raises:
            Refusal: The answers are not to these questions.
            OddInputError: An answer cannot be read.
        """
        if callbacks is None:
            return False
        if not is_list(callbacks) or len(callbacks) != len(self.asked):
            raise Refusal(400, "Incorrect number of callbacks found in JSON response")
        answers = [each if is_object(each) else {} for each in callbacks]
        if [each.get("type") for each in answers] != [question.type for question in self.asked]:
            raise Refusal(400, "Required callback not found in JSON response")
        pairs = zip(self.asked, answers, strict=True)
        # All are read, so that an odd one is found even after a wrong one.
        results = [self._take(question, each.get("input")) for question, each in pairs if question.has_input]
        return all(results)

    def too_early(self, now: float) -> bool:
        """Whether the page wants the client to wait longer."""
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
    """A step as JSON; ``numbered`` is the newer form of AIC and PingAM."""
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
    parts = (_encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, dict(claims)))
    text = ".".join(parts)
    return f"{text}.{_signature(text, key)}"


def check_auth_id(auth_id: str, key: bytes) -> None:
    """Refuse an ``authId`` that is no JWT, or not signed by this server."""
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
    return _encoded(hmac.new(key, text.encode(), hashlib.sha256).digest())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
