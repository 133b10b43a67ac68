"""What each operation of AgileApps does, on the state of a tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from attrs import frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.agileapps._state import AgileAppsSession, AgileAppsSettings, AgileAppsUser, TenantState
from idsessions.testing.agileapps._wire import Reference, Refused, Value, read


class NotLoggedIn(Exception):
    """The request came without a live session."""


@frozen(kw_only=True)
class Call:
    """One request that reached an operation; ``origin`` is where the tenant lives."""

    request: EmulatedRequest
    origin: str


@frozen(kw_only=True)
class Done:
    """What a successful request is answered: the payload, and the session whose cookies are set."""

    payload: Mapping[str, Value]
    session: AgileAppsSession | None = None


class Operations:
    """The operations by name."""

    def __init__(self, state: TenantState, settings: AgileAppsSettings) -> None:
        self._state = state
        self._settings = settings
        self.by_name: Mapping[str, Callable[[Call], Done]] = {
            "login": self._login,
            "loginAsCustomerSupport": self._login_as_customer_support,
            "proxyLogin": self._proxy_login,
            "switchBack": self._switch_back,
            "logout": self._logout,
            "isSessionValid": self._is_session_valid,
            "getUserInfo": self._get_user_info,
        }

    def session(self, request: EmulatedRequest, *, use: bool = True) -> AgileAppsSession | None:
        """The live session whose cookies were sent."""
        cookies = request.cookies
        session = self._state.find(cookies.get("JSESSIONID"), use=use)
        if session is not None and self._settings.needs_all_cookies and cookies.get("ROUTEID") != session.route:
            return None
        return session

    def _required(self, request: EmulatedRequest, *, use: bool = True) -> AgileAppsSession:
        session = self.session(request, use=use)
        if session is None:
            raise NotLoggedIn
        return session

    # --- logins --------------------------------------------------------------------------------------------------------

    def _login(self, call: Call) -> Done:
        fields = _credentials(call.request)
        user = self._state.authenticate(fields["userName"], fields["password"])
        return self._logged_in(call, self._state.start(user))

    def _login_as_customer_support(self, call: Call) -> Done:
        fields = _credentials(call.request, "client_tenant_id")
        user = self._state.authenticate(fields["userName"], fields["password"])
        if not self._settings.customer_support_enabled:
            raise Refused(-4600)
        if not user.may_support:
            raise Refused(-850)
        support = self._state.support_users.get(fields["client_tenant_id"])
        if support is None:
            raise Refused(-4006)
        return self._logged_in(call, self._state.start(support, "customer support"))

    def _proxy_login(self, call: Call) -> Done:
        fields = _credentials(call.request, "proxy_user_id")
        own = self.session(call.request)
        if own is None and self._settings.proxy_needs_session:
            raise NotLoggedIn
        administrator = self._state.authenticate(fields["userName"], fields["password"])
        if not administrator.may_proxy:
            raise Refused(-850)
        user = self._state.users.get(fields["proxy_user_id"])
        # "Permissions permitting, login to a client tenancy as a user in that tenancy":
        # https://agileappscloud.info/aawiki/REST_API:Session_Management_Resources
        within = {administrator.tenant_id, *self._state.support_users}
        if user is None or not user.active or user.tenant_id not in within:
            raise Refused(-200)
        if own is not None and own.user is administrator:
            session = self._state.become(own, user, (*own.behind, administrator))
        else:
            session = self._state.start(user, behind=(administrator,))
        return self._logged_in(call, session)

    def _switch_back(self, call: Call) -> Done:
        session = self._required(call.request)
        if not session.behind:
            # Unverified: what a session that is not a proxy session gets.
            raise Refused(-850, "Not a proxy session")
        *behind, user = session.behind
        return self._logged_in(call, self._state.become(session, user, tuple(behind)))

    def _logged_in(self, call: Call, session: AgileAppsSession) -> Done:
        user = session.user
        application = f"{call.origin}/networking/rest/application/800000000000007"
        login: dict[str, Value] = {
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
            "startingAppId": Reference("800000000000007", "", application, ""),
            "userLocale": "en",
            "userDateFormat": "dd/MM/yyyy",
        }
        if not self._settings.has_password_flag:
            del login["isForceChangePassword"]
        if not self._settings.has_cookie_string:
            del login["cookieString"]
        return Done(payload={"login": login}, session=session)

    # --- with a session ------------------------------------------------------------------------------------------------

    def _logout(self, call: Call) -> Done:
        self._state.end(self._required(call.request))
        return Done(payload={})

    def _is_session_valid(self, call: Call) -> Done:
        session = self.session(call.request, use=self._settings.validity_check_prolongs)
        if session is None and not self._settings.tells_invalid:
            raise NotLoggedIn
        return Done(payload={"user": {"is_session_valid": session is not None}})

    def _get_user_info(self, call: Call) -> Done:
        return Done(payload={"user": _record(self._required(call.request).user, call.origin)})


def _credentials(request: EmulatedRequest, *further: str) -> dict[str, str]:
    """The fields of a login, none of them missing or empty."""
    try:
        login = read(request).get("login")
    except ValueError:
        raise Refused(-4601) from None
    found = cast("dict[str, Any]", login) if isinstance(login, dict) else {}
    fields: dict[str, str] = {}
    for name in ("userName", "password", *further):
        value = found.get(name)
        if not isinstance(value, str) or not value:
            raise Refused(-4601, f"{name} is missing")
        fields[name] = value
    return fields


def _record(user: AgileAppsUser, origin: str) -> dict[str, Value]:
    """The user's record, with the fields that are documented and those of the user's own."""
    rest = f"{origin}/networking/rest"
    changed = datetime.fromtimestamp(user.password_changed, UTC).isoformat(timespec="milliseconds")
    record: dict[str, Value] = {
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
        "active": "1" if user.active else "0",
        "team_id": Reference("3", "TEAM", f"{rest}/team/3", "Support"),
        "accessProfileId": Reference("5", "ROLE", f"{rest}/accessProfile/5", "Agent"),
        "federation_id": None,
        "sso_type": "0",
        "single_sign_on": False,
        "enable_mobile": True,
        **dict.fromkeys(("phone", "mobile", "fax", "street", "city", "state", "zip", "country")),
        "force_password_change_on_login": user.must_change_password,
        "date_last_password_change": changed.replace("+00:00", "Z"),
    }
    return record | user.more
