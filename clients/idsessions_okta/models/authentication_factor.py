from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.authentication_factor_embedded import AuthenticationFactorEmbedded
from ..models.authentication_factor_links import AuthenticationFactorLinks
from ..models.authentication_factor_profile import AuthenticationFactorProfile
from ..types import names_only

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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _factor_type = d.pop("factorType", None)
        if _factor_type is not None and not isinstance(_factor_type, str):
            _factor_type = None
            d["factorType"] = src_dict["factorType"]

        _provider = d.pop("provider", None)
        if _provider is not None and not isinstance(_provider, str):
            _provider = None
            d["provider"] = src_dict["provider"]

        _vendor_name = d.pop("vendorName", None)
        if _vendor_name is not None and not isinstance(_vendor_name, str):
            _vendor_name = None
            d["vendorName"] = src_dict["vendorName"]

        _status = d.pop("status", None)
        if _status is not None and not isinstance(_status, str):
            _status = None
            d["status"] = src_dict["status"]

        _enrollment = d.pop("enrollment", None)
        if _enrollment is not None and not isinstance(_enrollment, str):
            _enrollment = None
            d["enrollment"] = src_dict["enrollment"]

        _profile = d.pop("profile", None)
        if _profile is not None:
            try:
                _profile = AuthenticationFactorProfile.from_dict(_profile)
            except InvalidResponse:
                _profile = None
                d["profile"] = src_dict["profile"]

        _embedded = d.pop("_embedded", None)
        if _embedded is not None:
            try:
                _embedded = AuthenticationFactorEmbedded.from_dict(_embedded)
            except InvalidResponse:
                _embedded = None
                d["_embedded"] = src_dict["_embedded"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = AuthenticationFactorLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            id=_id,
            factor_type=_factor_type,
            provider=_provider,
            vendor_name=_vendor_name,
            status=_status,
            enrollment=_enrollment,
            profile=_profile,
            embedded=_embedded,
            links=_links,
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
