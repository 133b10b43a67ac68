from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="LogoutResult")


@_attrs_define
class LogoutResult:
    """What became of a session that was to end."""

    result: str
    """`Successfully logged out`, or `Token has expired` when it had ended before."""
    goto: str | None = None
    """Where the server wants the user to go now (OpenAM, when its post-processing says so)."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        result = self.result

        goto = self.goto

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "result": result,
            }
        )
        if goto is not None:
            field_dict["goto"] = goto

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _result = d.pop("result", None)
        if not isinstance(_result, str):
            raise InvalidResponse("result", "a string", missing="result" not in src_dict)

        _goto = d.pop("goto", None)
        if _goto is not None and not isinstance(_goto, str):
            _goto = None
            d["goto"] = src_dict["goto"]

        made = cls(
            result=_result,
            goto=_goto,
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
