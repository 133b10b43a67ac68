"""The entities and enumerations of the document. Generated; see provenance.json."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .errors import InvalidResponse
from .types import names_only, redacted

__all__ = (
    "ActiveSession",
    "ActiveSessionsResponse",
    "CustomerSupportCredentials",
    "CustomerSupportLoginRequest",
    "ErrorResponse",
    "Login",
    "LoginCredentials",
    "LoginRequest",
    "LoginResponse",
    "LogoutResponse",
    "LogoutSessionsPlatform",
    "LogoutSessionsRequest",
    "Message",
    "ProxyLoginCredentials",
    "ProxyLoginRequest",
    "Reference",
    "SessionRecord",
    "SessionValidity",
    "SessionValidityResponse",
    "User",
    "UserInfoResponse",
)


@_attrs_define
class ActiveSession:
    """A session of a user, as the list of active sessions has it."""

    id: str
    """The id of the record, by which `logoutSessions` ends the session. Not the session id."""
    user_id: str | None = None
    """The id of the user."""
    user_name: str | None = None
    """What the user is called."""
    customer_id: str | None = None
    """The id of the tenant."""
    session_id: str | None = _attrs_field(default=None, repr=redacted)
    """The id of the session, of the form of the cookie `JSESSIONID`: to be kept secret.
     """
    session_type: str | None = None
    """A code for the kind of the session; its values are not documented."""
    status: str | None = None
    """A code for the state of the session; its values are not documented."""
    date_created: datetime.datetime | None = None
    """When the record was created."""
    status_date: datetime.datetime | None = None
    """Unverified: when the status changed last, or the last login. In the sample it lies a year after
    `dateCreated`.
     """
    ip_address: str | None = None
    """The address that the user logged in from, IPv4 or IPv6."""
    server_name: str | None = None
    """The server that holds the session, opaque."""
    session_details: str | None = None
    """The `User-Agent` that the user logged in with."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        user_id = self.user_id

        user_name = self.user_name

        customer_id = self.customer_id

        session_id = self.session_id

        session_type = self.session_type

        status = self.status

        date_created: str | None = None
        if self.date_created is not None:
            date_created = self.date_created.isoformat()

        status_date: str | None = None
        if self.status_date is not None:
            status_date = self.status_date.isoformat()

        ip_address = self.ip_address

        server_name = self.server_name

        session_details = self.session_details

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if user_id is not None:
            field_dict["userId"] = user_id
        if user_name is not None:
            field_dict["userName"] = user_name
        if customer_id is not None:
            field_dict["customerId"] = customer_id
        if session_id is not None:
            field_dict["sessionId"] = session_id
        if session_type is not None:
            field_dict["sessionType"] = session_type
        if status is not None:
            field_dict["status"] = status
        if date_created is not None:
            field_dict["dateCreated"] = date_created
        if status_date is not None:
            field_dict["statusDate"] = status_date
        if ip_address is not None:
            field_dict["ipAddress"] = ip_address
        if server_name is not None:
            field_dict["serverName"] = server_name
        if session_details is not None:
            field_dict["sessionDetails"] = session_details

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if not isinstance(_id, str):
            raise InvalidResponse("id", "a string", missing="id" not in src_dict)

        _user_id = d.pop("userId", None)
        if _user_id is not None and not isinstance(_user_id, str):
            _user_id = None
            d["userId"] = src_dict["userId"]

        _user_name = d.pop("userName", None)
        if _user_name is not None and not isinstance(_user_name, str):
            _user_name = None
            d["userName"] = src_dict["userName"]

        _customer_id = d.pop("customerId", None)
        if _customer_id is not None and not isinstance(_customer_id, str):
            _customer_id = None
            d["customerId"] = src_dict["customerId"]

        _session_id = d.pop("sessionId", None)
        if _session_id is not None and not isinstance(_session_id, str):
            _session_id = None
            d["sessionId"] = src_dict["sessionId"]

        _session_type = d.pop("sessionType", None)
        if _session_type is not None and not isinstance(_session_type, str):
            _session_type = None
            d["sessionType"] = src_dict["sessionType"]

        _status = d.pop("status", None)
        if _status is not None and not isinstance(_status, str):
            _status = None
            d["status"] = src_dict["status"]

        _date_created = d.pop("dateCreated", None)
        if _date_created is not None:
            try:
                _date_created = datetime.datetime.fromisoformat(_date_created)
                _date_created = _date_created.astimezone(datetime.UTC) if _date_created.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _date_created.lstrip("+").partition("-") if isinstance(_date_created, str) else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _date_created = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _date_created is None:
                d["dateCreated"] = src_dict["dateCreated"]

        _status_date = d.pop("statusDate", None)
        if _status_date is not None:
            try:
                _status_date = datetime.datetime.fromisoformat(_status_date)
                _status_date = _status_date.astimezone(datetime.UTC) if _status_date.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _status_date.lstrip("+").partition("-") if isinstance(_status_date, str) else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _status_date = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _status_date is None:
                d["statusDate"] = src_dict["statusDate"]

        _ip_address = d.pop("ipAddress", None)
        if _ip_address is not None and not isinstance(_ip_address, str):
            _ip_address = None
            d["ipAddress"] = src_dict["ipAddress"]

        _server_name = d.pop("serverName", None)
        if _server_name is not None and not isinstance(_server_name, str):
            _server_name = None
            d["serverName"] = src_dict["serverName"]

        _session_details = d.pop("sessionDetails", None)
        if _session_details is not None and not isinstance(_session_details, str):
            _session_details = None
            d["sessionDetails"] = src_dict["sessionDetails"]

        made = cls(
            id=_id,
            user_id=_user_id,
            user_name=_user_name,
            customer_id=_customer_id,
            session_id=_session_id,
            session_type=_session_type,
            status=_status,
            date_created=_date_created,
            status_date=_status_date,
            ip_address=_ip_address,
            server_name=_server_name,
            session_details=_session_details,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class ActiveSessionsResponse:
    """The answer with the active sessions of a user. Without any, `session` is absent; in JSON, a single session is an
    object and not a list.

    """

    message: Message
    """How a request went."""
    record_count: int | None = None
    """How many sessions there are."""
    session: list[ActiveSession] | None = None
    """The sessions."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        message = self.message.to_dict()

        record_count = self.record_count

        session: list[dict[str, Any]] | None = None
        if self.session is not None:
            session = []
            for session_item_data in self.session:
                session_item = session_item_data.to_dict()
                session.append(session_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )
        if record_count is not None:
            field_dict["recordCount"] = record_count
        if session is not None:
            field_dict["session"] = session

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        _record_count = d.pop("recordCount", None)
        if _record_count is not None and (isinstance(_record_count, bool) or not isinstance(_record_count, int)):
            _record_count = None
            d["recordCount"] = src_dict["recordCount"]

        raw_session: list[Any] | None = d.pop("session", None)
        _session: list[ActiveSession] | None = None
        if isinstance(raw_session, list):
            _session = []
            for session_item in raw_session:
                try:
                    session_item = ActiveSession.from_dict(session_item)
                except InvalidResponse:
                    _session = None
                    break
                _session.append(session_item)

        if raw_session is not None and _session is None:
            d["session"] = src_dict["session"]

        made = cls(
            message=_message,
            record_count=_record_count,
            session=_session,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class CustomerSupportCredentials:
    """Who logs in as customer support, and where."""

    user_name: str
    """The tenant administrator's login name."""
    password: str = _attrs_field(repr=redacted)
    """The tenant administrator's password."""
    client_tenant_id: str
    """The id of the tenant to log in to."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_name = self.user_name

        password = self.password

        client_tenant_id = self.client_tenant_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userName": user_name,
                "password": password,
                "client_tenant_id": client_tenant_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_name = d.pop("userName", None)
        if not isinstance(_user_name, str):
            raise InvalidResponse("userName", "a string", missing="userName" not in src_dict)

        _password = d.pop("password", None)
        if not isinstance(_password, str):
            raise InvalidResponse("password", "a string", missing="password" not in src_dict)

        _client_tenant_id = d.pop("client_tenant_id", None)
        if not isinstance(_client_tenant_id, str):
            raise InvalidResponse("client_tenant_id", "a string", missing="client_tenant_id" not in src_dict)

        made = cls(
            user_name=_user_name,
            password=_password,
            client_tenant_id=_client_tenant_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class CustomerSupportLoginRequest:
    """The document of a customer-support login."""

    login: CustomerSupportCredentials
    """Who logs in as customer support, and where."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "login": login,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "login" not in d:
            raise InvalidResponse("login", "an object", missing=True)
        _login = d.pop("login", None)
        try:
            _login = CustomerSupportCredentials.from_dict(_login)
        except InvalidResponse as error:
            error.prepend("login")
            raise

        made = cls(
            login=_login,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class ErrorResponse:
    """The answer to a request that failed."""

    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            message=_message,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class Login:
    """A session that was just begun, and its user. No field is certain to be there: the documentation has one sample
    and no table, and older servers send fewer. Ids are opaque.

    """

    user_id: str | None = None
    """The user's id."""
    email: str | None = None
    """The user's e-mail address."""
    user_name: str | None = None
    """The user's login name."""
    first_name: str | None = None
    """The user's first name."""
    last_name: str | None = None
    """The user's last name."""
    is_force_change_password: bool | None = None
    """Whether the user must choose a new password. To be looked at after every login, which succeeds all the same.
    Absent from servers older than December 2022.
     """
    organization_name: str | None = None
    """The name of the user's organization."""
    organization_id: str | None = None
    """The id of the user's organization."""
    time_zone: str | None = None
    """The user's time zone: a numeric code of the platform's own, not a zone name."""
    primary_team_id: str | None = None
    """The id of the user's primary team."""
    employee_number: str | None = None
    """The user's employee number, if there is one."""
    session_id: str | None = _attrs_field(default=None, repr=redacted)
    """The id of the session, which is also the value of the cookie `JSESSIONID`."""
    cookie_string: str | None = _attrs_field(default=None, repr=redacted)
    """What to send as `Cookie` from now on. Absent from servers older than about 2015. Unverified: its exact
    syntax, taken to be that of the header.
     """
    starting_app_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    user_locale: str | None = None
    """The user's language, such as `en`."""
    user_date_format: str | None = None
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        user_name = self.user_name

        first_name = self.first_name

        last_name = self.last_name

        is_force_change_password = self.is_force_change_password

        organization_name = self.organization_name

        organization_id = self.organization_id

        time_zone = self.time_zone

        primary_team_id = self.primary_team_id

        employee_number = self.employee_number

        session_id = self.session_id

        cookie_string = self.cookie_string

        starting_app_id: dict[str, Any] | None = None
        if self.starting_app_id is not None:
            starting_app_id = self.starting_app_id.to_dict()

        user_locale = self.user_locale

        user_date_format = self.user_date_format

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user_id is not None:
            field_dict["userId"] = user_id
        if email is not None:
            field_dict["email"] = email
        if user_name is not None:
            field_dict["userName"] = user_name
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if is_force_change_password is not None:
            field_dict["isForceChangePassword"] = is_force_change_password
        if organization_name is not None:
            field_dict["organizationName"] = organization_name
        if organization_id is not None:
            field_dict["organizationId"] = organization_id
        if time_zone is not None:
            field_dict["timeZone"] = time_zone
        if primary_team_id is not None:
            field_dict["primaryTeamId"] = primary_team_id
        if employee_number is not None:
            field_dict["employeeNumber"] = employee_number
        if session_id is not None:
            field_dict["sessionId"] = session_id
        if cookie_string is not None:
            field_dict["cookieString"] = cookie_string
        if starting_app_id is not None:
            field_dict["startingAppId"] = starting_app_id
        if user_locale is not None:
            field_dict["userLocale"] = user_locale
        if user_date_format is not None:
            field_dict["userDateFormat"] = user_date_format

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_id = d.pop("userId", None)
        if _user_id is not None and not isinstance(_user_id, str):
            _user_id = None
            d["userId"] = src_dict["userId"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _user_name = d.pop("userName", None)
        if _user_name is not None and not isinstance(_user_name, str):
            _user_name = None
            d["userName"] = src_dict["userName"]

        _first_name = d.pop("firstName", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["firstName"] = src_dict["firstName"]

        _last_name = d.pop("lastName", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["lastName"] = src_dict["lastName"]

        _is_force_change_password = d.pop("isForceChangePassword", None)
        if _is_force_change_password is not None and not isinstance(_is_force_change_password, bool):
            _is_force_change_password = None
            d["isForceChangePassword"] = src_dict["isForceChangePassword"]

        _organization_name = d.pop("organizationName", None)
        if _organization_name is not None and not isinstance(_organization_name, str):
            _organization_name = None
            d["organizationName"] = src_dict["organizationName"]

        _organization_id = d.pop("organizationId", None)
        if _organization_id is not None and not isinstance(_organization_id, str):
            _organization_id = None
            d["organizationId"] = src_dict["organizationId"]

        _time_zone = d.pop("timeZone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["timeZone"] = src_dict["timeZone"]

        _primary_team_id = d.pop("primaryTeamId", None)
        if _primary_team_id is not None and not isinstance(_primary_team_id, str):
            _primary_team_id = None
            d["primaryTeamId"] = src_dict["primaryTeamId"]

        _employee_number = d.pop("employeeNumber", None)
        if _employee_number is not None and not isinstance(_employee_number, str):
            _employee_number = None
            d["employeeNumber"] = src_dict["employeeNumber"]

        _session_id = d.pop("sessionId", None)
        if _session_id is not None and not isinstance(_session_id, str):
            _session_id = None
            d["sessionId"] = src_dict["sessionId"]

        _cookie_string = d.pop("cookieString", None)
        if _cookie_string is not None and not isinstance(_cookie_string, str):
            _cookie_string = None
            d["cookieString"] = src_dict["cookieString"]

        _starting_app_id = d.pop("startingAppId", None)
        if _starting_app_id is not None:
            try:
                _starting_app_id = Reference.from_dict(_starting_app_id)
            except InvalidResponse:
                _starting_app_id = None
                d["startingAppId"] = src_dict["startingAppId"]

        _user_locale = d.pop("userLocale", None)
        if _user_locale is not None and not isinstance(_user_locale, str):
            _user_locale = None
            d["userLocale"] = src_dict["userLocale"]

        _user_date_format = d.pop("userDateFormat", None)
        if _user_date_format is not None and not isinstance(_user_date_format, str):
            _user_date_format = None
            d["userDateFormat"] = src_dict["userDateFormat"]

        made = cls(
            user_id=_user_id,
            email=_email,
            user_name=_user_name,
            first_name=_first_name,
            last_name=_last_name,
            is_force_change_password=_is_force_change_password,
            organization_name=_organization_name,
            organization_id=_organization_id,
            time_zone=_time_zone,
            primary_team_id=_primary_team_id,
            employee_number=_employee_number,
            session_id=_session_id,
            cookie_string=_cookie_string,
            starting_app_id=_starting_app_id,
            user_locale=_user_locale,
            user_date_format=_user_date_format,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LoginCredentials:
    """Who logs in."""

    user_name: str
    """The user's login name, often an e-mail address."""
    password: str = _attrs_field(repr=redacted)
    """The user's password."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_name = self.user_name

        password = self.password

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userName": user_name,
                "password": password,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_name = d.pop("userName", None)
        if not isinstance(_user_name, str):
            raise InvalidResponse("userName", "a string", missing="userName" not in src_dict)

        _password = d.pop("password", None)
        if not isinstance(_password, str):
            raise InvalidResponse("password", "a string", missing="password" not in src_dict)

        made = cls(
            user_name=_user_name,
            password=_password,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LoginRequest:
    """The document of a login."""

    login: LoginCredentials
    """Who logs in."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "login": login,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "login" not in d:
            raise InvalidResponse("login", "an object", missing=True)
        _login = d.pop("login", None)
        try:
            _login = LoginCredentials.from_dict(_login)
        except InvalidResponse as error:
            error.prepend("login")
            raise

        made = cls(
            login=_login,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LoginResponse:
    """The answer to each of the logins, and to a switch back."""

    login: Login
    """A session that was just begun, and its user. No field is certain to be there: the documentation has one
    sample
    and no table, and older servers send fewer. Ids are opaque.
     """
    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login.to_dict()

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "login": login,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "login" not in d:
            raise InvalidResponse("login", "an object", missing=True)
        _login = d.pop("login", None)
        try:
            _login = Login.from_dict(_login)
        except InvalidResponse as error:
            error.prepend("login")
            raise

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            login=_login,
            message=_message,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LogoutResponse:
    """The answer to a logout."""

    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            message=_message,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LogoutSessionsPlatform:
    """What the document holds."""

    session: list[SessionRecord]
    """The sessions to end."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        session: list[dict[str, Any]]
        session = []
        for session_item_data in self.session:
            session_item = session_item_data.to_dict()
            session.append(session_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session": session,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_session: list[Any] | None = d.pop("session", None)
        if not isinstance(raw_session, list):
            raise InvalidResponse("session", "a list", missing="session" not in src_dict)
        _session: list[SessionRecord]
        _session = []
        for session_item in raw_session:
            try:
                session_item = SessionRecord.from_dict(session_item)
            except InvalidResponse as error:
                error.prepend(f"session[{len(_session)}]")
                raise
            _session.append(session_item)

        made = cls(
            session=_session,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class LogoutSessionsRequest:
    """The document with which sessions are ended, in JSON."""

    platform: LogoutSessionsPlatform
    """What the document holds."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        platform = self.platform.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "platform": platform,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "platform" not in d:
            raise InvalidResponse("platform", "an object", missing=True)
        _platform = d.pop("platform", None)
        try:
            _platform = LogoutSessionsPlatform.from_dict(_platform)
        except InvalidResponse as error:
            error.prepend("platform")
            raise

        made = cls(
            platform=_platform,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class Message:
    """How a request went."""

    code: int
    """0 for success, negative for an error: -1 could not be completed, -101 not logged in, -200 invalid record
    id, -300 no such resource, -850 not permitted, -4006 invalid tenant id, -4600 feature not enabled, -4601
    payload that cannot be read. Others exist.
     """
    description: str | None = None
    """The same in words."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
            }
        )
        if description is not None:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _code = d.pop("code", None)
        if isinstance(_code, bool) or not isinstance(_code, int):
            raise InvalidResponse("code", "an integer", missing="code" not in src_dict)

        _description = d.pop("description", None)
        if _description is not None and not isinstance(_description, str):
            _description = None
            d["description"] = src_dict["description"]

        made = cls(
            code=_code,
            description=_description,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class ProxyLoginCredentials:
    """Who logs in, and as whom."""

    user_name: str
    """The administrator's login name."""
    password: str = _attrs_field(repr=redacted)
    """The administrator's password."""
    proxy_user_id: str
    """The id of the user to become."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_name = self.user_name

        password = self.password

        proxy_user_id = self.proxy_user_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userName": user_name,
                "password": password,
                "proxy_user_id": proxy_user_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_name = d.pop("userName", None)
        if not isinstance(_user_name, str):
            raise InvalidResponse("userName", "a string", missing="userName" not in src_dict)

        _password = d.pop("password", None)
        if not isinstance(_password, str):
            raise InvalidResponse("password", "a string", missing="password" not in src_dict)

        _proxy_user_id = d.pop("proxy_user_id", None)
        if not isinstance(_proxy_user_id, str):
            raise InvalidResponse("proxy_user_id", "a string", missing="proxy_user_id" not in src_dict)

        made = cls(
            user_name=_user_name,
            password=_password,
            proxy_user_id=_proxy_user_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class ProxyLoginRequest:
    """The document of a proxy login."""

    login: ProxyLoginCredentials
    """Who logs in, and as whom."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        login = self.login.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "login": login,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "login" not in d:
            raise InvalidResponse("login", "an object", missing=True)
        _login = d.pop("login", None)
        try:
            _login = ProxyLoginCredentials.from_dict(_login)
        except InvalidResponse as error:
            error.prepend("login")
            raise

        made = cls(
            login=_login,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class Reference:
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.

    """

    content: str | None = None
    """The id of the record."""
    type_: str | None = None
    """What kind of record it is, such as `USER`, `TEAM` or `ROLE`; may be empty."""
    uri: str | None = None
    """Where the record is found."""
    display_value: str | None = None
    """What a person would call the record; may be empty."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        type_ = self.type_

        uri = self.uri

        display_value = self.display_value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if content is not None:
            field_dict["content"] = content
        if type_ is not None:
            field_dict["type"] = type_
        if uri is not None:
            field_dict["uri"] = uri
        if display_value is not None:
            field_dict["displayValue"] = display_value

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _content = d.pop("content", None)
        if _content is not None and not isinstance(_content, str):
            _content = None
            d["content"] = src_dict["content"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _uri = d.pop("uri", None)
        if _uri is not None and not isinstance(_uri, str):
            _uri = None
            d["uri"] = src_dict["uri"]

        _display_value = d.pop("displayValue", None)
        if _display_value is not None and not isinstance(_display_value, str):
            _display_value = None
            d["displayValue"] = src_dict["displayValue"]

        made = cls(
            content=_content,
            type_=_type_,
            uri=_uri,
            display_value=_display_value,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class SessionRecord:
    """A session to end."""

    id: str
    """The id of its record."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if not isinstance(_id, str):
            raise InvalidResponse("id", "a string", missing="id" not in src_dict)

        made = cls(
            id=_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class SessionValidity:
    """Whether a session is valid."""

    is_session_valid: bool
    """Whether the session whose cookies were sent is valid."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        is_session_valid = self.is_session_valid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "is_session_valid": is_session_valid,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _is_session_valid = d.pop("is_session_valid", None)
        if not isinstance(_is_session_valid, bool):
            raise InvalidResponse("is_session_valid", "true or false", missing="is_session_valid" not in src_dict)

        made = cls(
            is_session_valid=_is_session_valid,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class SessionValidityResponse:
    """The answer to the question whether a session is valid."""

    user: SessionValidity
    """Whether a session is valid."""
    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user = self.user.to_dict()

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user": user,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "user" not in d:
            raise InvalidResponse("user", "an object", missing=True)
        _user = d.pop("user", None)
        try:
            _user = SessionValidity.from_dict(_user)
        except InvalidResponse as error:
            error.prepend("user")
            raise

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            user=_user,
            message=_message,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class User:
    """The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.

    """

    id: str | None = None
    """The user's id, opaque."""
    first_name: str | None = None
    """First name."""
    last_name: str | None = None
    """Last name."""
    company: str | None = None
    """Company."""
    title: str | None = None
    """Job title."""
    time_zone: str | None = None
    """Time zone: a numeric code of the platform's own, not a zone name."""
    date_format: str | None = None
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""
    employee_number: str | None = None
    """Employee number."""
    language: str | None = None
    """Language, such as `en`."""
    email: str | None = None
    """E-mail address."""
    username: str | None = None
    """Login name."""
    active: bool | None = None
    """Whether the user may log in. On the wire `1` or `0`, while other fields have `true` or `false`."""
    team_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    access_profile_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    federation_id: str | None = None
    """The user's id at an identity provider."""
    sso_type: str | None = None
    """A numeric code for the kind of single sign-on."""
    single_sign_on: bool | None = None
    """Whether the user signs on by single sign-on."""
    enable_mobile: bool | None = None
    """Whether mobile access is enabled."""
    phone: str | None = None
    """Telephone number."""
    mobile: str | None = None
    """Mobile telephone number."""
    fax: str | None = None
    """Fax number."""
    street: str | None = None
    """Street address."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    zip_: str | None = None
    """Postal code."""
    country: str | None = None
    """Country."""
    force_password_change_on_login: bool | None = None
    """Whether the user must choose a new password at the next login."""
    date_last_password_change: datetime.datetime | None = None
    """When the password was last changed."""
    date_created: datetime.datetime | None = None
    """Unverified: when the record was created; known from other records."""
    created_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    date_modified: datetime.datetime | None = None
    """Unverified: when the record was last changed; known from other records."""
    modified_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        first_name = self.first_name

        last_name = self.last_name

        company = self.company

        title = self.title

        time_zone = self.time_zone

        date_format = self.date_format

        employee_number = self.employee_number

        language = self.language

        email = self.email

        username = self.username

        active = self.active

        team_id: dict[str, Any] | None = None
        if self.team_id is not None:
            team_id = self.team_id.to_dict()

        access_profile_id: dict[str, Any] | None = None
        if self.access_profile_id is not None:
            access_profile_id = self.access_profile_id.to_dict()

        federation_id = self.federation_id

        sso_type = self.sso_type

        single_sign_on = self.single_sign_on

        enable_mobile = self.enable_mobile

        phone = self.phone

        mobile = self.mobile

        fax = self.fax

        street = self.street

        city = self.city

        state = self.state

        zip_ = self.zip_

        country = self.country

        force_password_change_on_login = self.force_password_change_on_login

        date_last_password_change: str | None = None
        if self.date_last_password_change is not None:
            date_last_password_change = self.date_last_password_change.isoformat()

        date_created: str | None = None
        if self.date_created is not None:
            date_created = self.date_created.isoformat()

        created_id: dict[str, Any] | None = None
        if self.created_id is not None:
            created_id = self.created_id.to_dict()

        date_modified: str | None = None
        if self.date_modified is not None:
            date_modified = self.date_modified.isoformat()

        modified_id: dict[str, Any] | None = None
        if self.modified_id is not None:
            modified_id = self.modified_id.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if first_name is not None:
            field_dict["first_name"] = first_name
        if last_name is not None:
            field_dict["last_name"] = last_name
        if company is not None:
            field_dict["company"] = company
        if title is not None:
            field_dict["title"] = title
        if time_zone is not None:
            field_dict["time_zone"] = time_zone
        if date_format is not None:
            field_dict["date_format"] = date_format
        if employee_number is not None:
            field_dict["employee_number"] = employee_number
        if language is not None:
            field_dict["language"] = language
        if email is not None:
            field_dict["email"] = email
        if username is not None:
            field_dict["username"] = username
        if active is not None:
            field_dict["active"] = active
        if team_id is not None:
            field_dict["team_id"] = team_id
        if access_profile_id is not None:
            field_dict["accessProfileId"] = access_profile_id
        if federation_id is not None:
            field_dict["federation_id"] = federation_id
        if sso_type is not None:
            field_dict["sso_type"] = sso_type
        if single_sign_on is not None:
            field_dict["single_sign_on"] = single_sign_on
        if enable_mobile is not None:
            field_dict["enable_mobile"] = enable_mobile
        if phone is not None:
            field_dict["phone"] = phone
        if mobile is not None:
            field_dict["mobile"] = mobile
        if fax is not None:
            field_dict["fax"] = fax
        if street is not None:
            field_dict["street"] = street
        if city is not None:
            field_dict["city"] = city
        if state is not None:
            field_dict["state"] = state
        if zip_ is not None:
            field_dict["zip"] = zip_
        if country is not None:
            field_dict["country"] = country
        if force_password_change_on_login is not None:
            field_dict["force_password_change_on_login"] = force_password_change_on_login
        if date_last_password_change is not None:
            field_dict["date_last_password_change"] = date_last_password_change
        if date_created is not None:
            field_dict["date_created"] = date_created
        if created_id is not None:
            field_dict["created_id"] = created_id
        if date_modified is not None:
            field_dict["date_modified"] = date_modified
        if modified_id is not None:
            field_dict["modified_id"] = modified_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _first_name = d.pop("first_name", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["first_name"] = src_dict["first_name"]

        _last_name = d.pop("last_name", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["last_name"] = src_dict["last_name"]

        _company = d.pop("company", None)
        if _company is not None and not isinstance(_company, str):
            _company = None
            d["company"] = src_dict["company"]

        _title = d.pop("title", None)
        if _title is not None and not isinstance(_title, str):
            _title = None
            d["title"] = src_dict["title"]

        _time_zone = d.pop("time_zone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["time_zone"] = src_dict["time_zone"]

        _date_format = d.pop("date_format", None)
        if _date_format is not None and not isinstance(_date_format, str):
            _date_format = None
            d["date_format"] = src_dict["date_format"]

        _employee_number = d.pop("employee_number", None)
        if _employee_number is not None and not isinstance(_employee_number, str):
            _employee_number = None
            d["employee_number"] = src_dict["employee_number"]

        _language = d.pop("language", None)
        if _language is not None and not isinstance(_language, str):
            _language = None
            d["language"] = src_dict["language"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _active = d.pop("active", None)
        if _active is not None and not isinstance(_active, bool):
            _active = None
            d["active"] = src_dict["active"]

        _team_id = d.pop("team_id", None)
        if _team_id is not None:
            try:
                _team_id = Reference.from_dict(_team_id)
            except InvalidResponse:
                _team_id = None
                d["team_id"] = src_dict["team_id"]

        _access_profile_id = d.pop("accessProfileId", None)
        if _access_profile_id is not None:
            try:
                _access_profile_id = Reference.from_dict(_access_profile_id)
            except InvalidResponse:
                _access_profile_id = None
                d["accessProfileId"] = src_dict["accessProfileId"]

        _federation_id = d.pop("federation_id", None)
        if _federation_id is not None and not isinstance(_federation_id, str):
            _federation_id = None
            d["federation_id"] = src_dict["federation_id"]

        _sso_type = d.pop("sso_type", None)
        if _sso_type is not None and not isinstance(_sso_type, str):
            _sso_type = None
            d["sso_type"] = src_dict["sso_type"]

        _single_sign_on = d.pop("single_sign_on", None)
        if _single_sign_on is not None and not isinstance(_single_sign_on, bool):
            _single_sign_on = None
            d["single_sign_on"] = src_dict["single_sign_on"]

        _enable_mobile = d.pop("enable_mobile", None)
        if _enable_mobile is not None and not isinstance(_enable_mobile, bool):
            _enable_mobile = None
            d["enable_mobile"] = src_dict["enable_mobile"]

        _phone = d.pop("phone", None)
        if _phone is not None and not isinstance(_phone, str):
            _phone = None
            d["phone"] = src_dict["phone"]

        _mobile = d.pop("mobile", None)
        if _mobile is not None and not isinstance(_mobile, str):
            _mobile = None
            d["mobile"] = src_dict["mobile"]

        _fax = d.pop("fax", None)
        if _fax is not None and not isinstance(_fax, str):
            _fax = None
            d["fax"] = src_dict["fax"]

        _street = d.pop("street", None)
        if _street is not None and not isinstance(_street, str):
            _street = None
            d["street"] = src_dict["street"]

        _city = d.pop("city", None)
        if _city is not None and not isinstance(_city, str):
            _city = None
            d["city"] = src_dict["city"]

        _state = d.pop("state", None)
        if _state is not None and not isinstance(_state, str):
            _state = None
            d["state"] = src_dict["state"]

        _zip_ = d.pop("zip", None)
        if _zip_ is not None and not isinstance(_zip_, str):
            _zip_ = None
            d["zip"] = src_dict["zip"]

        _country = d.pop("country", None)
        if _country is not None and not isinstance(_country, str):
            _country = None
            d["country"] = src_dict["country"]

        _force_password_change_on_login = d.pop("force_password_change_on_login", None)
        if _force_password_change_on_login is not None and not isinstance(_force_password_change_on_login, bool):
            _force_password_change_on_login = None
            d["force_password_change_on_login"] = src_dict["force_password_change_on_login"]

        _date_last_password_change = d.pop("date_last_password_change", None)
        if _date_last_password_change is not None:
            try:
                _date_last_password_change = datetime.datetime.fromisoformat(_date_last_password_change)
                _date_last_password_change = (
                    _date_last_password_change.astimezone(datetime.UTC) if _date_last_password_change.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _date_last_password_change.lstrip("+").partition("-")
                    if isinstance(_date_last_password_change, str)
                    else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _date_last_password_change = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _date_last_password_change is None:
                d["date_last_password_change"] = src_dict["date_last_password_change"]

        _date_created = d.pop("date_created", None)
        if _date_created is not None:
            try:
                _date_created = datetime.datetime.fromisoformat(_date_created)
                _date_created = _date_created.astimezone(datetime.UTC) if _date_created.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _date_created.lstrip("+").partition("-") if isinstance(_date_created, str) else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _date_created = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _date_created is None:
                d["date_created"] = src_dict["date_created"]

        _created_id = d.pop("created_id", None)
        if _created_id is not None:
            try:
                _created_id = Reference.from_dict(_created_id)
            except InvalidResponse:
                _created_id = None
                d["created_id"] = src_dict["created_id"]

        _date_modified = d.pop("date_modified", None)
        if _date_modified is not None:
            try:
                _date_modified = datetime.datetime.fromisoformat(_date_modified)
                _date_modified = _date_modified.astimezone(datetime.UTC) if _date_modified.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                year, dash, _ = (
                    _date_modified.lstrip("+").partition("-") if isinstance(_date_modified, str) else ("", "", "")
                )
                is_beyond = dash and len(year) > 4 and year.isascii() and year.isdecimal()
                _date_modified = datetime.datetime.max.replace(tzinfo=datetime.UTC) if is_beyond else None
            if _date_modified is None:
                d["date_modified"] = src_dict["date_modified"]

        _modified_id = d.pop("modified_id", None)
        if _modified_id is not None:
            try:
                _modified_id = Reference.from_dict(_modified_id)
            except InvalidResponse:
                _modified_id = None
                d["modified_id"] = src_dict["modified_id"]

        made = cls(
            id=_id,
            first_name=_first_name,
            last_name=_last_name,
            company=_company,
            title=_title,
            time_zone=_time_zone,
            date_format=_date_format,
            employee_number=_employee_number,
            language=_language,
            email=_email,
            username=_username,
            active=_active,
            team_id=_team_id,
            access_profile_id=_access_profile_id,
            federation_id=_federation_id,
            sso_type=_sso_type,
            single_sign_on=_single_sign_on,
            enable_mobile=_enable_mobile,
            phone=_phone,
            mobile=_mobile,
            fax=_fax,
            street=_street,
            city=_city,
            state=_state,
            zip_=_zip_,
            country=_country,
            force_password_change_on_login=_force_password_change_on_login,
            date_last_password_change=_date_last_password_change,
            date_created=_date_created,
            created_id=_created_id,
            date_modified=_date_modified,
            modified_id=_modified_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


@_attrs_define
class UserInfoResponse:
    """The answer with the logged-in user's record."""

    user: User
    """The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is
    `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.
     """
    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user = self.user.to_dict()

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user": user,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "user" not in d:
            raise InvalidResponse("user", "an object", missing=True)
        _user = d.pop("user", None)
        try:
            _user = User.from_dict(_user)
        except InvalidResponse as error:
            error.prepend("user")
            raise

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            user=_user,
            message=_message,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
