"""An AgileApps Cloud tenant to test against: logins of three kinds, switching back, and sessions that end by idling."""

from __future__ import annotations

import gzip
import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve

from idsessions.testing._base.emulator import Emulator, Handler
from idsessions.testing._base.messages import Answer, EmulatedRequest
from idsessions.testing.agileapps._operations import Call, Done, NotLoggedIn, Operations
from idsessions.testing.agileapps._state import (
    AgileAppsSession,
    AgileAppsSettings,
    AgileAppsUser,
    TenantState,
)
from idsessions.testing.agileapps._wire import (
    CODES,
    JSON,
    XML,
    Format,
    Refused,
    Value,
    answer_format,
    read,
    write,
)
from idsessions_agileapps.description import OPERATIONS, SCHEMAS

if TYPE_CHECKING:
    from idsessions._clock import Clock


_LOGIN_PAGE = "/networking/login"
_PASSWORD = "Correct-horse-7"
_TENANT = ("700001", "Acme Example Ltd")
_CLIENT_TENANT = ("700002", "Client Example Ltd")


class AgileAppsEmulator(Emulator):
    """A tenant of a service provider, with a client tenancy beside it; add users as you need them.

    Answers are JSON unless asked otherwise, as on a real server. Requests in JSON are answered too, and noted as
    violations: the document describes XML.

    Args:
        clock: Read for every moment; the same one fits the client's ``clock=``.
        settings: How the tenant is set up; ``settings`` can also be changed later.
        seed: Makes ids the same in every run.

    Attributes:
        user: A user who can log in; ``username`` and ``password`` are this user's.
        admin: An administrator who may log in as another user, and as customer support.
        expired_user: A user who can log in and is then asked for a new password.
        client_tenant_id: The client tenancy that customer support may log in to.
        settings: How the tenant is set up.
    """

    provider: ClassVar[str] = "agileapps"
    OPERATIONS = OPERATIONS
    SCHEMAS = SCHEMAS
    ORIGIN: ClassVar[str] = "https://agileapps.emulator.test"

    def __init__(
        self, *, clock: Clock | None = None, settings: AgileAppsSettings | None = None, seed: int | None = None
    ) -> None:
        super().__init__(clock=clock)
        self.settings = settings or AgileAppsSettings()
        self._state = TenantState(self._now, self.settings, seed)
        self._operations = Operations(self._state, self.settings)
        self._refusals: list[tuple[str | None, Refused]] = []
        self._limit: tuple[int, float] | None = None
        self._window = (0, 0.0)
        self.user = self.add_user("maria@acme.example")
        self.admin = self.add_user("root@acme.example", first_name="Rolf", may_proxy=True, may_support=True)
        self.expired_user = self.add_user("paul@acme.example", first_name="Paul", must_change_password=True)
        self.client_tenant_id = _CLIENT_TENANT[0]
        support = self.add_user("support@client.example", first_name="Customer", last_name="Support", client=True)
        self._state.support_users[self.client_tenant_id] = support

    # --- what a test uses ------------------------------------------------------------------------------------------

    @property
    def username(self) -> str:
        """The login name of the ready-made user."""
        return self.user.username

    @property
    def password(self) -> str:
        """The password of the ready-made user."""
        return self.user.password

    @property
    def sessions(self) -> tuple[AgileAppsSession, ...]:
        """The live sessions of all users, the oldest first."""
        return tuple(found for each in list(self._state.sessions) if (found := self._state.find(each, use=False)))

    def add_user(
        self,
        username: str,
        password: str = _PASSWORD,
        *,
        first_name: str = "Maria",
        last_name: str = "Muster",
        must_change_password: bool = False,
        may_proxy: bool = False,
        may_support: bool = False,
        client: bool = False,
    ) -> AgileAppsUser:
        """A new user of the service provider's tenancy, or of the client's.

        Args:
            username: What the user logs in with, an e-mail address as a rule.
            password: The user's password.
            first_name: The given name.
            last_name: The family name.
            must_change_password: Whether logins ask for a new password.
            may_proxy: Whether the user may log in as another user.
            may_support: Whether the user may log in to client tenancies as customer support.
            client: Whether the user belongs to the client tenancy.
        """
        tenant_id, tenant_name = _CLIENT_TENANT if client else _TENANT
        user = AgileAppsUser(
            id=self._state.new_id(),
            username=username,
            password=password,
            tenant_id=tenant_id,
            tenant_name=tenant_name,
            first_name=first_name,
            last_name=last_name,
            must_change_password=must_change_password,
            may_proxy=may_proxy,
            may_support=may_support,
            password_changed=self._now(),
        )
        self._state.users[user.id] = user
        return user

    def log_in(self, user: AgileAppsUser | None = None) -> AgileAppsSession:
        """A session as a login begins it, without the request; of the ready-made user by default."""
        return self._state.start(user or self.user)

    def expire(self, session: AgileAppsSession | str | None = None) -> None:
        """End this session (or the one with this id, or all) as if nobody had used it for too long."""
        for found in self.sessions:
            if session is None or session is found or session == found.id:
                self._state.end(found)

    def reactivate(self, user: AgileAppsUser | None = None) -> None:
        """Unlock an account, as an administrator can; the ready-made user's by default."""
        self._state.reactivate(user or self.user)

    def refuse_next(self, code: int, description: str = "", *, operation: str | None = None, times: int = 1) -> None:
        """Refuse the next requests with a code of the platform's error table, in the format that each asks for.

        Args:
            code: Such as -1, which is a 500, or -300.
            description: Said in words; the code's own if empty.
            operation: Only requests of this operationId.
            times: How many.
        """
        if code not in CODES or not code:
            raise ValueError(f"no such code: {code}; there are {', '.join(str(each) for each in CODES if each)}")
        self._refusals += [(operation, Refused(code, description))] * times

    def clear_faults(self) -> None:
        super().clear_faults()
        self._refusals.clear()

    def limit(self, requests: int, *, seconds: float = 60.0) -> None:
        """From now on admit so many requests in a window, as a proxy before the tenant may; the platform documents none.

        The others get 429 with ``Retry-After`` and an HTML page.

        Args:
            requests: 0 refuses all.
            seconds: How long a window lasts. It begins with the next request.
        """
        self._limit = (requests, seconds)
        self._window = (0, -math.inf)

    # --- how it works ----------------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(OPERATIONS, self._answer)

    def credentials(self, request: EmulatedRequest) -> Collection[str]:
        return {"sessionCookies"} if "JSESSIONID" in request.cookies else set()

    def decode_body(self, request: EmulatedRequest, schema: Mapping[str, Any]) -> Any:
        return read(request)

    async def before(self, request: EmulatedRequest) -> Answer | None:
        if self._limit is None:
            return None
        requests, seconds = self._limit
        used, ends = self._window
        if self._now() >= ends:
            used, ends = 0, self._now() + seconds
        self._window = (used + 1, ends)
        if used < requests:
            return None
        wait = str(math.ceil(ends - self._now()))
        return _page(429, "Too Many Requests").adding(("Retry-After", wait))

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        # Unverified: whether these, and the answers to a wrong content type, have a page or a message.
        if allowed:
            return _page(405, "Method Not Allowed").adding(("Allow", ", ".join(sorted(allowed))))
        return _page(404, "Not Found")

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        if not self.settings.gzip or "gzip" not in request.headers.get("accept-encoding", "") or not answer.body:
            return answer
        packed = evolve(answer, body=gzip.compress(answer.body, mtime=0))
        return packed.adding(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))

    async def _answer(self, request: EmulatedRequest) -> Answer:
        assert request.operation is not None
        if request.method == "POST" and request.content_type not in (XML, JSON):
            # https://agileappscloud.info/aawiki/REST_API:Error_Codes: 415 without a content type, 405 for a wrong one.
            if not request.content_type:
                return _page(415, "Unsupported Media Type")
            return _page(405, "Method Not Allowed").adding(("Allow", "POST"))
        form = answer_format(request)
        try:
            self._refuse_if_asked(request.operation)
            done = self._operations.by_name[request.operation](Call(request=request, origin=self.origin))
        except Refused as refused:
            return self._message(form, refused.status, refused.code, refused.description)
        except NotLoggedIn:
            return self._not_logged_in(form)
        status = self.settings.login_status if request.method == "POST" else 200
        return self._message(form, status, 0, "Success", done)

    def _refuse_if_asked(self, operation: str) -> None:
        for planned in self._refusals:
            if planned[0] in (None, operation):
                self._refusals.remove(planned)
                raise planned[1]

    def _message(self, form: Format, status: int, code: int, description: str, done: Done | None = None) -> Answer:
        payload: Mapping[str, Value] = {} if done is None else done.payload
        body = write(payload, code, description, form, tagless_code=self.settings.tagless_code)
        headers = [("Content-Type", form), ("Cache-Control", "no-cache, no-store")]
        if done is not None and done.session is not None and self.settings.sets_cookies:
            # A browser or curl would not send a secure cookie back to an emulator on plain TCP.
            secure = "; Secure" if self.origin.startswith("https:") else ""
            for name, value in done.session.cookies.items():
                headers.append(("Set-Cookie", f"{name}={value}; Path=/{secure}; HttpOnly"))
        return Answer(status, tuple(headers), body)

    def _not_logged_in(self, form: Format) -> Answer:
        status, description = CODES[-101]
        kind = self.settings.expired_answer
        if kind == "302":
            return _page(302, "Found").adding(("Location", f"{self.origin}{_LOGIN_PAGE}"))
        if kind == "page":
            return _page(200, "Log in")
        return self._message(form, 200 if kind == "200" else status, -101, description)

    def _now(self) -> float:
        return self.clock.time()


def _page(status: int, title: str) -> Answer:
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Answer.text(html, "text/html;charset=utf-8", status=status)
