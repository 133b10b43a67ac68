from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="AccessTokenResponse")


@_attrs_define
class AccessTokenResponse:
    """An access token for a service account."""

    access_token: str = _attrs_field(repr=redacted)
    """The token."""
    token_type: str
    """How the token is sent, `Bearer`."""
    expires_in: int
    """For how many seconds the token is valid; 899 was seen."""
    scope: str | None = None
    """The scopes granted, separated by spaces."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        access_token = self.access_token

        token_type = self.token_type

        expires_in = self.expires_in

        scope = self.scope

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "access_token": access_token,
                "token_type": token_type,
                "expires_in": expires_in,
            }
        )
        if scope is not None:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _access_token = d.pop("access_token", None)
        if not isinstance(_access_token, str):
            raise InvalidResponse("access_token", "a string", missing="access_token" not in src_dict)

        _token_type = d.pop("token_type", None)
        if not isinstance(_token_type, str):
            raise InvalidResponse("token_type", "a string", missing="token_type" not in src_dict)

        _expires_in = d.pop("expires_in", None)
        if isinstance(_expires_in, bool) or not isinstance(_expires_in, int):
            raise InvalidResponse("expires_in", "an integer", missing="expires_in" not in src_dict)

        _scope = d.pop("scope", None)
        if _scope is not None and not isinstance(_scope, str):
            _scope = None
            d["scope"] = src_dict["scope"]

        made = cls(
            access_token=_access_token,
            token_type=_token_type,
            expires_in=_expires_in,
            scope=_scope,
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
