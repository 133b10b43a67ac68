from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.authentication_factor_embedded import AuthenticationFactorEmbedded
    from ..models.authentication_factor_links import AuthenticationFactorLinks
    from ..models.authentication_factor_profile import AuthenticationFactorProfile


T = TypeVar("T", bound="AuthenticationFactor")


@_attrs_define
class AuthenticationFactor:
    """A factor besides the password."""

    id: str | None = None
    """The factor's id; none before it is enrolled."""
    factor_type: str | None = None
    """The kind of factor, such as `push`, `sms`, `question`, `webauthn` or `token:software:totp`."""
    provider: str | None = None
    """Who provides it, such as `OKTA`, `GOOGLE` or `FIDO`."""
    vendor_name: str | None = None
    """The provider's name as the administrator set it."""
    status: str | None = None
    """Whether it is set up, in `MFA_ENROLL`; for instance `NOT_SETUP`."""
    enrollment: str | None = None
    """Whether it must be set up, in `MFA_ENROLL`; `OPTIONAL` or `REQUIRED`."""
    profile: AuthenticationFactorProfile | None = None
    """What tells a factor from others of its kind. The members depend on the kind; numbers and addresses are
    masked."""
    embedded: AuthenticationFactorEmbedded | None = None
    """What is needed to activate or answer a factor. More members come with single kinds of factor."""
    links: AuthenticationFactorLinks | None = None
    """What can be done with a factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        factor_type = self.factor_type

        provider = self.provider

        vendor_name = self.vendor_name

        status = self.status

        enrollment = self.enrollment

        profile: dict[str, Any] | None = None
        if self.profile is not None:
            profile = self.profile.to_dict()

        embedded: dict[str, Any] | None = None
        if self.embedded is not None:
            embedded = self.embedded.to_dict()

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if factor_type is not None:
            field_dict["factorType"] = factor_type
        if provider is not None:
            field_dict["provider"] = provider
        if vendor_name is not None:
            field_dict["vendorName"] = vendor_name
        if status is not None:
            field_dict["status"] = status
        if enrollment is not None:
            field_dict["enrollment"] = enrollment
        if profile is not None:
            field_dict["profile"] = profile
        if embedded is not None:
            field_dict["_embedded"] = embedded
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.authentication_factor_embedded import AuthenticationFactorEmbedded  # noqa: PLC0415
        from ..models.authentication_factor_links import AuthenticationFactorLinks  # noqa: PLC0415
        from ..models.authentication_factor_profile import AuthenticationFactorProfile  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id", None)

        factor_type = d.pop("factorType", None)

        provider = d.pop("provider", None)

        vendor_name = d.pop("vendorName", None)

        status = d.pop("status", None)

        enrollment = d.pop("enrollment", None)

        _profile = d.pop("profile", None)
        profile: AuthenticationFactorProfile | None
        if _profile is None:
            profile = None
        else:
            profile = AuthenticationFactorProfile.from_dict(_profile)

        _embedded = d.pop("_embedded", None)
        embedded: AuthenticationFactorEmbedded | None
        if _embedded is None:
            embedded = None
        else:
            embedded = AuthenticationFactorEmbedded.from_dict(_embedded)

        _links = d.pop("_links", None)
        links: AuthenticationFactorLinks | None
        if _links is None:
            links = None
        else:
            links = AuthenticationFactorLinks.from_dict(_links)

        _made = cls(
            id=id,
            factor_type=factor_type,
            provider=provider,
            vendor_name=vendor_name,
            status=status,
            enrollment=enrollment,
            profile=profile,
            embedded=embedded,
            links=links,
        )

        _made.additional_properties = d
        return _made

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
