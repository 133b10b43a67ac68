from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="SessionPropertiesUpdate")


@_attrs_define
class SessionPropertiesUpdate:
    """Properties to set by their names. One that is called `tokenId` cannot be set."""

    token_id: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the session that is meant. Without it, the caller's own."""
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if token_id is not None:
            field_dict["tokenId"] = token_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _token_id = d.pop("tokenId", None)
        if _token_id is not None and not isinstance(_token_id, str):
            raise InvalidResponse("tokenId", "a string")

        for additional_property in d.values():
            if not isinstance(additional_property, str):
                raise InvalidResponse("<unlisted field>", "a string")

        made = cls(
            token_id=_token_id,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> str:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: str) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
