from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _enabled = d.pop("enabled", None)
        if _enabled is not None and not isinstance(_enabled, bool):
            _enabled = None
            d["enabled"] = src_dict["enabled"]

        raw_referer_whitelist: list[Any] | None = d.pop("refererWhitelist", None)
        _referer_whitelist: list[str] | None = None
        if isinstance(raw_referer_whitelist, list):
            _referer_whitelist = []
            for referer_whitelist_item in raw_referer_whitelist:
                if not isinstance(referer_whitelist_item, str):
                    _referer_whitelist = None
                    break
                _referer_whitelist.append(referer_whitelist_item)

        if raw_referer_whitelist is not None and _referer_whitelist is None:
            d["refererWhitelist"] = src_dict["refererWhitelist"]

        _allowed_without_referer = d.pop("allowedWithoutReferer", None)
        if _allowed_without_referer is not None and not isinstance(_allowed_without_referer, bool):
            _allowed_without_referer = None
            d["allowedWithoutReferer"] = src_dict["allowedWithoutReferer"]

        made = cls(
            enabled=_enabled,
            referer_whitelist=_referer_whitelist,
            allowed_without_referer=_allowed_without_referer,
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
