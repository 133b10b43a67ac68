"""How ForgeRock's kinds of server differ, as data: versions, where a target goes, and what there is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from attrs import field, frozen

from ..errors import UsageError

ProfileName: TypeAlias = Literal["aic", "pingam", "openam"]

# Below this version of /sessions a target in the body is ignored, from it on one in the query, and the caller's own
# session is acted on instead.
_FIRST_WITH_BODY_TARGET: Final = (3, 0)
_RESOURCE = re.compile(r"\bresource=(\d+)\.(\d+)\b")


@frozen
class Profile:
    """One kind of server.

    Attributes:
        versions: ``Accept-API-Version`` by operation.
        target_in_body: Whether another's session is named by ``tokenId`` in the body, beside the caller's credential.
            Where not, the token that is asked about is sent as the only credential.
        admin_target_in_query: Operations for which the caller's credential has to be an administrator's: there, where
            the body does not do, the target goes into the query.
        unsupported: Operations that this kind of server does not have.
        bearer: Whether access tokens are taken.
        validate_can_spare: Whether ``validate`` can be asked not to prolong the session.
        whole_update: Whether an update of session properties must name all of them.
    """

    name: ProfileName
    versions: Mapping[str, str] = field(repr=False)
    target_in_body: bool = True
    admin_target_in_query: frozenset[str] = frozenset()
    unsupported: frozenset[str] = frozenset()
    bearer: bool = False
    validate_can_spare: bool = True
    whole_update: bool = False


# https://docs.pingidentity.com/pingoneaic/am-sessions/managing-sessions-REST.html. These are the defaults of the document.
_AIC = Profile(
    "aic",
    {
        "refresh": "resource=4.0",
        "logout": "resource=3.1, protocol=1.0",
        "getSessionInfo": "resource=4.0, protocol=1.0",
        "getSessionInfoAndResetIdleTime": "resource=4.0, protocol=1.0",
        "validate": "resource=4.0, protocol=1.0",
        "getSessionProperties": "resource=3.1, protocol=1.0",
        "updateSessionProperties": "resource=3.1, protocol=1.0",
        "querySessions": "resource=4.0, protocol=1.0",
        "logoutByHandle": "resource=4.0, protocol=1.0",
        "logoutByUser": "resource=5.1, protocol=1.0",
        "authenticate": "resource=2.1, protocol=1.0",
        "getServerInfo": "resource=1.1",
    },
    bearer=True,
)
# https://docs.pingidentity.com/pingam/8.1/am-sessions/managing-sessions-REST.html
_PINGAM = Profile(
    "pingam",
    {
        **_AIC.versions,
        "refresh": "resource=3.1, protocol=1.0",
        "validate": "resource=3.0, protocol=1.0",
        "querySessions": "resource=3.1, protocol=1.0",
        "logoutByHandle": "resource=3.1, protocol=1.0",
    },
    unsupported=frozenset({"issueAccessToken"}),
)
# As OpenAM 16.0.5 answers.
_OPENAM = Profile(
    "openam",
    {
        **dict.fromkeys(_AIC.versions, "resource=2.0, protocol=1.0"),
        "validate": "resource=1.0, protocol=1.0",
        "authenticate": "resource=2.0, protocol=1.0",
        "getServerInfo": "resource=1.1",
    },
    target_in_body=False,
    admin_target_in_query=frozenset({"refresh"}),
    unsupported=frozenset({"getSessionInfoAndResetIdleTime", "logoutByUser", "issueAccessToken"}),
    validate_can_spare=False,
    whole_update=True,
)

PROFILES: Final[Mapping[str, Profile]] = {profile.name: profile for profile in (_AIC, _PINGAM, _OPENAM)}


def target_is_read(version: str, *, in_body: bool) -> bool:
    """Whether a server asked for ``version`` looks for the target there: in the body, or else in the query."""
    found = _RESOURCE.search(version)
    return found is not None and ((int(found[1]), int(found[2])) >= _FIRST_WITH_BODY_TARGET) is in_body


def version_remedy(profile: Profile, operation: str, version: str) -> str:
    """What to try when a server of this kind does not serve the version: a profile that asks for another, or one's own."""
    others = [
        repr(other.name)
        for other in PROFILES.values()
        if other is not profile and operation not in other.unsupported and other.versions[operation] != version
    ]
    profiles = f"{' or '.join(f'profile={name}' for name in others)}, or " if others else ""
    return f"the server may not serve {version} here: try {profiles}api_versions={{{operation!r}: ...}}"


def realm_path(realm: str) -> str:
    """The part of the URL that addresses a realm: ``a/b`` is ``/realms/root/realms/a/realms/b``.

    Each realm is a segment of its own: real servers refuse an encoded slash, of either kind.
    """
    names = [name for name in realm.strip("/").split("/") if realm.strip("/")]
    if any(name in ("", ".", "..") or "\\" in name or not name.isprintable() for name in names):
        raise UsageError("a realm is '/', or names joined by '/', such as 'alpha' or '/alpha/beta'")
    return "/realms/root" + "".join(f"/realms/{quote(name, safe='')}" for name in names)


def session_filter(username: str, realm: str) -> str:
    """The query for the sessions of a user in a realm."""
    return f'username eq "{_escaped(username)}" and realm eq "/{_escaped(realm.strip("/"))}"'


def _escaped(text: str) -> str:
    """``text`` between the quotes of a filter."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
