from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

T = TypeVar("T", bound="AccessTokenRequest")


@_attrs_define
class AccessTokenRequest:
    """A service app's request for an access token."""

    scope: str
    """The scopes wanted, separated by spaces."""
    client_assertion: str = _attrs_field(repr=masked)
    """A JWT signed with the app's private key (RS256, RS384, RS512, ES256, ES384 or ES512). `iss` and `sub` are
    the client id, `aud` is this endpoint's whole address, `exp` is at most an hour ahead, `jti` is new each time.
    The header has `kid` if the app has several keys."""
    grant_type: Literal["client_credentials"] = "client_credentials"
    """Always `client_credentials`."""
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] = (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    """Always that of a JWT (RFC 7523)."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        grant_type = self.grant_type

        scope = self.scope

        client_assertion_type = self.client_assertion_type

        client_assertion = self.client_assertion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "grant_type": grant_type,
                "scope": scope,
                "client_assertion_type": client_assertion_type,
                "client_assertion": client_assertion,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        grant_type = cast(Literal["client_credentials"], d.pop("grant_type"))
        if grant_type != "client_credentials":
            raise ValueError(f"grant_type must match const 'client_credentials', got '{grant_type}'")

        scope = d.pop("scope")

        client_assertion_type = cast(
            Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"], d.pop("client_assertion_type")
        )
        if client_assertion_type != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise ValueError(
                f"client_assertion_type must match const 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', got '{client_assertion_type}'"
            )

        client_assertion = d.pop("client_assertion")

        _made = cls(
            grant_type=grant_type,
            scope=scope,
            client_assertion_type=client_assertion_type,
            client_assertion=client_assertion,
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
