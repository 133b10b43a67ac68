from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="AuthenticationContext")


@_attrs_define
class AuthenticationContext:
    """What a trusted application knows of the user's device. Ignored without an API token."""

    device_token: str | None = _attrs_field(default=None, repr=redacted)
    """An id of the user's device or browser, at most 32 characters, the same on every sign-in. Who has it may be
    spared the second factor."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        device_token = self.device_token

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if device_token is not None:
            field_dict["deviceToken"] = device_token

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _device_token = d.pop("deviceToken", None)
        if _device_token is not None and not isinstance(_device_token, str):
            _device_token = None
            d["deviceToken"] = src_dict["deviceToken"]

        made = cls(
            device_token=_device_token,
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
