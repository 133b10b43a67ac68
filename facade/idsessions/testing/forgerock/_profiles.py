"""What tells the kinds of ForgeRock server apart, as data: one profile each for AIC, PingAM and OpenAM."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

Version = tuple[int, int]
ProfileName = Literal["aic", "pingam", "openam"]

_ASKED = re.compile(r"(protocol|resource)=(\d+)(?:\.(\d+))?")
# The newest CREST protocol that servers speak.
NEWEST_PROTOCOL: Final[Version] = (2, 1)


@frozen(kw_only=True)
class ServerProfile:
    """One kind of server.

    Attributes:
        name: What the profile is called.
        deployment: The path of the web application.
        cookie_name: The session cookie's name; None: random per tenant.
        realms: The realms that are there from the beginning, as paths.
        base_dn: What the distinguished names of users end in.
        versions: The versions served, oldest first, by the endpoint's path.
        actions: The major versions of ``sessions`` that have an action, by its name in lower case.
        admin_actions: Actions, in lower case, that need an administrator even for one's own session.
        default_service: The journey that answers when none is asked for.
        csrf: Whether a POST needs ``Accept-API-Version`` or ``X-Requested-With``.
        bearer: Whether access tokens are accepted.
        managed_users: Whether session endpoints call a user by a UUID instead of the login name.
        escapes_messages: Whether error messages are escaped as HTML.
        breaks_on_odd_input: Whether input of a wrong type ends in a 500 of the Java below; else in a 400.
        spares_cookies: Whether the sign-in has the cookie ``AMAuthCookie`` of its own, and logout clears no cookie.
        target_alone: Whether a target in the body may be the only credential of getSessionInfo and validate.
        logout_by_anyone: Whether any caller may end any session whose token it knows.
        own_logout_by_user: Whether users may end all sessions of their own name.
        partial_updates: Whether some of the allowlisted properties may be set without the others.
        unknown_handle: What ``logoutByHandle`` says of a handle that is dead or made up.
        any_request_is_use: Whether every request that carries a session counts as its use, whatever comes of it.
        rich_info: Whether session info has ``properties`` (else it has ``sessionHandle``).
        query_milliseconds: Whether the query gives the latest access in milliseconds.
        fresh_auth_ids: Whether each step of a dialogue has an ``authId`` of its own.
        callback_ids: Whether callbacks are numbered (``_id``); else steps carry the older page properties.
        upgrades_at_once: Whether a sign-in with the token of a live session just gives that token back.
        auth_index_types: What ``authIndexType`` may be.
        login_failed: The message of a wrong name or password.
        timeout_status: The status of a dialogue that took too long or is over.
        no_session_message: Whether success without a session has a ``message``.
        success_path: Where a browser goes after signing in.
    """

    name: ProfileName
    deployment: str
    cookie_name: str | None = "iPlanetDirectoryPro"
    realms: tuple[str, ...]
    base_dn: str
    versions: Mapping[str, tuple[Version, ...]]
    actions: Mapping[str, frozenset[int]]
    admin_actions: frozenset[str]
    default_service: str
    csrf: bool
    bearer: bool
    managed_users: bool
    escapes_messages: bool
    breaks_on_odd_input: bool
    spares_cookies: bool
    target_alone: bool
    logout_by_anyone: bool
    own_logout_by_user: bool
    partial_updates: bool
    unknown_handle: bool
    any_request_is_use: bool
    rich_info: bool
    query_milliseconds: bool
    fresh_auth_ids: bool
    callback_ids: bool
    upgrades_at_once: bool
    auth_index_types: frozenset[str]
    login_failed: str
    timeout_status: int
    no_session_message: bool
    success_path: str


def _majors(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


# PingAM's reference gives /sessions the version 5.1; its pages and those of AIC ask for 3.0, 3.1, 4.0 and 5.1, and
# an answer to 3.1 says 3.2. https://docs.pingidentity.com/pingam/8.1/am-sessions/managing-sessions-REST.html
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

AIC: Final = ServerProfile(
    name="aic",
    deployment="/am",
    cookie_name=None,
    realms=("/", "/alpha", "/bravo"),
    base_dn="ou=am-config",
    versions=_AM_VERSIONS,
    actions=_AM_ACTIONS,
    admin_actions=frozenset({"logoutbyhandle", "logoutbyuser"}),
    default_service="Login",
    csrf=True,
    bearer=True,
    managed_users=True,
    escapes_messages=False,
    breaks_on_odd_input=False,
    spares_cookies=False,
    target_alone=True,
    logout_by_anyone=False,
    own_logout_by_user=False,
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
    success_path="/enduser/?realm=",
)

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

# As OpenAM 16.0.5 answers. https://github.com/OpenIdentityPlatform/OpenAM
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


@frozen
class Asked:
    """What a request's ``Accept-API-Version`` asks for; None where it is silent."""

    protocol: Version | None = None
    resource: Version | None = None


def asked_versions(header: str | None) -> Asked:
    """Read ``Accept-API-Version``.

    Raises:
        ValueError: It is malformed.
    """
    found: dict[str, Version] = {}
    for part in filter(None, (header or "").strip().split(",")):
        matched = _ASKED.fullmatch(part.strip())
        if matched is None or matched[1] in found:
            raise ValueError(f"Version string is in an invalid format: {header}")
        found[matched[1]] = (int(matched[2]), int(matched[3] or 0))
    return Asked(**found)


def serving(versions: tuple[Version, ...], asked: Version | None) -> Version | None:
    """The version that answers: same major, minor at least; the newest if none is asked for; None: unsupported."""
    if asked is None:
        return versions[-1]
    return next((each for each in reversed(versions) if each[0] == asked[0] and each[1] >= asked[1]), None)


def written(version: Version) -> str:
    """A version as the headers write it."""
    return f"{version[0]}.{version[1]}"
