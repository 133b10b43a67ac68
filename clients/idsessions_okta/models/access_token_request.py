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
    """A service app's request for an access token."""

    scope: str
    """The scopes wanted, separated by spaces."""
    client_assertion: str = _attrs_field(repr=redacted)
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _grant_type = d.pop("grant_type", None)
        if _grant_type != "client_credentials":
            raise InvalidResponse("grant_type", "the documented value", missing="grant_type" not in src_dict)

        _scope = d.pop("scope", None)
        if not isinstance(_scope, str):
            raise InvalidResponse("scope", "a string", missing="scope" not in src_dict)

        _client_assertion_type = d.pop("client_assertion_type", None)
        if _client_assertion_type != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise InvalidResponse(
                "client_assertion_type", "the documented value", missing="client_assertion_type" not in src_dict
            )

        _client_assertion = d.pop("client_assertion", None)
        if not isinstance(_client_assertion, str):
            raise InvalidResponse("client_assertion", "a string", missing="client_assertion" not in src_dict)

        made = cls(
            grant_type=_grant_type,
            scope=_scope,
            client_assertion_type=_client_assertion_type,
            client_assertion=_client_assertion,
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
