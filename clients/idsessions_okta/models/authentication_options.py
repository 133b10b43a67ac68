from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

T = TypeVar("T", bound="AuthenticationOptions")


@_attrs_define
class AuthenticationOptions:
    """Steps that an authentication has only on demand."""

    multi_optional_factor_enroll: bool | None = None
    """After a factor was enrolled, offer the other optional ones (`MFA_ENROLL` again)."""
    warn_before_password_expired: bool | None = None
    """Stop at `PASSWORD_WARN` before `SUCCESS` if the password expires soon."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        multi_optional_factor_enroll = self.multi_optional_factor_enroll

        warn_before_password_expired = self.warn_before_password_expired

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if multi_optional_factor_enroll is not None:
            field_dict["multiOptionalFactorEnroll"] = multi_optional_factor_enroll
        if warn_before_password_expired is not None:
            field_dict["warnBeforePasswordExpired"] = warn_before_password_expired

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        multi_optional_factor_enroll = d.pop("multiOptionalFactorEnroll", None)

        warn_before_password_expired = d.pop("warnBeforePasswordExpired", None)

        _made = cls(
            multi_optional_factor_enroll=multi_optional_factor_enroll,
            warn_before_password_expired=warn_before_password_expired,
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
