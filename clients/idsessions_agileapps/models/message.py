from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="Message")


@_attrs_define
class Message:
    """How a request went."""

    code: int
    """0 for success, negative for an error: -1 could not be completed, -101 not logged in, -200 invalid record
    id, -300 no such resource, -850 not permitted, -4006 invalid tenant id, -4600 feature not enabled, -4601
    payload that cannot be read. Others exist.
     """
    description: str | None = None
    """The same in words."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
            }
        )
        if description is not None:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _code = d.pop("code", None)
        if isinstance(_code, bool) or not isinstance(_code, int):
            raise InvalidResponse("code", "an integer", missing="code" not in src_dict)

        _description = d.pop("description", None)
        if _description is not None and not isinstance(_description, str):
            _description = None
            d["description"] = src_dict["description"]

        made = cls(
            code=_code,
            description=_description,
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
