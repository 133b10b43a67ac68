"""How an action on a ForgeRock session goes out: as whom, with its target where the server reads it, at which version."""

from __future__ import annotations

import copy
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Self, TypeVar

import httpx
from attrs import evolve, field, frozen

from idsessions_forgerock.api.authentication import authenticate
from idsessions_forgerock.api.server import get_server_info
from idsessions_forgerock.client import AuthenticatedClient
from idsessions_forgerock.models import AuthenticationStep, ServerInfo, SessionTarget

from .._clock import Clock
from .._core.client import UNCHANGED, SessionsClient, Unchanged
from .._core.options import DEFAULT_RATE_LIMIT, DEFAULT_TIMEOUTS, CallRecord, Timeouts
from .._core.provider import Provider
from .._rate_limit import RateLimit
from ..credentials import Credential, SessionToken, checked_name, checked_secret
from ..errors import (
    AnswerError,
    AuthenticationError,
    BadRequestError,
    CredentialError,
    SessionExpiredError,
    UnreadableAnswerError,
    UnsupportedOperationError,
    UsageError,
)
from ._cookie_name import CookieName
from ._dialogue import header_words, seconds_to_live, token_in_cookie
from ._profiles import PROFILES, Profile, ProfileName, realm_path, target_is_read, version_remedy
from ._rules import FORGEROCK, is_refusal

_T = TypeVar("_T")
# What can stand in a header (RFC 9110, section 5.5); whether it is a version is for the server to say.
_VERSION = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


@frozen
class Act:
    """How one action on a session goes out: as whom, where its target is, at which version."""

    credential: Credential | None = field(repr=False)
    header: str | None
    target: str | None = field(repr=False)
    query: str | None = field(repr=False)
    version: str
    sole: bool
    extensions: dict[str, Any] = field(repr=False)

    @property
    def body(self) -> SessionTarget | None:
        return None if self.target is None else SessionTarget(self.target)


class ForgeRockClient(SessionsClient):
    """The part of `ForgeRockSessions` that is the same for all its operations."""

    _provider: ClassVar[Provider] = FORGEROCK

    def __init__(
        self,
        base_url: str,
        credentials: Credential | None = None,
        *,
        realm: str = "/",
        profile: ProfileName = "aic",
        api_versions: Mapping[str, str] | None = None,
        cookie_name: str | None = None,
        timeout: Timeouts | float = DEFAULT_TIMEOUTS,
        deadline: float | None = None,
        rate_limit: RateLimit | None = DEFAULT_RATE_LIMIT,
        max_concurrency: int = 32,
        headers: Mapping[str, str] | None = None,
        user_agent: str = "",
        on_call: Callable[[CallRecord], None] | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        allow_http: bool = False,
    ) -> None:
        super().__init__(
            base_url,
            credentials=credentials,
            timeout=timeout,
            deadline=deadline,
            rate_limit=rate_limit,
            max_concurrency=max_concurrency,
            headers=headers,
            user_agent=user_agent,
            on_call=on_call,
            clock=clock,
            transport=transport,
            allow_http=allow_http,
        )
        if profile not in PROFILES:
            raise UsageError(f"there is no profile {profile!r}; there are: {', '.join(PROFILES)}")
        self._profile: Profile = PROFILES[profile]
        self._versions = {**self._profile.versions, **(api_versions or {})}
        if unknown := self._versions.keys() - self._profile.versions.keys():
            raise UsageError(f"api_versions: there is no operation {', '.join(sorted(unknown))}")
        if not all(_VERSION.fullmatch(version) for version in self._versions.values()):
            raise UsageError("api_versions: what is asked for looks like 'resource=4.0, protocol=1.0'")
        self._realm = realm
        self._realm_url = f"{self._base_url}/json{realm_path(realm)}"
        self._cookie_name = CookieName(cookie_name, self._clock)
        self._client = AuthenticatedClient(self._base_url, token="").set_async_httpx_client(self._sender)

    def with_options(
        self,
        *,
        timeout: Timeouts | float | None = None,
        deadline: float | Unchanged | None = UNCHANGED,
        rate_limit: RateLimit | Unchanged | None = UNCHANGED,
        headers: Mapping[str, str] | None = None,
        credentials: Credential | Unchanged | None = UNCHANGED,
        on_call: Callable[[CallRecord], None] | Unchanged | None = UNCHANGED,
        realm: str | None = None,
    ) -> Self:
        """A view of this client with other options, on the same connections and behind the same rate gates.

        Args:
            timeout: Seconds, or `Timeouts`.
            deadline: Seconds for each call, all waiting included; None for no deadline.
            rate_limit: How to wait for a rate limit; None to not wait at all.
            headers: Headers of your own, for every request.
            credentials: What to call as; None to call as the sessions themselves.
            on_call: Called with a `CallRecord` after each call.
            realm: Another realm of the same server.
        """
        view = super().with_options(
            timeout=timeout,
            deadline=deadline,
            rate_limit=rate_limit,
            headers=headers,
            credentials=credentials,
            on_call=on_call,
        )
        if realm is not None:
            view = copy.copy(view)
            view._realm = realm
            view._realm_url = f"{self._base_url}/json{realm_path(realm)}"
        return view

    async def get_server_info(self, *, fields: Sequence[str] | None = None) -> ServerInfo:
        """Get what the server says of itself, such as the name of its session cookie; no credential is needed.

        Args:
            fields: Only these fields.

        Endpoint: GET /serverinfo/*
        """
        return await self._server_info(fields)

    async def _server_info(self, fields: Sequence[str] | None, within: float | None = None) -> ServerInfo:
        response = await self._explained(
            "getServerInfo",
            get_server_info.asyncio_detailed(
                client=self._client,
                fields=joined(fields),
                accept_api_version=self._versions["getServerInfo"],
                extensions=self._call(None, base_url=self._realm_url, within=within),
            ),
        )
        return self._expect(response, ServerInfo)

    async def send_step(
        self,
        step: AuthenticationStep | None,
        *,
        username: str | None = None,
        password: str | None = None,
        service: str | None = None,
        no_session: bool | None = None,
        force_auth: bool | None = None,
        session_upgrade_token: str | None = None,
        suspended_id: str | None = None,
        goto: str | None = None,
        cookie: str = "",
        until: float | None = None,
    ) -> tuple[AuthenticationStep, Mapping[str, str]]:
        """One step of a sign-in, as `ForgeRockSessions.authenticate` describes it, and the headers of its answer.

        Args:
            cookie: The load balancer's, within a dialogue.
            until: The moment, by this client's clock, after which it is of no use to wait any more.
        """
        # A clock of ours may be wrong: what seems too late is for the server to refuse.
        within = None if until is None or until <= self._clock.monotonic() else until - self._clock.monotonic()
        response = await self._explained(
            "authenticate",
            authenticate.asyncio_detailed(
                client=self._client,
                body=step,
                auth_index_type=None if service is None else "service",
                auth_index_value=service,
                no_session=no_session,
                force_auth=force_auth,
                session_upgrade_sso_token_id=session_upgrade_token,
                suspended_id=suspended_id,
                goto=goto,
                x_open_am_username=None if username is None else header_words(username),
                x_open_am_password=None if password is None else header_words(password),
                accept_api_version=self._versions["authenticate"],
                extensions=self._call(None, base_url=self._realm_url, cookie=cookie, within=within),
            ),
        )
        answer = self._expect(response, AuthenticationStep)
        if answer.token_id is None and not answer.callbacks and not no_session:
            answer.token_id = await self._token_in_cookie(response.headers)
        return answer, response.headers

    async def _token_in_cookie(self, headers: Mapping[str, str]) -> str | None:
        """The token of a server that is set to give it in the cookie alone, whatever that is called by now."""
        ask = self._asking(self._clock.monotonic())
        name = await self._cookie_name.get(ask)
        token = token_in_cookie(headers, name)
        if token is None and await self._cookie_name.has_changed(name, ask):
            token = token_in_cookie(headers, await self._cookie_name.get(ask))
        return token

    def good_until(self, step: AuthenticationStep) -> float | None:
        """The moment, by this client's clock, until which a step that has just come can be answered, if it says so."""
        life = seconds_to_live(step.auth_id or "")
        return None if life is None else self._clock.monotonic() + life

    @property
    def refresh_needs_admin(self) -> bool:
        """Whether a user of this kind of server cannot refresh the user's own session."""
        return "refresh" in self._profile.admin_target_in_query and self._credentials is not None

    async def _act(self, operation: str, token: str | None, send: Callable[[Act], Awaitable[_T]]) -> _T:
        """Send one action, with ``token`` as its target or as its only credential.

        A 401 says that the session is over only if nothing but its own token was sent; and if the cookie has been
        renamed meanwhile, it says nothing yet.
        """
        began = self._clock.monotonic()
        act = await self._acting(operation, token, began)
        try:
            return await self._explained(operation, send(act))
        except AnswerError as error:
            if not is_refusal(error):
                raise
            refused = error
        if act.header is not None and await self._cookie_name.has_changed(act.header, self._asking(began)):
            act = await self._acting(operation, token, began)
            try:
                return await self._explained(operation, send(act))
            except AuthenticationError as error:
                refused = error
        if act.sole and isinstance(refused, AuthenticationError):
            raise SessionExpiredError(
                refused.message,
                provider=refused.provider,
                operation=refused.operation,
                status=refused.status,
                code=refused.code,
                request_id=refused.request_id,
            )
        raise refused

    async def _acting(self, operation: str, token: str | None, began: float) -> Act:
        profile, version = self._profile, self._versions[operation]
        if operation in profile.unsupported:
            raise UnsupportedOperationError(
                f"a server of the profile {profile.name!r} has no such operation",
                provider="forgerock",
                operation=operation,
            )
        own = self._credentials
        if own is not None and "bearer" in own.schemes and not profile.bearer:
            raise CredentialError(
                f"a server of the profile {profile.name!r} takes no access tokens; use SessionToken",
                provider="forgerock",
                operation=operation,
            )
        target = query = None
        is_own = isinstance(own, SessionToken) and own.token == token
        sole = own is None or is_own
        if token is not None:
            checked_secret(token)
            if not sole and profile.target_in_body:
                target = token
            elif not sole and operation in profile.admin_target_in_query:
                query = token
            else:
                sole = True
        if (target or query) and not target_is_read(version, in_body=target is not None):
            wanted = "resource=3.0 or above" if target else "a resource below 3.0"
            raise UsageError(
                f"asked for {version or 'no version'}, the server would not read the target, and act on the caller's own"
                f" session instead: ask for {wanted}, or give the client no credentials of its own",
                provider="forgerock",
                operation=operation,
            )
        used = SessionToken(token) if sole and token is not None and not is_own else own
        credential, header = await self._named(used, began)
        extensions = self._call(credential, base_url=self._realm_url, within=self._left(began))
        return Act(credential, header, target, query, version, sole, extensions)

    async def _named(self, credential: Credential | None, began: float) -> tuple[Credential | None, str | None]:
        """``credential``, sent under the name of the server's cookie; and that name, if the server was asked for it."""
        if not isinstance(credential, SessionToken):
            return credential, None
        name = credential.header or await self._cookie_name.get(self._asking(began))
        if any(own.lower() == name.lower() for own in self._options.headers):
            raise UsageError("a header of your own has the name of the session cookie; give it as credentials=")
        return evolve(credential, header=name), None if credential.header else name

    def _left(self, began: float) -> float | None:
        """Seconds left until the deadline of a call that began then: it covers what must be asked first."""
        deadline = self._options.deadline
        return None if deadline is None else max(0.0, began + deadline - self._clock.monotonic())

    def _asking(self, began: float) -> Callable[[], Awaitable[str]]:
        async def ask() -> str:
            name = (await self._server_info(["cookieName"], self._left(began))).cookie_name
            with suppress(CredentialError):
                return checked_name(name or "")
            raise UnreadableAnswerError(
                "the answer has no cookieName that a header can have: is this the URL of the server?",
                provider="forgerock",
                operation="getServerInfo",
            )

        return ask

    async def _explained(self, operation: str, sending: Awaitable[_T]) -> _T:
        """The answer; a refusal of the realm or the version says what can be done."""
        try:
            return await sending
        except BadRequestError as error:
            if error.status not in (404, 406, 501):
                raise
            refused = error
        remedy = (
            f"check the realm {self._realm!r}"
            if "realm" in refused.message.lower()
            else version_remedy(self._profile, operation, self._versions[operation])
        )
        raise BadRequestError(
            f"{refused.message}; {remedy}",
            provider=refused.provider,
            operation=refused.operation,
            status=refused.status,
            code=refused.code,
            request_id=refused.request_id,
        )


def joined(fields: Sequence[str] | None) -> str | None:
    """The value of ``_fields``."""
    if isinstance(fields, str):
        raise UsageError("give a list of fields, not one string")
    return None if fields is None else ",".join(fields)
