from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _multi_optional_factor_enroll = d.pop("multiOptionalFactorEnroll", None)
        if _multi_optional_factor_enroll is not None and not isinstance(_multi_optional_factor_enroll, bool):
            _multi_optional_factor_enroll = None
            d["multiOptionalFactorEnroll"] = src_dict["multiOptionalFactorEnroll"]

        _warn_before_password_expired = d.pop("warnBeforePasswordExpired", None)
        if _warn_before_password_expired is not None and not isinstance(_warn_before_password_expired, bool):
            _warn_before_password_expired = None
            d["warnBeforePasswordExpired"] = src_dict["warnBeforePasswordExpired"]

        made = cls(
            multi_optional_factor_enroll=_multi_optional_factor_enroll,
            warn_before_password_expired=_warn_before_password_expired,
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
