"""What an emulated ForgeRock server asks for in a sign-in: journeys of pages of questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from attrs import field, frozen


def _anything(_: Any) -> bool:
    return True


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


@frozen(kw_only=True)
class Question:
    """One callback. Make your own for types without a function here.

    Attributes:
        type: The type of the callback, such as ``HiddenValueCallback``.
        output: The server's values for it, by name.
        has_input: Whether it takes an answer; otherwise it shows a text.
        default: The value of the input that the server sends.
        fits: Whether an answer has the right type.
        accepts: Whether an answer is correct; a wrong one fails the sign-in.
        gives: Which credential the answer is, if any.
        wait_seconds: How long the page must be shown before it counts as answered.
    """

    type: str
    """The type of the callback, such as ``HiddenValueCallback``."""
    output: Mapping[str, Any] = field(factory=dict[str, Any])
    """The server's values for it, by name."""
    has_input: bool = True
    """Whether it takes an answer; otherwise it shows a text."""
    default: Any = ""
    """The value of the input that the server sends."""
    fits: Callable[[Any], bool] = _anything
    """Whether an answer has the right type."""
    accepts: Callable[[Any], bool] = _anything
    """Whether an answer is correct; a wrong one fails the sign-in."""
    gives: Literal["username", "password"] | None = None
    """Which credential the answer is, if any."""
    wait_seconds: float = 0.0
    """How long the page must be shown before it counts as answered."""


@frozen(kw_only=True)
class Page:
    """Questions that the server asks at once."""

    questions: tuple[Question, ...]
    """What it asks."""
    stage: str | None = None
    """The stage that the page names, or None."""
    header: str | None = None
    """The heading, or None."""
    description: str | None = None
    """The text below the heading, or None."""


@frozen
class Journey:
    """A way to sign in: pages in order. Name and password are checked after the page that completes them."""

    name: str
    """The name to sign in with, as ``service=``."""
    pages: tuple[Page, ...]
    """The pages, in order."""


def name_question(prompt: str = "User Name") -> Question:
    """Ask for the user name."""
    return Question(type="NameCallback", output={"prompt": prompt}, fits=_is_text, gives="username")


def password_question(prompt: str = "Password") -> Question:
    """Ask for the password."""
    return Question(type="PasswordCallback", output={"prompt": prompt}, fits=_is_text, gives="password")


def choice_question(prompt: str, choices: Sequence[str], default: int = 0) -> Question:
    """Ask for one of several choices; the answer is its index."""
    output = {"prompt": prompt, "choices": list(choices), "defaultChoice": default}
    return Question(type="ChoiceCallback", output=output, default=default, fits=lambda value: _is_index(value, choices))


def confirmation_question(prompt: str, options: Sequence[str] = ("OK", "Cancel"), default: int = 0) -> Question:
    """Ask for a button; the answer is its index, and only the first button continues."""
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
    """Ask for a text, for any text by default."""
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
    """Let the client wait and send the page again; too early, it gets the same page."""
    output = {"waitTime": str(round(seconds * 1000)), "message": message}
    return Question(type="PollingWaitCallback", output=output, has_input=False, wait_seconds=seconds)


def simple_journey(name: str, *, colons: bool) -> Journey:
    """Ask for name and password only; OpenAM's prompts have colons."""
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
    # JSON does not tell integers from floats, and True is 1 in Python; browsers also send the index as text.
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    return type(number) is int and 0 <= number < len(options)
