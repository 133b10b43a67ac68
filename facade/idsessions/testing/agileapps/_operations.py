"""What each operation of AgileApps does with the state of a tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, cast

from attrs import frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.agileapps._errors import NoSuchPath, NotLoggedIn, Refused
from idsessions.testing.agileapps._settings import AgileAppsSettings
from idsessions.testing.agileapps._state import AgileAppsSession, AgileAppsUser, TenantState
from idsessions.testing.agileapps._wire import (
    Reference,
    ResponseDocument,
    read_credentials,
    read_record_ids,
    reference_document,
)
from idsessions_agileapps.documents import (
    ActiveSession,
    CustomerSupportCredentials,
    Login,
    LoginCredentials,
    Message,
    ProxyLoginCredentials,
    User,
)

_SUCCESS: Final[Message] = {"code": 0, "description": "Success"}


@frozen(kw_only=True)
class Call:
    """One request to an operation, with the origin of the tenant."""

    request: EmulatedRequest
    origin: str


@frozen(kw_only=True)
class Done:
    """What a successful request gets: the document, and the session whose cookies are set, if any."""

    document: ResponseDocument
    session: AgileAppsSession | None = None


class Operations:
    """The operations; ``by_name`` has them by operationId."""

    def __init__(self, state: TenantState, settings: AgileAppsSettings) -> None:
        self._state = state
        self._settings = settings
        self.by_name: Mapping[str, Callable[[Call], Done]] = {
            "login": self.login,
            "loginAsCustomerSupport": self.login_as_customer_support,
            "proxyLogin": self.proxy_login,
            "switchBack": self.switch_back,
            "logout": self.logout,
            "listActiveSessions": self.list_active_sessions,
            "logoutSessions": self.logout_sessions,
            "logoutAllSessions": self.logout_all_sessions,
            "isSessionValid": self.is_session_valid,
            "getUserInfo": self.get_user_info,
        }

    # --- logins --------------------------------------------------------------------------------------------------------

    def login(self, call: Call) -> Done:
        fields = read_credentials(call.request, LoginCredentials)
        user = self._state.authenticate(fields["userName"], fields["password"])
        return self._logged_in(call, self._state.start(user))

    def login_as_customer_support(self, call: Call) -> Done:
        fields = read_credentials(call.request, CustomerSupportCredentials)
        user = self._state.authenticate(fields["userName"], fields["password"])
        if not self._settings.customer_support_enabled:
            raise Refused(-4600)
        if not user.may_support:
            raise Refused(-850)
        support = self._state.support_users.get(fields["client_tenant_id"])
        if support is None:
            raise Refused(-4006)
        return self._logged_in(call, self._state.start(support, "customer support"))

    def proxy_login(self, call: Call) -> Done:
        fields = read_credentials(call.request, ProxyLoginCredentials)
        own = self._session(call)
        if own is None and self._settings.proxy_needs_session:
            raise NotLoggedIn
        administrator = self._state.authenticate(fields["userName"], fields["password"])
        if not administrator.may_proxy:
            raise Refused(-850)
        user = self._state.users.get(fields["proxy_user_id"])
        # "Permissions permitting, login to a client tenancy as a user in that tenancy":
        # https://agileappscloud.info/aawiki/REST_API:Session_Management_Resources
        reachable = {administrator.tenant_id, *self._state.support_users}
        if user is None or not user.active or user.tenant_id not in reachable:
            raise Refused(-200)
        if own is not None and own.user is administrator:
            session = self._state.become(own, user, (*own.behind, administrator))
        else:
            session = self._state.start(user, behind=(administrator,))
        return self._logged_in(call, session)

    def switch_back(self, call: Call) -> Done:
        session = self._required_session(call)
        if not session.behind:
            # Unverified: what a session without a proxy login gets.
            raise Refused(-850, "Not a proxy session")
        *behind, user = session.behind
        return self._logged_in(call, self._state.become(session, user, tuple(behind)))

    # --- with a session ------------------------------------------------------------------------------------------------

    def logout(self, call: Call) -> Done:
        self._state.end(self._required_session(call))
        return Done(document={"message": _SUCCESS})

    def list_active_sessions(self, call: Call) -> Done:
        sessions = self._state.sessions_of(self._managing_session(call).user)
        records = [_session_record(each) for each in sessions]
        return Done(document={"message": _SUCCESS, "recordCount": len(records), "session": records})

    def logout_sessions(self, call: Call) -> Done:
        own = self._managing_session(call)
        sessions = {each.record_id: each for each in self._state.sessions_of(own.user)}
        named = read_record_ids(call.request)
        # Unverified: what an id gets that is not among the user's.
        if not sessions.keys() >= set(named):
            raise Refused(-200)
        for record_id in named:
            self._state.end(sessions[record_id])
        return Done(document={"message": _SUCCESS})

    def logout_all_sessions(self, call: Call) -> Done:
        own = self._managing_session(call)
        for session in self._state.sessions_of(own.user):
            if session is not own or not self._settings.logout_all_spares_own:
                self._state.end(session)
        return Done(document={"message": _SUCCESS})

    def is_session_valid(self, call: Call) -> Done:
        session = self._session(call, use=self._settings.validity_check_prolongs)
        if session is None and not self._settings.tells_invalid:
            raise NotLoggedIn
        return Done(document={"user": {"is_session_valid": session is not None}, "message": _SUCCESS})

    def get_user_info(self, call: Call) -> Done:
        user = self._required_session(call).user
        return Done(document={"user": _user_record(user, call.origin), "message": _SUCCESS})

    # --- shared by several operations ----------------------------------------------------------------------------------

    def _session(self, call: Call, *, use: bool = True) -> AgileAppsSession | None:
        """The live session whose cookies were sent; ``use`` extends it."""
        cookies = call.request.cookies
        session = self._state.find(cookies.get("JSESSIONID"), use=use)
        if session is not None and self._settings.needs_all_cookies and cookies.get("ROUTEID") != session.route:
            return None
        return session

    def _required_session(self, call: Call) -> AgileAppsSession:
        session = self._session(call)
        if session is None:
            raise NotLoggedIn
        return session

    def _managing_session(self, call: Call) -> AgileAppsSession:
        """The live session whose cookies were sent, if sessions can be managed."""
        if self._settings.session_management == "missing":
            raise NoSuchPath
        session = self._required_session(call)
        if self._settings.session_management == "off":
            raise Refused(-4600)
        return session

    def _logged_in(self, call: Call, session: AgileAppsSession) -> Done:
        user = session.user
        application = f"{call.origin}/networking/rest/application/800000000000007"
        login: Login = {
            "userId": user.id,
            "email": user.username,
            "userName": user.username,
            "firstName": user.first_name,
            "isForceChangePassword": user.must_change_password,
            "lastName": user.last_name,
            "organizationName": user.tenant_name,
            "organizationId": user.tenant_id,
            "timeZone": "36",
            "primaryTeamId": "3",
            "employeeNumber": None,
            "sessionId": session.id,
            "cookieString": session.cookie_string,
            "startingAppId": reference_document(Reference("800000000000007", "", application, "")),
            "userLocale": "en",
            "userDateFormat": "dd/MM/yyyy",
        }
        if not self._settings.has_password_flag:
            del login["isForceChangePassword"]
        if not self._settings.has_cookie_string:
            del login["cookieString"]
        return Done(document={"login": login, "message": _SUCCESS}, session=session)


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _session_record(session: AgileAppsSession) -> ActiveSession:
    """The record of a session, with the fields of the page of January 2024."""
    return {
        "id": session.record_id,
        "userId": session.user.id,
        "userName": session.user.username,
        "customerId": session.user.tenant_id,
        "sessionId": session.id,
        "sessionType": "0",
        "status": "0",
        "dateCreated": _date(session.started),
        "statusDate": _date(session.started),
        "ipAddress": "127.0.0.1",
        "serverName": session.route,
        "sessionDetails": "Mozilla/5.0",
    }


def _user_record(user: AgileAppsUser, origin: str) -> User:
    """The record of a user: the documented fields, and those of ``user.more``."""
    rest = f"{origin}/networking/rest"
    record: User = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "company": user.tenant_name,
        "title": None,
        "time_zone": "36",
        "date_format": "dd/MM/yyyy",
        "employee_number": None,
        "language": "en",
        "email": user.username,
        "username": user.username,
        "active": user.active,
        "team_id": reference_document(Reference("3", "TEAM", f"{rest}/team/3", "Support")),
        "accessProfileId": reference_document(Reference("5", "ROLE", f"{rest}/accessProfile/5", "Agent")),
        "federation_id": None,
        "sso_type": "0",
        "single_sign_on": False,
        "enable_mobile": True,
        "phone": None,
        "mobile": None,
        "fax": None,
        "street": None,
        "city": None,
        "state": None,
        "zip": None,
        "country": None,
        "force_password_change_on_login": user.must_change_password,
        "date_last_password_change": _date(user.password_changed),
    }
    return cast("User", {**record, **user.more})
