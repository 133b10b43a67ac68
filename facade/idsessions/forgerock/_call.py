"""One call of a ForgeRock server, whose errors say what a wrong token, realm or version stands for."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, TypedDict, TypeVar

from idsessions_forgerock.models import SessionTarget

from .._core.call import Call, View
from .._core.operations import Operation
from ..errors import AnswerError, AuthenticationError, SessionExpiredError, UnreadableAnswerError
from ._server import Server
from ._target import Target

_T = TypeVar("_T")


class TargetArguments(TypedDict):
    """What the generated functions of the operations on one session have in common."""

    client: ForgeRockCall
    body: SessionTarget | None
    token_id: str | None
    accept_api_version: str


class ForgeRockCall(Call):
    """One call.

    Args:
        view: What all calls of the client have in common.
        server: Where it goes.
        operation: What is called.
        target: What it is called as, and the session that it is about.
        cookie: A cookie that goes along and is no credential.
        within: Seconds that the call may take, if that is less than the deadline of the options.

    Attributes:
        version: The ``Accept-API-Version`` to ask for.
    """

    __slots__ = ("_server", "target", "version")

    def __init__(
        self,
        view: View,
        server: Server,
        operation: Operation,
        target: Target,
        *,
        cookie: str = "",
        within: float | None = None,
    ) -> None:
        super().__init__(view, target.credential, base_url=server.url, cookie=cookie, within=within)
        self.operation = operation
        self.target = target
        self.version = server.versions[operation.id]
        self._server = server

    @property
    def arguments(self) -> TargetArguments:
        token = self.target.in_body
        return {
            "client": self,
            "body": None if token is None else SessionTarget(token),
            "token_id": self.target.in_query,
            "accept_api_version": self.version,
        }

    async def result(self, sending: Awaitable[Any], kind: type[_T]) -> _T:
        try:
            return await super().result(sending, kind)
        except AnswerError as error:
            refused = error
        raise self._explained(refused)

    def _explained(self, error: AnswerError) -> AnswerError:
        if error.operation != self.operation.id:
            return error  # Of a request that the credential needs first.
        if not (self.target.is_sole and isinstance(error, AuthenticationError)):
            return self._server.explained(error)
        kind: type[AnswerError] = SessionExpiredError
        message = error.message
        if error.code != str(error.status):  # What stands in front of the server responds with 401 as well.
            kind, message = UnreadableAnswerError, f"{message}; it is not the server's, and the session may be alive"
        return error._as(kind, message)  # pyright: ignore[reportPrivateUsage]  # it is for the provider packages
