"""The XML documents of AgileApps Cloud REST API, session management as dicts. Generated."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ActiveSession(TypedDict):
    """A session of a user, as the list of active sessions has it."""

    id: str
    """The id of the record, by which `logoutSessions` ends the session. Not the session id."""

    userId: NotRequired[str | None]
    """The id of the user."""

    userName: NotRequired[str | None]
    """What the user is called."""

    customerId: NotRequired[str | None]
    """The id of the tenant."""

    sessionId: NotRequired[str | None]
    """
    The id of the session, of the form of the cookie `JSESSIONID`: to be kept secret.

    """

    sessionType: NotRequired[str | None]
    """A code for the kind of the session; its values are not documented."""

    status: NotRequired[str | None]
    """A code for the state of the session; its values are not documented."""

    dateCreated: NotRequired[str | None]
    """When the record was created."""

    statusDate: NotRequired[str | None]
    """
    Unverified: when the status changed last, or the last login. In the sample it lies a year after `dateCreated`.

    """

    ipAddress: NotRequired[str | None]
    """The address that the user logged in from, IPv4 or IPv6."""

    serverName: NotRequired[str | None]
    """The server that holds the session, opaque."""

    sessionDetails: NotRequired[str | None]
    """The `User-Agent` that the user logged in with."""


class ActiveSessionsResponse(TypedDict):
    """
    The answer with the active sessions of a user. Without any, `session` is absent; in JSON, a single session is an
    object and not a list.

    """

    message: Message
    recordCount: NotRequired[int | None]
    """How many sessions there are."""

    session: NotRequired[list[ActiveSession]]
    """The sessions."""


class CustomerSupportCredentials(TypedDict):
    """Who logs in as customer support, and where."""

    userName: str
    """The tenant administrator's login name."""

    password: str
    """The tenant administrator's password."""

    client_tenant_id: str
    """The id of the tenant to log in to."""


class CustomerSupportLoginRequest(TypedDict):
    """The document of a customer-support login."""

    login: CustomerSupportCredentials


class ErrorResponse(TypedDict):
    """The answer to a request that failed."""

    message: Message


class Login(TypedDict):
    """
    A session that was just begun, and its user. No field is certain to be there: the documentation has one sample
    and no table, and older servers send fewer. Ids are opaque.

    """

    userId: NotRequired[str | None]
    """The user's id."""

    email: NotRequired[str | None]
    """The user's e-mail address."""

    userName: NotRequired[str | None]
    """The user's login name."""

    firstName: NotRequired[str | None]
    """The user's first name."""

    lastName: NotRequired[str | None]
    """The user's last name."""

    isForceChangePassword: NotRequired[bool | None]
    """
    Whether the user must choose a new password. To be looked at after every login, which succeeds all the same.
    Absent from servers older than December 2022.

    """

    organizationName: NotRequired[str | None]
    """The name of the user's organization."""

    organizationId: NotRequired[str | None]
    """The id of the user's organization."""

    timeZone: NotRequired[str | None]
    """The user's time zone: a numeric code of the platform's own, not a zone name."""

    primaryTeamId: NotRequired[str | None]
    """The id of the user's primary team."""

    employeeNumber: NotRequired[str | None]
    """The user's employee number, if there is one."""

    sessionId: NotRequired[str | None]
    """The id of the session, which is also the value of the cookie `JSESSIONID`."""

    cookieString: NotRequired[str | None]
    """
    What to send as `Cookie` from now on. Absent from servers older than about 2015. Unverified: its exact
    syntax, taken to be that of the header.

    """

    startingAppId: NotRequired[Reference]
    """The application that the user starts in."""

    userLocale: NotRequired[str | None]
    """The user's language, such as `en`."""

    userDateFormat: NotRequired[str | None]
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""


class LoginCredentials(TypedDict):
    """Who logs in."""

    userName: str
    """The user's login name, often an e-mail address."""

    password: str
    """The user's password."""


class LoginRequest(TypedDict):
    """The document of a login."""

    login: LoginCredentials


class LoginResponse(TypedDict):
    """The answer to each of the logins, and to a switch back."""

    login: Login
    message: Message


class LogoutResponse(TypedDict):
    """The answer to a logout."""

    message: Message


class LogoutSessionsPlatform(TypedDict):
    """What the document holds."""

    session: list[SessionRecord]
    """The sessions to end."""


class LogoutSessionsRequest(TypedDict):
    """The document with which sessions are ended, in JSON."""

    platform: LogoutSessionsPlatform


class Message(TypedDict):
    """How a request went."""

    code: int
    """
    0 for success, negative for an error: -1 could not be completed, -101 not logged in, -200 invalid record
    id, -300 no such resource, -850 not permitted, -4006 invalid tenant id, -4600 feature not enabled, -4601
    payload that cannot be read. Others exist.

    """

    description: NotRequired[str | None]
    """The same in words."""


class ProxyLoginCredentials(TypedDict):
    """Who logs in, and as whom."""

    userName: str
    """The administrator's login name."""

    password: str
    """The administrator's password."""

    proxy_user_id: str
    """The id of the user to become."""


class ProxyLoginRequest(TypedDict):
    """The document of a proxy login."""

    login: ProxyLoginCredentials


class Reference(TypedDict):
    """
    A pointer to another record. On the wire the id is the text of the element and the rest are its attributes;
    a server may send each as a child element.
    Where the id in `uri` differs from `content`, go by `content`.

    """

    content: NotRequired[str | None]
    """The id of the record."""

    type: NotRequired[str]
    """What kind of record it is, such as `USER`, `TEAM` or `ROLE`; may be empty."""

    uri: NotRequired[str]
    """Where the record is found."""

    displayValue: NotRequired[str]
    """What a person would call the record; may be empty."""


class SessionRecord(TypedDict):
    """A session to end."""

    id: str
    """The id of its record."""


class SessionValidity(TypedDict):
    """Whether a session is valid."""

    is_session_valid: bool
    """Whether the session whose cookies were sent is valid."""


class SessionValidityResponse(TypedDict):
    """The answer to the question whether a session is valid."""

    user: SessionValidity
    message: Message


class User(TypedDict):
    """
    The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.

    """

    id: NotRequired[str | None]
    """The user's id, opaque."""

    first_name: NotRequired[str | None]
    """First name."""

    last_name: NotRequired[str | None]
    """Last name."""

    company: NotRequired[str | None]
    """Company."""

    title: NotRequired[str | None]
    """Job title."""

    time_zone: NotRequired[str | None]
    """Time zone: a numeric code of the platform's own, not a zone name."""

    date_format: NotRequired[str | None]
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""

    employee_number: NotRequired[str | None]
    """Employee number."""

    language: NotRequired[str | None]
    """Language, such as `en`."""

    email: NotRequired[str | None]
    """E-mail address."""

    username: NotRequired[str | None]
    """Login name."""

    active: NotRequired[bool | None]
    """Whether the user may log in. On the wire `1` or `0`, while other fields have `true` or `false`."""

    team_id: NotRequired[Reference]
    """The user's primary team."""

    accessProfileId: NotRequired[Reference]
    """The user's role."""

    federation_id: NotRequired[str | None]
    """The user's id at an identity provider."""

    sso_type: NotRequired[str | None]
    """A numeric code for the kind of single sign-on."""

    single_sign_on: NotRequired[bool | None]
    """Whether the user signs on by single sign-on."""

    enable_mobile: NotRequired[bool | None]
    """Whether mobile access is enabled."""

    phone: NotRequired[str | None]
    """Telephone number."""

    mobile: NotRequired[str | None]
    """Mobile telephone number."""

    fax: NotRequired[str | None]
    """Fax number."""

    street: NotRequired[str | None]
    """Street address."""

    city: NotRequired[str | None]
    """City."""

    state: NotRequired[str | None]
    """State or province."""

    zip: NotRequired[str | None]
    """Postal code."""

    country: NotRequired[str | None]
    """Country."""

    force_password_change_on_login: NotRequired[bool | None]
    """Whether the user must choose a new password at the next login."""

    date_last_password_change: NotRequired[str | None]
    """When the password was last changed."""

    date_created: NotRequired[str | None]
    """Unverified: when the record was created; known from other records."""

    created_id: NotRequired[Reference]
    """Unverified: who created the record; known from other records."""

    date_modified: NotRequired[str | None]
    """Unverified: when the record was last changed; known from other records."""

    modified_id: NotRequired[Reference]
    """Unverified: who changed the record last; known from other records."""


class UserInfoResponse(TypedDict):
    """The answer with the logged-in user's record."""

    user: User
    message: Message
