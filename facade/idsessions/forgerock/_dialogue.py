"""Signing in to ForgeRock: the dialogue of callbacks, and the session that comes of it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from attrs import field, frozen

from idsessions_forgerock.models import (
    AuthenticationStep,
    Callback,
    CallbackType,
    LogoutResult,
    RefreshedSession,
    SessionInfo,
    SessionProperties,
    ValidatedSession,
)

from .._core.cookies import set_cookies
from .._core.operations import as_mapping
from ..credentials import Secret, ask, hidden
from ..errors import AuthenticationError, UnansweredCallbacksError, UnreadableAnswerError, UsageError

if TYPE_CHECKING:
    from ._client import ForgeRockSessions

_PLAIN = re.compile(r"(?!.*=\?)[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_ENCODED: Final = "=?UTF-8?B?"
_STICKY: Final = "amlbcookie"


def header_words(text: str) -> str:
    """``text`` as a header can carry it: as it is, or as an encoded word (RFC 2047), which servers decode.

    Raw UTF-8 in these headers is refused by real servers as a wrong password.
    """
    if _PLAIN.fullmatch(text):
        return text
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        octets = b""
    if not octets:
        raise UsageError("a name or password is empty, or holds half a character (a lone surrogate)")
    return f"{_ENCODED}{base64.b64encode(octets).decode()}?="


def spoken(words: str) -> str:
    """What `header_words` made ``words`` of, if it did."""
    if not words.startswith(_ENCODED):
        return words
    try:
        return base64.b64decode(words.removeprefix(_ENCODED).removesuffix("?=")).decode()
    except ValueError:
        return words


def token_in_cookie(headers: Mapping[str, str], cookie_name: str) -> str | None:
    """The token that an answer sets as the session cookie."""
    return next((value for name, value in set_cookies(headers) if name == cookie_name), None)


def set_answer(callback: Callback, value: Any) -> None:
    """Answer a question: put ``value`` where the server wants it.

    Args:
        callback: The question; its first input gets the value.
        value: A text, or for a choice or a confirmation the index of the option.

    Raises:
        UsageError: The callback only shows something, and wants no answer.
    """
    if not callback.input_:
        raise UsageError(f"a {callback.type_} wants no answer")
    callback.input_[0].value = value


class Dialogue:
    """A sign-in, step by step. Each step is good for one answer, within the time that the server allows (15 minutes).

    Attributes:
        session: The session, once the last step brought one; nobody ends it but you.
    """

    def __init__(self, am: ForgeRockSessions, *, service: str | None) -> None:
        self.session: ForgeRockSession | None = None
        self._am = am
        self._service = service
        # The server whose memory has this dialogue, behind a load balancer: sent back within the dialogue, then forgotten.
        self._server = ""
        self._until: float | None = None

    async def start(self) -> AuthenticationStep:
        """Begin, and get the first questions."""
        self._server = ""
        self._until = None
        return await self._advance(None)

    async def answer(self, step: AuthenticationStep) -> AuthenticationStep:
        """Send the answers and get the next questions, or the token.

        Args:
            step: The step as it came, its inputs filled in with `set_answer`.

        Raises:
            AuthenticationError: The answers were refused, or came too late: start anew.
        """
        return await self._advance(step)

    async def _advance(self, step: AuthenticationStep | None) -> AuthenticationStep:
        answer, headers = await self._am.send_step(step, service=self._service, cookie=self._server, until=self._until)
        self._until = self._am.good_until(answer)
        for name, value in set_cookies(headers):
            if name == _STICKY:
                self._server = f"{name}={value}"
        if answer.token_id is not None:
            self._server = ""
            self.session = ForgeRockSession(self._am, answer.token_id, answer.realm, answer.success_url)
        return answer


async def log_in(
    am: ForgeRockSessions,
    username: str,
    password: Secret,
    *,
    service: str | None,
    method: Literal["callbacks", "headers"],
) -> ForgeRockSession:
    """Sign in with a name and a password, and nothing else."""
    if method == "headers":
        step = await am.authenticate(username=username, password=password, service=service)
        if step.token_id is None:
            raise _unanswered(step)
        return ForgeRockSession(am, step.token_id, step.realm, step.success_url)
    secret = await ask(password)
    dialogue = am.dialogue(service=service)
    step = await dialogue.start()
    # Each is answered once: every failure counts towards a lock-out, and one-time codes are asked for like passwords.
    answers: dict[str, str] = {CallbackType.NAMECALLBACK: username, CallbackType.PASSWORDCALLBACK: secret}
    asked: list[list[Any]] = []
    while dialogue.session is None:
        callbacks = step.callbacks or []
        questions = [(callback.type_, callback.output) for callback in callbacks]
        if questions in asked:
            raise AuthenticationError(
                "asked for the same again: the name or the password was not accepted",
                provider="forgerock",
                operation="authenticate",
            )
        asked.append(questions)
        given = [(callback, answers.pop(callback.type_, None)) for callback in callbacks]
        if not given or any(answer is None or not callback.input_ for callback, answer in given):
            raise _unanswered(step)
        for callback, answer in given:
            set_answer(callback, answer)
        step = await dialogue.answer(step)
    return dialogue.session


def _unanswered(step: AuthenticationStep) -> Exception:
    if not step.callbacks:
        return UnreadableAnswerError(
            "the answer has neither a token nor questions", provider="forgerock", operation="authenticate"
        )
    kinds = tuple(str(callback.type_) for callback in step.callbacks)
    return UnansweredCallbacksError(kinds, provider="forgerock", operation="authenticate")


def seconds_to_live(auth_id: str) -> float | None:
    """How long the server gives for an answer: from issue to expiry, in seconds; None where the token does not say.

    The difference of the two, for neither needs to be compared with a clock of ours.
    """
    try:
        payload = auth_id.split(".")[1]
        claims = as_mapping(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
    except (IndexError, ValueError, binascii.Error):
        return None
    match claims:
        case {"exp": int(expires), "iat": int(issued)} if expires > issued:
            return float(expires - issued)
        case _:
            return None


@frozen(eq=False)
class ForgeRockSession:
    """One ForgeRock session. Its own token is the only credential of its calls.

    Attributes:
        token: Its token; it is a live credential.
        realm: Its realm as a path, such as ``/alpha``, if the server said so.
        success_url: Where the server would have sent a browser.
    """

    _am: ForgeRockSessions = field(repr=False)
    token: str = field(repr=hidden)
    realm: str | None = None
    success_url: str | None = None

    async def get_session_info(self) -> SessionInfo:
        """Get whose session it is and when it ends, without prolonging it (except on OpenAM)."""
        return await self._own.get_session_info(self.token)

    async def validate(self, *, refresh: bool = False) -> ValidatedSession:
        """Ask whether it is valid, and whose it is."""
        return await self._own.validate(self.token, refresh=refresh)

    async def is_alive(self) -> bool:
        """Whether it is valid; asking does not prolong it (except on OpenAM)."""
        return (await self.validate()).valid

    async def refresh(self) -> RefreshedSession:
        """Let its idle time begin anew. On OpenAM that needs a client with an administrator's credential."""
        return await (self._am if self._am.refresh_needs_admin else self._own).refresh(self.token)

    async def get_session_properties(self) -> SessionProperties:
        """Get its properties that the realm allows to be seen."""
        return await self._own.get_session_properties(self.token)

    async def update_session_properties(self, properties: Mapping[str, str]) -> SessionProperties:
        """Set properties of it, by name."""
        return await self._own.update_session_properties(self.token, properties)

    async def logout(self) -> LogoutResult:
        """End it; one that is over already counts as ended."""
        return await self._own.logout(self.token)

    async def end(self) -> None:
        """End it; one that is over already counts as ended."""
        await self.logout()

    @property
    def _own(self) -> ForgeRockSessions:
        return self._am.with_options(credentials=None)
