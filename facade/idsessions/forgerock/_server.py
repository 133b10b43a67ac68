"""One server and the realm that a client calls in: where, at which versions, and what to try after a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, Self

from attrs import Factory, field, frozen

from ..errors import AnswerError, AuthenticationError, BadRequestError, UnreadableAnswerError, UsageError
from ._encoding import realm_path
from ._profiles import PROFILES, Profile

# What can stand in a header (RFC 9110, section 5.5); whether it is a version is for the server to say.
_VERSION: Final = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")

# How people paste a URL, and what they should do.
_MISTAKES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), problem)
    for pattern, problem in (
        (r"[{}<>$]|your-?tenant", "still has a placeholder: write your server's name there"),
        # Operations have the first two of these paths themselves; the others are pages that a browser shows, or other servers.
        (
            r"//[^/]+(?:/.*)?/(json|oauth2|xui|ui|console|platform|enduser|openidm)(?:/|$)",
            "has a path too many: leave out /{} and what follows it, and pass a realm as `realm`",
        ),
        (r"//[^/]+\.forgeblocks\.com/*$", "lacks the deployment path /am"),
    )
)


def check_base_url(url: str) -> None:
    """Raise `UsageError` for a URL that is not a server's, as people paste it."""
    for pattern, problem in _MISTAKES:
        if found := pattern.search(url):
            what = problem.format(*found.groups())
            raise UsageError(f"`base_url` {what}, such as https://tenant.forgeblocks.com/am", provider="forgerock")


@frozen
class Server:
    """One server and one realm.

    Attributes:
        base_url: The server's URL.
        profile: What kind of server it is.
        versions: ``Accept-API-Version`` by operation.
        realm: The realm, as the caller named it.
        url: Where the paths of the realm's operations begin.
    """

    base_url: str
    profile: Profile
    versions: Mapping[str, str] = field(repr=False)
    realm: str
    url: str = field(init=False, repr=False, default=Factory(lambda self: self._url(), takes_self=True))

    @classmethod
    def of(cls, base_url: str, profile: str, api_versions: Mapping[str, str] | None, realm: str) -> Self:
        """A server as a caller describes it.

        Raises:
            UsageError: One of the arguments cannot be used.
        """
        if profile not in PROFILES:
            raise UsageError(f"`profile` must be one of {', '.join(PROFILES)}, not {profile!r}")
        known = PROFILES[profile].versions
        if unknown := (api_versions or {}).keys() - known.keys():
            raise UsageError(f"`api_versions` names an unknown operation: {', '.join(sorted(unknown))}")
        versions = {**known, **(api_versions or {})}
        if not all(isinstance(version, str) and _VERSION.fullmatch(version) for version in versions.values()):  # pyright: ignore[reportUnnecessaryIsInstance]  # a caller may be untyped
            raise UsageError("`api_versions` must have values such as 'resource=4.0, protocol=1.0'")
        return cls(base_url, PROFILES[profile], versions, realm)

    def _url(self) -> str:
        return f"{self.base_url}/json{realm_path(self.realm)}"

    def explained(self, error: AnswerError) -> AnswerError:
        """``error``, with what to try after it, if something is known."""
        remedy = self._remedy(error)
        return error._as(type(error), f"{error.message}; {remedy}") if remedy else error  # pyright: ignore[reportPrivateUsage]  # it is for the provider packages

    def _remedy(self, error: AnswerError) -> str:
        wrong_url = ""
        if error.status == HTTPStatus.NOT_FOUND and error.code is None:
            wrong_url = "is `base_url` right? It usually ends in /am"
        if error.operation not in self.versions or isinstance(error, UnreadableAnswerError):
            return wrong_url  # Of a page; or of a request for a token, which is beside the realms.
        if error.status == HTTPStatus.UNAUTHORIZED and isinstance(error, AuthenticationError):
            return "" if self.realm.strip("/") else "the realm is '/': if the user is in another, pass it as `realm`"
        if not isinstance(error, BadRequestError) or error.status not in (404, 406, 501):
            return ""
        if "realm" in error.message.lower():
            return f"check the realm {self.realm!r}"
        remedy = version_remedy(self.profile, error.operation, self.versions[error.operation])
        return f"{wrong_url}; or {remedy}" if wrong_url else remedy


def version_remedy(profile: Profile, operation: str, version: str) -> str:
    """What to try when a server of this kind does not serve ``version``: another profile, or the caller's own version."""
    others = [
        repr(other.name)
        for other in PROFILES.values()
        if other is not profile and operation not in other.unsupported and other.versions[operation] != version
    ]
    profiles = f"{' or '.join(f'profile={name}' for name in others)}, or " if others else ""
    return f"the server may not serve {version} here: try {profiles}api_versions={{{operation!r}: ...}}"
