"""The XML documents of AgileApps Cloud REST API, session management as dicts. Generated."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class LoginCredentials(TypedDict):
    """
    Who logs in.
    """

    userName: str
    password: str


class CustomerSupportCredentials(TypedDict):
    """
    Who logs in as customer support, and where.
    """

    userName: str
    password: str
    client_tenant_id: str


class ProxyLoginCredentials(TypedDict):
    """
    Who logs in, and as whom.
    """

    userName: str
    password: str
    proxy_user_id: str


class SessionValidity(TypedDict):
    """
    Whether a session is valid.
    """

    is_session_valid: bool


class Reference(TypedDict):
    """
    A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.

    """

    content: NotRequired[str | None]
    type: NotRequired[str]
    uri: NotRequired[str]
    displayValue: NotRequired[str]


class Message(TypedDict):
    """
    How a request went.
    """

    code: int
    description: NotRequired[str | None]


class LoginRequest(TypedDict):
    """
    The document of a login.
    """

    login: LoginCredentials


class CustomerSupportLoginRequest(TypedDict):
    """
    The document of a customer-support login.
    """

    login: CustomerSupportCredentials


class ProxyLoginRequest(TypedDict):
    """
    The document of a proxy login.
    """

    login: ProxyLoginCredentials


class Login(TypedDict):
    """
    A session that was just begun, and its user. No field is certain to be there: the documentation has one sample
    and no table, and older servers send fewer. Ids are opaque.

    """

    userId: NotRequired[str | None]
    email: NotRequired[str | None]
    userName: NotRequired[str | None]
    firstName: NotRequired[str | None]
    lastName: NotRequired[str | None]
    isForceChangePassword: NotRequired[bool | None]
    organizationName: NotRequired[str | None]
    organizationId: NotRequired[str | None]
    timeZone: NotRequired[str | None]
    primaryTeamId: NotRequired[str | None]
    employeeNumber: NotRequired[str | None]
    sessionId: NotRequired[str | None]
    cookieString: NotRequired[str | None]
    startingAppId: NotRequired[Reference]
    userLocale: NotRequired[str | None]
    userDateFormat: NotRequired[str | None]


class LogoutResponse(TypedDict):
    """
    The answer to a logout.
    """

    message: Message


class SessionValidityResponse(TypedDict):
    """
    The answer to the question whether a session is valid.
    """

    user: SessionValidity
    message: Message


class User(TypedDict):
    """
    The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.

    """

    id: NotRequired[str | None]
    first_name: NotRequired[str | None]
    last_name: NotRequired[str | None]
    company: NotRequired[str | None]
    title: NotRequired[str | None]
    time_zone: NotRequired[str | None]
    date_format: NotRequired[str | None]
    employee_number: NotRequired[str | None]
    language: NotRequired[str | None]
    email: NotRequired[str | None]
    username: NotRequired[str | None]
    active: NotRequired[bool | None]
    team_id: NotRequired[Reference]
    accessProfileId: NotRequired[Reference]
    federation_id: NotRequired[str | None]
    sso_type: NotRequired[str | None]
    single_sign_on: NotRequired[bool | None]
    enable_mobile: NotRequired[bool | None]
    phone: NotRequired[str | None]
    mobile: NotRequired[str | None]
    fax: NotRequired[str | None]
    street: NotRequired[str | None]
    city: NotRequired[str | None]
    state: NotRequired[str | None]
    zip: NotRequired[str | None]
    country: NotRequired[str | None]
    force_password_change_on_login: NotRequired[bool | None]
    date_last_password_change: NotRequired[str | None]
    date_created: NotRequired[str | None]
    created_id: NotRequired[Reference]
    date_modified: NotRequired[str | None]
    modified_id: NotRequired[Reference]


class ErrorResponse(TypedDict):
    """
    The answer to a request that failed.
    """

    message: Message


class LoginResponse(TypedDict):
    """
    The answer to each of the logins, and to a switch back.
    """

    login: Login
    message: Message


class UserInfoResponse(TypedDict):
    """
    The answer with the logged-in user's record.
    """

    user: User
    message: Message
