"""Signing in to ForgeRock: the dialogue of callbacks, step by step, and with a name and a password alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Final, Protocol

from idsessions_forgerock.models import AuthenticationStep, Callback, CallbackType

from .._clock import Clock
from .._core.call import Call
from .._core.cookies import set_cookies
from .._json import as_mapping
from .._redact import redact
from ..credentials import as_secret
from ..errors import AuthenticationError, UnansweredCallbacksError, UnreadableAnswerError, UsageError
from ._session import ForgeRockSession

_STICKY: Final = "amlbcookie"
# An error names so many of the questions that are not answered.
_MOST_TYPES: Final = 20
_SEPARATOR: Final = ", "
# A day, in seconds. Servers allow minutes.
_LONGEST_LIFE: Final = 86_400


class _SendStep(Protocol):
    """Sends a step to the server; returns the next step and the call that brought it."""

    async def __call__(
        self, step: AuthenticationStep | None, *, cookie: str, within: float | None
    ) -> tuple[AuthenticationStep, Call]: ...


def set_answer(callback: Callback, value: Any) -> None:
    """Answer a question: put ``value`` where the server wants it.

    Args:
        callback: The question; its first input gets the value.
        value: A text, or for a choice or a confirmation the index of the option.

    Raises:
        UsageError: The callback only shows something, and takes no input.
    """
    if not callback.input_:
        kind = f"a {callback.type_.value}" if isinstance(callback.type_, CallbackType) else "this callback"
        raise UsageError(f"{kind} takes no input", provider="forgerock")
    callback.input_[0].value = value


class Dialogue:
    """A sign-in, step by step. Each step takes one answer, within the time that the server allows (15 minutes).

    Attributes:
        session: The session, once the last step brought one; only you end it.
    """

    def __init__(self, send: _SendStep, attach: Callable[[AuthenticationStep], ForgeRockSession], clock: Clock) -> None:
        self.session: ForgeRockSession | None = None
        """The session, once the last step brought one; only you end it."""
        self._send = send
        self._attach = attach
        self._clock = clock
        # The server behind a load balancer that has this dialogue in its memory: sent within the dialogue, then forgotten.
        self._server = ""
        self._until: float | None = None
        self._redact: Callable[[str], str] = str

    async def start(self) -> AuthenticationStep:
        """Start, and get the first questions."""
        self._server = ""
        self._until = None
        return await self._advance(None)

    async def answer(self, step: AuthenticationStep) -> AuthenticationStep:
        """Send the answers and get the next questions, or the token.

        Args:
            step: The step as it came, its inputs filled in with `set_answer`.

        Raises:
            AuthenticationError: The answers were refused, or came too late: start again.
        """
        return await self._advance(step)

    async def _advance(self, step: AuthenticationStep | None) -> AuthenticationStep:
        left = None if self._until is None else self._until - self._clock.monotonic()
        # The local clock may be wrong: the server decides what is too late.
        within = None if left is None or left <= 0 else left
        following, call = await self._send(step, cookie=self._server, within=within)
        self._redact = call.redact
        life = _seconds_to_live(following.auth_id or "")
        self._until = None if life is None else self._clock.monotonic() + life
        for name, value in set_cookies(call.headers):
            if name == _STICKY:
                self._server = f"{name}={value}"
        if following.token_id is not None:
            self.session = self._attach(following)
        return following


async def sign_in(dialogue: Dialogue, username: str, password: str) -> ForgeRockSession:
    """Answer the questions of a dialogue with a name and a password, and nothing else."""
    password = as_secret(password)
    step = await dialogue.start()
    # Each answer is given once: every failure counts towards a lock-out, and a one-time code is asked for like a password.
    answers: dict[str, str] = {CallbackType.NAMECALLBACK: username, CallbackType.PASSWORDCALLBACK: password}
    asked: list[list[Any]] = []
    while dialogue.session is None:
        callbacks = step.callbacks or []
        questions = [(callback.type_, callback.output) for callback in callbacks]
        if questions in asked:
            raise AuthenticationError(
                "the server asked the same again: it did not accept the name or the password",
                provider="forgerock",
                operation="authenticate",
            )
        asked.append(questions)
        given = [(callback, answers.pop(callback.type_, None)) for callback in callbacks]
        if not given or any(answer is None or not callback.input_ for callback, answer in given):
            raise unfinished(step, lambda text: redact(dialogue._redact(text), {password}))  # pyright: ignore[reportPrivateUsage]  # same file
        for callback, answer in given:
            set_answer(callback, answer)
        step = await dialogue.answer(step)
    return dialogue.session


def unfinished(
    step: AuthenticationStep, redact: Callable[[str], str]
) -> UnansweredCallbacksError | UnreadableAnswerError:
    """The error that a step without a token is, where a name and a password should do.

    Args:
        step: The step.
        redact: Takes the secrets of the sign-in out of a text: the server writes the types of the questions.
    """
    if not step.callbacks:
        return UnreadableAnswerError(
            "the response has neither a token nor questions", provider="forgerock", operation="authenticate"
        )
    kinds = redact(_SEPARATOR.join(str(callback.type_) for callback in step.callbacks[:_MOST_TYPES]))
    return UnansweredCallbacksError(tuple(kinds.split(_SEPARATOR)), provider="forgerock", operation="authenticate")


def _seconds_to_live(auth_id: str) -> float | None:
    """How long the server gives for an answer: from issue to expiry, in seconds; None where the token does not say.

    The difference of the two, because neither needs to be compared with the local clock.
    """
    try:
        payload = auth_id.split(".")[1]
        match as_mapping(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))):
            case {"exp": int(expires), "iat": int(issued)} if expires > issued:
                return float(min(expires - issued, _LONGEST_LIFE))
            case _:
                return None
    except (IndexError, ValueError, RecursionError):
        return None
