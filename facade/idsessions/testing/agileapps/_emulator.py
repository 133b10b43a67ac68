"""The AgileApps tenant that a test calls, and the way of a request through it."""

from __future__ import annotations

import gzip
import math
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from attrs import evolve

from idsessions import Clock
from idsessions.testing._base.emulator import Emulator, Handler
from idsessions.testing._base.messages import Answer, EmulatedRequest, allow_header, html_page
from idsessions.testing.agileapps._errors import CODES, NoSuchPath, NotLoggedIn, Refused
from idsessions.testing.agileapps._operations import Call, Operations
from idsessions.testing.agileapps._settings import AgileAppsSettings
from idsessions.testing.agileapps._state import AgileAppsSession, AgileAppsUser, TenantState
from idsessions.testing.agileapps._wire import JSON, XML, Format, ResponseDocument, choose_format, read, write
from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.documents import Message

_LOGIN_PAGE = "/networking/login"
_PASSWORD = "Correct-horse-7"
_TENANT = ("700001", "Acme Example Ltd")
_CLIENT_TENANT = ("700002", "Client Example Ltd")


class AgileAppsEmulator(Emulator):
    """A service provider's tenant and one of its client tenancies; add users as you need them.

    Responses are JSON unless the request asks for XML, as on a real server. Requests in JSON work, too, but they are
    violations, since the document describes XML.

    Args:
        clock: The tenant's time; give the same clock to the client as ``clock=``.
        settings: How the tenant is set up; you can also change ``settings`` later.
        seed: Makes ids the same in every run.

    Attributes:
        user: A user who can log in, with ``username`` and ``password``.
        admin: An administrator who may log in as another user and as customer support.
        expired_user: A user who can log in and then must change the password.
        client_tenant_id: The client tenancy that customer support may log in to.
        settings: How the tenant is set up; you can also change ``settings`` later.
    """

    provider: ClassVar[str] = "agileapps"
    OPERATIONS: ClassVar[Mapping[str, Mapping[str, Any]]] = OPERATIONS
    SCHEMAS: ClassVar[Mapping[str, Mapping[str, Any]]] = SCHEMAS
    ORIGIN: ClassVar[str] = "https://agileapps.emulator.test"

    def __init__(
        self, *, clock: Clock | None = None, settings: AgileAppsSettings | None = None, seed: int | None = None
    ) -> None:
        super().__init__(clock=clock)
        self.settings: AgileAppsSettings = settings or AgileAppsSettings()
        """How the tenant is set up; you can also change ``settings`` later."""
        self._state = TenantState(self._now, self.settings, seed)
        self._operations = Operations(self._state, self.settings)
        self._refusals: list[tuple[str | None, Refused]] = []
        self._limit: tuple[int, float] | None = None
        self._window = (0, 0.0)
        self.user: AgileAppsUser = self.add_user("maria@acme.example")
        """A user who can log in, with ``username`` and ``password``."""
        self.admin: AgileAppsUser = self.add_user(
            "root@acme.example", first_name="Rolf", may_proxy=True, may_support=True
        )
        """An administrator who may log in as another user and as customer support."""
        self.expired_user: AgileAppsUser = self.add_user(
            "paul@acme.example", first_name="Paul", must_change_password=True
        )
        """A user who can log in and then must change the password."""
        self.client_tenant_id = _CLIENT_TENANT[0]
        """The client tenancy that customer support may log in to."""
        support = self.add_user("support@client.example", first_name="Customer", last_name="Support", client=True)
        self._state.support_users[self.client_tenant_id] = support

    # --- what a test calls -----------------------------------------------------------------------------------------

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
        """Add a user of the service provider's tenancy, or of the client's.

        Args:
            username: The name to log in with, usually an e-mail address.
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

    def sign_in(self, user: AgileAppsUser | None = None) -> AgileAppsSession:
        """Start a session without a request, by default of ``user``."""
        return self._state.start(user or self.user)

    log_in = sign_in
    """The same, by the word of AgileApps."""

    def expire(self, session: AgileAppsSession | str | None = None) -> None:
        """Let this session, the session with this id, or all sessions expire now."""
        for found in self.sessions:
            if session is None or session is found or session == found.id:
                self._state.end(found)

    def reactivate(self, user: AgileAppsUser | None = None) -> None:
        """Unlock an account, by default that of ``user``."""
        self._state.reactivate(user or self.user)

    def refuse_next(self, code: int, description: str = "", *, operation: str | None = None, times: int = 1) -> None:
        """Refuse the next requests with a code of the platform's error table, in the format that each asks for.

        Args:
            code: For example -1, which is a 500, or -300.
            description: The message's description, by default that of the table.
            operation: Only requests of this operationId.
            times: How many.
        """
        if code not in CODES or not code:
            raise ValueError(f"`code` must be one of {', '.join(str(each) for each in CODES if each)}")
        self._refusals += [(operation, Refused(code, description))] * times

    def clear_faults(self) -> None:
        super().clear_faults()
        self._refusals.clear()

    def limit(self, requests: int, *, seconds: float = 60.0) -> None:
        """Admit only so many requests in a window, as a proxy in front of the tenant may. The platform documents no limit.

        Further requests get a 429 with ``Retry-After`` and an HTML page.

        Args:
            requests: How many; 0 refuses all.
            seconds: How long a window lasts. It starts with the next request.
        """
        self._limit = (requests, seconds)
        self._window = (0, -math.inf)

    # --- the hooks of the base -------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return dict.fromkeys(OPERATIONS, self._respond)

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
        return html_page(429, "Too Many Requests").adding(("Retry-After", wait))

    def refuse_caller(self, request: EmulatedRequest) -> Answer | None:
        if self._state.find(request.cookies.get("JSESSIONID")) is not None:
            return None
        return self._not_logged_in(JSON if self.settings.always_json else choose_format(request))

    async def unmatched(self, request: EmulatedRequest, allowed: frozenset[str]) -> Answer:
        # Unverified: whether these responses, and those to a wrong content type, have a page or a message.
        if allowed:
            return html_page(405, "Method Not Allowed").adding(allow_header(allowed))
        return html_page(404, "Not Found")

    async def after(self, request: EmulatedRequest, answer: Answer) -> Answer:
        if not self.settings.gzip or "gzip" not in request.headers.get("accept-encoding", "") or not answer.body:
            return answer
        packed = evolve(answer, body=gzip.compress(answer.body, mtime=0))
        return packed.adding(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))

    # --- one request -----------------------------------------------------------------------------------------------

    async def _respond(self, request: EmulatedRequest) -> Answer:
        assert request.operation is not None
        if request.method == "POST" and request.content_type not in (XML, JSON):
            # https://agileappscloud.info/aawiki/REST_API:Error_Codes: 415 without a content type, 405 for a wrong one.
            if not request.content_type:
                return html_page(415, "Unsupported Media Type")
            return html_page(405, "Method Not Allowed").adding(allow_header({"POST"}))
        form = JSON if self.settings.always_json else choose_format(request)
        try:
            self._refuse_if_planned(request.operation)
            done = self._operations.by_name[request.operation](Call(request=request, origin=self.origin))
        except Refused as refused:
            return self._error(form, refused)
        except NoSuchPath:
            return html_page(404, "Not Found")
        except NotLoggedIn:
            return self._not_logged_in(form)
        status = self.settings.login_status if request.method == "POST" else 200
        return self._document(form, status, done.document, done.session)

    def _refuse_if_planned(self, operation: str) -> None:
        for planned in self._refusals:
            if planned[0] in (None, operation):
                self._refusals.remove(planned)
                raise planned[1]

    def _not_logged_in(self, form: Format) -> Answer:
        kind = self.settings.expired_answer
        if kind == "302":
            return html_page(302, "Found").adding(("Location", f"{self.origin}{_LOGIN_PAGE}"))
        if kind == "page":
            return html_page(200, "Log in")
        return self._error(form, Refused(-101, status=200 if kind == "200" else None))

    def _error(self, form: Format, refused: Refused) -> Answer:
        message: Message = {"code": refused.code, "description": refused.description}
        return self._document(form, refused.status, {"message": message})

    def _document(
        self, form: Format, status: int, document: ResponseDocument, session: AgileAppsSession | None = None
    ) -> Answer:
        headers = [("Content-Type", form), ("Cache-Control", "no-cache, no-store")]
        if session is not None and self.settings.sets_cookies:
            # A browser or curl would not send a secure cookie back to an emulator on plain TCP.
            secure = "; Secure" if self.origin.startswith("https:") else ""
            for name, value in session.cookies.items():
                headers.append(("Set-Cookie", f"{name}={value}; Path=/{secure}; HttpOnly"))
        body = write(
            document,
            form,
            tagless_code=self.settings.tagless_code,
            reference_elements=self.settings.reference_elements,
        )
        return Answer(status, tuple(headers), body)
