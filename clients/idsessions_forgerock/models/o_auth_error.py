from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="OAuthError")


@_attrs_define
class OAuthError:
    """An error of the token endpoint (RFC 6749, section 5.2)."""

    error: str
    """The code, such as `invalid_client`, `invalid_grant`, `invalid_scope` or `invalid_request`."""
    error_description: str | None = None
    """What was wrong, for people."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
            }
        )
        if error_description is not None:
            field_dict["error_description"] = error_description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error = d.pop("error", None)
        if not isinstance(_error, str):
            raise InvalidResponse("error", "a string", missing="error" not in src_dict)

        _error_description = d.pop("error_description", None)
        if _error_description is not None and not isinstance(_error_description, str):
            _error_description = None
            d["error_description"] = src_dict["error_description"]

        made = cls(
            error=_error,
            error_description=_error_description,
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
