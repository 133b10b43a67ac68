from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="SessionHandles")


@_attrs_define
class SessionHandles:
    """Handles of sessions to end."""

    session_handles: list[str] = _attrs_field(repr=redacted)
    """Handles as `querySessions` lists them, such as `shandle:...`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        session_handles: list[str]
        session_handles = self.session_handles

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "sessionHandles": session_handles,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        raw_session_handles: list[Any] | None = d.pop("sessionHandles", None)
        if not isinstance(raw_session_handles, list):
            raise InvalidResponse("sessionHandles", "a list", missing="sessionHandles" not in src_dict)
        _session_handles: list[str]
        _session_handles = []
        for session_handles_item in raw_session_handles:
            if not isinstance(session_handles_item, str):
                raise InvalidResponse(f"sessionHandles[{len(_session_handles)}]", "a string")
            _session_handles.append(session_handles_item)

        made = cls(
            session_handles=_session_handles,
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
