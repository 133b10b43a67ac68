from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

T = TypeVar("T", bound="ZeroPageLogin")


@_attrs_define
class ZeroPageLogin:
    """Whether credentials may be given in the URL of the sign-in page."""

    enabled: bool | None = None
    """Whether it works at all."""
    referer_whitelist: list[str] | None = None
    """The pages that may do so."""
    allowed_without_referer: bool | None = None
    """Whether a request without a `Referer` may do so."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        referer_whitelist: list[str] | None = None
        if self.referer_whitelist is not None:
            referer_whitelist = self.referer_whitelist

        allowed_without_referer = self.allowed_without_referer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if enabled is not None:
            field_dict["enabled"] = enabled
        if referer_whitelist is not None:
            field_dict["refererWhitelist"] = referer_whitelist
        if allowed_without_referer is not None:
            field_dict["allowedWithoutReferer"] = allowed_without_referer

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enabled = d.pop("enabled", None)

        referer_whitelist = cast(list[str], d.pop("refererWhitelist", None))

        allowed_without_referer = d.pop("allowedWithoutReferer", None)

        _made = cls(
            enabled=enabled,
            referer_whitelist=referer_whitelist,
            allowed_without_referer=allowed_without_referer,
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
