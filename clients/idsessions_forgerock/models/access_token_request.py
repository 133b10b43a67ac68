from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="AccessTokenRequest")


@_attrs_define
class AccessTokenRequest:
    """A service account's request for an access token (the JWT bearer grant of RFC 7523)."""

    scope: str
    """The scopes wanted, separated by spaces. The session endpoints need `fr:am:*`."""
    assertion: str = _attrs_field(repr=redacted)
    """A JWT signed with the account's private key (RS256). `iss` and `sub` are the account's id, `aud` is the
    address of this endpoint with its port, `exp` is three minutes ahead, `jti` is new each time."""
    grant_type: Literal["urn:ietf:params:oauth:grant-type:jwt-bearer"] = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    """Always that of a JWT."""
    client_id: Literal["service-account"] = "service-account"
    """Always the client that all service accounts share; which account it is, the assertion says."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        grant_type = self.grant_type

        client_id = self.client_id

        scope = self.scope

        assertion = self.assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "grant_type": grant_type,
                "client_id": client_id,
                "scope": scope,
                "assertion": assertion,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _grant_type = d.pop("grant_type", None)
        if _grant_type != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise InvalidResponse("grant_type", "the documented value", missing="grant_type" not in src_dict)

        _client_id = d.pop("client_id", None)
        if _client_id != "service-account":
            raise InvalidResponse("client_id", "the documented value", missing="client_id" not in src_dict)

        _scope = d.pop("scope", None)
        if not isinstance(_scope, str):
            raise InvalidResponse("scope", "a string", missing="scope" not in src_dict)

        _assertion = d.pop("assertion", None)
        if not isinstance(_assertion, str):
            raise InvalidResponse("assertion", "a string", missing="assertion" not in src_dict)

        made = cls(
            grant_type=_grant_type,
            client_id=_client_id,
            scope=_scope,
            assertion=_assertion,
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
