from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

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
        d = dict(src_dict)
        min_length = d.pop("minLength", None)

        min_lower_case = d.pop("minLowerCase", None)

        min_upper_case = d.pop("minUpperCase", None)

        min_number = d.pop("minNumber", None)

        min_symbol = d.pop("minSymbol", None)

        def _parse_exclude_username(data: object) -> bool | str | None:
            if data is None:
                return data
            return cast(bool | str | None, data)

        exclude_username = _parse_exclude_username(d.pop("excludeUsername", None))

        _made = cls(
            min_length=min_length,
            min_lower_case=min_lower_case,
            min_upper_case=min_upper_case,
            min_number=min_number,
            min_symbol=min_symbol,
            exclude_username=exclude_username,
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
