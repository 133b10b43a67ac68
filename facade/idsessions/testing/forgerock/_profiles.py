"""What differs between AIC, PingAM and OpenAM, as data: one profile each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from attrs import evolve, frozen

Version = tuple[int, int]
ProfileName = Literal["aic", "pingam", "openam"]


@frozen(kw_only=True)
class ServerProfile:
    """One kind of server.

    Attributes:
        name: The profile's name.
        deployment: The path of the web application.
        cookie_name: The session cookie's name; None for a random name per tenant.
        realms: The realms of a new server, as paths.
        base_dn: The end of the users' distinguished names.
        versions: The supported versions, oldest first, by the endpoint's path.
        actions: The major versions of ``sessions`` that have an action, by its name in lower case.
        admin_actions: The actions, in lower case, that need an administrator even for the caller's session.
        default_service: The default journey.
        csrf: Whether a POST needs ``Accept-API-Version`` or ``X-Requested-With``.
        bearer: Whether access tokens are accepted.
        managed_users: Whether session endpoints identify a user by a UUID, not by the login name.
        escapes_messages: Whether error messages are escaped for HTML.
        breaks_on_odd_input: Whether input of a wrong type gets a 500 without a body, not a 400.
        spares_cookies: Whether sign-ins set the cookie ``AMAuthCookie`` and logout deletes no cookie.
        target_alone: Whether a target in the body can be the only credential of getSessionInfo and validate.
        shares_users: Whether every user except administrators can sign in to every realm.
        warns_without_version: Whether a response has a ``Warning`` if the request asks for no version.
        logout_by_anyone: Whether any caller can end any session by its token.
        own_logout_by_user: Whether users can end all sessions of their name.
        partial_updates: Whether an update can set some of the allowed properties without the others.
        unknown_handle: The result of ``logoutByHandle`` for an unknown or ended session.
        any_request_is_use: Whether every request with a session extends it, whatever the response.
        rich_info: Whether session info has ``properties``; otherwise it has ``sessionHandle``.
        query_milliseconds: Whether the query returns the latest access in milliseconds.
        fresh_auth_ids: Whether each step of a sign-in has a new ``authId``.
        callback_ids: Whether callbacks are numbered (``_id``); otherwise steps have the older page properties.
        upgrades_at_once: Whether a sign-in with the token of a live session returns that token at once.
        auth_index_types: The supported values of ``authIndexType``.
        login_failed: The message for a wrong name or password.
        timeout_status: The status code for a sign-in that took too long or has ended.
        no_session_message: Whether a sign-in without a session has a ``message``.
        success_path: Where a browser goes after the sign-in.
    """

    name: ProfileName
    """The profile's name."""
    deployment: str
    """The path of the web application."""
    cookie_name: str | None = "iPlanetDirectoryPro"
    """The session cookie's name; None for a random name per tenant."""
    realms: tuple[str, ...]
    """The realms of a new server, as paths."""
    base_dn: str
    """The end of the users' distinguished names."""
    versions: Mapping[str, tuple[Version, ...]]
    """The supported versions, oldest first, by the endpoint's path."""
    actions: Mapping[str, frozenset[int]]
    """The major versions of ``sessions`` that have an action, by its name in lower case."""
    admin_actions: frozenset[str]
    """The actions, in lower case, that need an administrator even for the caller's session."""
    default_service: str
    """The default journey."""
    csrf: bool
    """Whether a POST needs ``Accept-API-Version`` or ``X-Requested-With``."""
    bearer: bool
    """Whether access tokens are accepted."""
    managed_users: bool
    """Whether session endpoints identify a user by a UUID, not by the login name."""
    escapes_messages: bool
    """Whether error messages are escaped for HTML."""
    breaks_on_odd_input: bool
    """Whether input of a wrong type gets a 500 without a body, not a 400."""
    spares_cookies: bool
    """Whether sign-ins set the cookie ``AMAuthCookie`` and logout deletes no cookie."""
    target_alone: bool
    """Whether a target in the body can be the only credential of getSessionInfo and validate."""
    shares_users: bool
    """Whether every user except administrators can sign in to every realm."""
    warns_without_version: bool
    """Whether a response has a ``Warning`` if the request asks for no version."""
    logout_by_anyone: bool
    """Whether any caller can end any session by its token."""
    own_logout_by_user: bool
    """Whether users can end all sessions of their name."""
    partial_updates: bool
    """Whether an update can set some of the allowed properties without the others."""
    unknown_handle: bool
    """The result of ``logoutByHandle`` for an unknown or ended session."""
    any_request_is_use: bool
    """Whether every request with a session extends it, whatever the response."""
    rich_info: bool
    """Whether session info has ``properties``; otherwise it has ``sessionHandle``."""
    query_milliseconds: bool
    """Whether the query returns the latest access in milliseconds."""
    fresh_auth_ids: bool
    """Whether each step of a sign-in has a new ``authId``."""
    callback_ids: bool
    """Whether callbacks are numbered (``_id``); otherwise steps have the older page properties."""
    upgrades_at_once: bool
    """Whether a sign-in with the token of a live session returns that token at once."""
    auth_index_types: frozenset[str]
    """The supported values of ``authIndexType``."""
    login_failed: str
    """The message for a wrong name or password."""
    timeout_status: int
    """The status code for a sign-in that took too long or has ended."""
    no_session_message: bool
    """Whether a sign-in without a session has a ``message``."""
    success_path: str
    """Where a browser goes after the sign-in."""


def _majors(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


# PingAM's reference gives /sessions the version 5.1; its pages and those of AIC ask for 3.0, 3.1, 4.0 and 5.1, and
# a response to 3.1 says 3.2. https://docs.pingidentity.com/pingam/8.1/am-sessions/managing-sessions-REST.html
_AM_VERSIONS: Final[Mapping[str, tuple[Version, ...]]] = {
    "sessions": ((1, 2), (2, 1), (3, 2), (4, 0), (5, 1)),
    "authenticate": ((1, 2), (2, 1)),
    "serverinfo": ((1, 1), (2, 0)),
    "serverinfo/version": ((1, 0),),
}
_AM_ACTIONS: Final[Mapping[str, frozenset[int]]] = {
    "validate": _majors(1, 2, 3, 4, 5),
    "logout": _majors(1, 2, 3, 4, 5),
    "getsessioninfo": _majors(2, 3, 4, 5),
    "refresh": _majors(2, 3, 4, 5),
    "getsessionproperties": _majors(2, 3, 4, 5),
    "updatesessionproperties": _majors(2, 3, 4, 5),
    "logoutbyhandle": _majors(2, 3, 4, 5),
    "getsessioninfoandresetidletime": _majors(4, 5),
    "logoutbyuser": _majors(5),
}

PINGAM: Final = ServerProfile(
    name="pingam",
    deployment="/am",
    realms=("/", "/alpha", "/alpha/staff"),
    base_dn="ou=am-config",
    versions=_AM_VERSIONS,
    actions=_AM_ACTIONS,
    admin_actions=frozenset({"logoutbyhandle"}),
    default_service="ldapService",
    csrf=True,
    bearer=False,
    managed_users=False,
    escapes_messages=False,
    breaks_on_odd_input=False,
    spares_cookies=False,
    target_alone=True,
    shares_users=False,
    warns_without_version=True,
    logout_by_anyone=False,
    own_logout_by_user=True,
    partial_updates=True,
    unknown_handle=False,
    any_request_is_use=False,
    rich_info=True,
    query_milliseconds=True,
    fresh_auth_ids=True,
    callback_ids=True,
    upgrades_at_once=False,
    auth_index_types=frozenset({"service", "composite_advice", "resource", "transaction"}),
    login_failed="Login failure",
    timeout_status=401,
    no_session_message=False,
    success_path="/am/console",
)

AIC: Final = evolve(
    PINGAM,
    name="aic",
    cookie_name=None,
    realms=("/", "/alpha", "/bravo"),
    admin_actions=frozenset({"logoutbyhandle", "logoutbyuser"}),
    default_service="Login",
    bearer=True,
    managed_users=True,
    own_logout_by_user=False,
    success_path="/enduser/?realm=",
)

# As OpenAM 16.0.5 responds. https://github.com/OpenIdentityPlatform/OpenAM
OPENAM: Final = ServerProfile(
    name="openam",
    deployment="/openam",
    realms=("/", "/alpha", "/alpha/staff"),
    base_dn="dc=openam,dc=openidentityplatform,dc=org",
    versions={
        "sessions": ((1, 2), (2, 0)),
        "authenticate": ((1, 2), (2, 1)),
        "serverinfo": ((1, 1),),
        "serverinfo/version": ((1, 0),),
    },
    actions={
        "validate": _majors(1),
        "logout": _majors(1, 2),
        "getsessioninfo": _majors(2),
        "refresh": _majors(2),
        "getsessionproperties": _majors(2),
        "updatesessionproperties": _majors(2),
        "logoutbyhandle": _majors(2),
    },
    admin_actions=frozenset({"logoutbyhandle", "refresh"}),
    default_service="ldapService",
    csrf=False,
    bearer=False,
    managed_users=False,
    escapes_messages=True,
    breaks_on_odd_input=True,
    spares_cookies=True,
    target_alone=False,
    # All realms have the one embedded directory.
    shares_users=True,
    warns_without_version=False,
    logout_by_anyone=True,
    own_logout_by_user=False,
    partial_updates=False,
    unknown_handle=True,
    any_request_is_use=True,
    rich_info=False,
    query_milliseconds=False,
    fresh_auth_ids=False,
    callback_ids=False,
    upgrades_at_once=True,
    auth_index_types=frozenset({"service", "module", "level", "role", "user", "composite_advice", "resource"}),
    login_failed="Authentication Failed",
    timeout_status=408,
    no_session_message=True,
    success_path="/openam/console",
)

PROFILES: Final[Mapping[ProfileName, ServerProfile]] = {each.name: each for each in (AIC, PINGAM, OPENAM)}
