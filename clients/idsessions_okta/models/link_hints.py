from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="LinkHints")


@_attrs_define
class LinkHints:
    """How a link can be called."""

    allow: list[str] | None = None
    """The methods that are allowed."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        allow: list[str] | None = None
        if self.allow is not None:
            allow = self.allow

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allow is not None:
            field_dict["allow"] = allow

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_allow: list[Any] | None = d.pop("allow", None)
        _allow: list[str] | None = None
        if isinstance(raw_allow, list):
            _allow = []
            for allow_item in raw_allow:
                if not isinstance(allow_item, str):
                    _allow = None
                    break
                _allow.append(allow_item)

        if raw_allow is not None and _allow is None:
            d["allow"] = src_dict["allow"]

        made = cls(
            allow=_allow,
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
