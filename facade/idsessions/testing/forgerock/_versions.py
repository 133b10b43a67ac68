"""The versions of endpoints: which one a request asks for, and which one responds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import define, frozen

from idsessions.testing._base.messages import EmulatedRequest
from idsessions.testing.forgerock._crest import Refusal
from idsessions.testing.forgerock._profiles import ServerProfile, Version

_VERSION: Final = re.compile(r"(protocol|resource)=(\d+)(?:\.(\d+))?")
# The newest CREST protocol that servers support.
NEWEST_PROTOCOL: Final[Version] = (2, 1)


@frozen
class RequestedVersions:
    """The protocol and the version that ``Accept-API-Version`` asks for; None for what it does not name."""

    protocol: Version | None = None
    resource: Version | None = None


def requested_versions(header: str | None) -> RequestedVersions:
    """Read ``Accept-API-Version``.

    Raises:
        ValueError: It is malformed.
    """
    found: dict[str, Version] = {}
    for part in filter(None, (header or "").strip().split(",")):
        matched = _VERSION.fullmatch(part.strip())
        if matched is None or matched[1] in found:
            raise ValueError(f"Version string is in an invalid format: {header}")
        found[matched[1]] = (int(matched[2]), int(matched[3] or 0))
    return RequestedVersions(**found)


def served_version(versions: tuple[Version, ...], requested: Version | None) -> Version | None:
    """The version that responds: of the same major, with at least the minor; the newest by default; None if unsupported."""
    if requested is None:
        return versions[-1]
    return next((each for each in reversed(versions) if each[0] == requested[0] and each[1] >= requested[1]), None)


def version_text(version: Version) -> str:
    """A version as headers write it."""
    return f"{version[0]}.{version[1]}"


@define
class VersionGate:
    """Chooses the version of an endpoint for a request. Endpoints call it after their other checks.

    Attributes:
        profile: The kind of server.
        endpoint: The endpoint's path.
        request: The request.
        served: The version that responds, after the call.
    """

    profile: ServerProfile
    endpoint: str
    request: EmulatedRequest
    served: Version | None = None

    @property
    def requested(self) -> RequestedVersions:
        """What the header asks for.

        Raises:
            ValueError: It is malformed.
        """
        return requested_versions(self.request.headers.get("accept-api-version"))

    @property
    def expected(self) -> Version:
        """The version that will respond; if none will, the requested one."""
        requested = self.requested.resource
        return served_version(self.profile.versions[self.endpoint], requested) or requested or (0, 0)

    def __call__(self) -> Version:
        """Choose the version that responds.

        Raises:
            Refusal: The server does not have the requested version.
        """
        self.served = served_version(self.profile.versions[self.endpoint], self.requested.resource)
        if self.served is None:
            raise Refusal(404, f"Resource '{'*' if self.endpoint == 'serverinfo' else ''}' not found")
        return self.served

    def check_protocol(self) -> None:
        """Refuse a protocol that is newer than the server's."""
        protocol = self.requested.protocol
        if protocol is not None and protocol > NEWEST_PROTOCOL:
            part = "major" if protocol[0] > NEWEST_PROTOCOL[0] else "minor"
            raise Refusal(400, f"Unsupported {part} version: {version_text(protocol)}")

    def headers(self, *, has_results: bool = False) -> Iterator[tuple[str, str]]:
        """The headers about versions; ``has_results`` is for a list that is not empty."""
        if self.served is None:
            return
        text = f"resource={version_text(self.served)}"
        if has_results and self.profile.name == "openam":
            yield "Content-API-Version", f"protocol={version_text(self.requested.protocol or NEWEST_PROTOCOL)},{text}"
        yield "Content-API-Version", text
        if self.requested.resource is None and self.profile.warns_without_version:
            yield "Warning", '100 CREST "Accept-API-Version should be included in the request."'
