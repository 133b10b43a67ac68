from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

T = TypeVar("T", bound="AccessTokenRequest")


@_attrs_define
class AccessTokenRequest:
    """A service account's request for an access token (the JWT bearer grant of RFC 7523)."""

    scope: str
    """The scopes wanted, separated by spaces. The session endpoints need `fr:am:*`."""
    assertion: str = _attrs_field(repr=masked)
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
        d = dict(src_dict)
        grant_type = cast(Literal["urn:ietf:params:oauth:grant-type:jwt-bearer"], d.pop("grant_type"))
        if grant_type != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            raise ValueError(
                f"grant_type must match const 'urn:ietf:params:oauth:grant-type:jwt-bearer', got '{grant_type}'"
            )

        client_id = cast(Literal["service-account"], d.pop("client_id"))
        if client_id != "service-account":
            raise ValueError(f"client_id must match const 'service-account', got '{client_id}'")

        scope = d.pop("scope")

        assertion = d.pop("assertion")

        _made = cls(
            grant_type=grant_type,
            client_id=client_id,
            scope=scope,
            assertion=assertion,
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
