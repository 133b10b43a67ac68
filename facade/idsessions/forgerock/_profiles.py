"""How ForgeRock's kinds of server differ, as data: versions, where a target goes, and which operations are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

ProfileName: TypeAlias = Literal["aic", "pingam", "openam"]
AuthIndex: TypeAlias = tuple[
    Literal["service", "composite_advice", "resource", "transaction", "module", "level", "role", "user"], str
]
"""What a sign-in is for, and its name or value: ``("composite_advice", "<Advices>...")``."""

# Of the page "Authenticate endpoint parameters" of AIC.
_ADVICES: Final = frozenset({"service", "composite_advice", "resource", "transaction"})
# PingAM to 7.5, and OpenAM.
_OLD_TYPES: Final = frozenset({"module", "level", "role", "user"})


@frozen
class Profile:
    """One kind of server.

    Attributes:
        versions: ``Accept-API-Version`` by operation.
        target_in_body: Whether another user's session is named by ``tokenId`` in the body, beside the caller's credential.
            If not, the session's token is sent as the only credential.
        admin_target_in_query: Operations that only an administrator's credential may call: if the target does not go into
            the body, it goes into the query.
        unsupported: Operations that this kind of server does not have.
        auth_index_types: What a sign-in can be asked for, besides a journey.
        bearer: Whether the server accepts access tokens.
        admin_login: Whether administrators sign in with name and password alone.
        validate_can_spare: Whether ``validate`` can be asked not to extend the session.
        whole_update: Whether an update of session properties must name all of them.
    """

    name: ProfileName
    versions: Mapping[str, str] = field(repr=False)
    target_in_body: bool = True
    admin_target_in_query: frozenset[str] = frozenset()
    unsupported: frozenset[str] = frozenset()
    auth_index_types: frozenset[str] = _ADVICES | _OLD_TYPES
    bearer: bool = False
    admin_login: bool = True
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
    auth_index_types=_ADVICES,
    bearer=True,
    admin_login=False,
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
# As OpenAM 16.0.5 responds.
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
    auth_index_types=(_ADVICES | _OLD_TYPES) - {"transaction"},
    validate_can_spare=False,
    whole_update=True,
)

PROFILES: Final[Mapping[str, Profile]] = {profile.name: profile for profile in (_AIC, _PINGAM, _OPENAM)}
