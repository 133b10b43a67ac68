from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="PasswordAge")


@_attrs_define
class PasswordAge:
    """How often passwords may change and return."""

    min_age_minutes: int | None = None
    """How many minutes a password must have been in use before it may be changed."""
    history_count: int | None = None
    """How many earlier passwords must not be used again."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        min_age_minutes = self.min_age_minutes

        history_count = self.history_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if min_age_minutes is not None:
            field_dict["minAgeMinutes"] = min_age_minutes
        if history_count is not None:
            field_dict["historyCount"] = history_count

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _min_age_minutes = d.pop("minAgeMinutes", None)
        if _min_age_minutes is not None and (
            isinstance(_min_age_minutes, bool) or not isinstance(_min_age_minutes, int)
        ):
            _min_age_minutes = None
            d["minAgeMinutes"] = src_dict["minAgeMinutes"]

        _history_count = d.pop("historyCount", None)
        if _history_count is not None and (isinstance(_history_count, bool) or not isinstance(_history_count, int)):
            _history_count = None
            d["historyCount"] = src_dict["historyCount"]

        made = cls(
            min_age_minutes=_min_age_minutes,
            history_count=_history_count,
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
