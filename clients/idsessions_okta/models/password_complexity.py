from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="PasswordComplexity")


@_attrs_define
class PasswordComplexity:
    """What a new password must be like."""

    min_length: int | None = None
    """How many characters at least."""
    min_lower_case: int | None = None
    """How many of them lower case."""
    min_upper_case: int | None = None
    """How many of them upper case."""
    min_number: int | None = None
    """How many of them digits."""
    min_symbol: int | None = None
    """How many of them symbols."""
    exclude_username: bool | str | None = None
    """Whether the login must not occur in it. Documented as a boolean, shown as a string."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        min_length = self.min_length

        min_lower_case = self.min_lower_case

        min_upper_case = self.min_upper_case

        min_number = self.min_number

        min_symbol = self.min_symbol

        exclude_username: bool | str | None
        if self.exclude_username is None:
            exclude_username = None
        else:
            exclude_username = self.exclude_username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if min_length is not None:
            field_dict["minLength"] = min_length
        if min_lower_case is not None:
            field_dict["minLowerCase"] = min_lower_case
        if min_upper_case is not None:
            field_dict["minUpperCase"] = min_upper_case
        if min_number is not None:
            field_dict["minNumber"] = min_number
        if min_symbol is not None:
            field_dict["minSymbol"] = min_symbol
        if exclude_username is not None:
            field_dict["excludeUsername"] = exclude_username

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _min_length = d.pop("minLength", None)
        if _min_length is not None and (isinstance(_min_length, bool) or not isinstance(_min_length, int)):
            _min_length = None
            d["minLength"] = src_dict["minLength"]

        _min_lower_case = d.pop("minLowerCase", None)
        if _min_lower_case is not None and (isinstance(_min_lower_case, bool) or not isinstance(_min_lower_case, int)):
            _min_lower_case = None
            d["minLowerCase"] = src_dict["minLowerCase"]

        _min_upper_case = d.pop("minUpperCase", None)
        if _min_upper_case is not None and (isinstance(_min_upper_case, bool) or not isinstance(_min_upper_case, int)):
            _min_upper_case = None
            d["minUpperCase"] = src_dict["minUpperCase"]

        _min_number = d.pop("minNumber", None)
        if _min_number is not None and (isinstance(_min_number, bool) or not isinstance(_min_number, int)):
            _min_number = None
            d["minNumber"] = src_dict["minNumber"]

        _min_symbol = d.pop("minSymbol", None)
        if _min_symbol is not None and (isinstance(_min_symbol, bool) or not isinstance(_min_symbol, int)):
            _min_symbol = None
            d["minSymbol"] = src_dict["minSymbol"]

        _exclude_username = d.pop("excludeUsername", None)
        if _exclude_username is not None and not isinstance(_exclude_username, (bool, str)):
            _exclude_username = None
            d["excludeUsername"] = src_dict["excludeUsername"]

        made = cls(
            min_length=_min_length,
            min_lower_case=_min_lower_case,
            min_upper_case=_min_upper_case,
            min_number=_min_number,
            min_symbol=_min_symbol,
            exclude_username=_exclude_username,
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
