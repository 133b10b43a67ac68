from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.session_identity_provider_type import SESSION_IDENTITY_PROVIDER_TYPE_BY_VALUE, SessionIdentityProviderType
from ..types import names_only

T = TypeVar("T", bound="SessionIdentityProvider")


@_attrs_define
class SessionIdentityProvider:
    """The identity provider that authenticated the user."""

    id: str | None = None
    """The org's id if the type is `OKTA`, else the identity provider's."""
    type_: SessionIdentityProviderType | str | None = None
    """What kind of identity provider it is."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        type_: str | None
        if self.type_ is None:
            type_ = None
        elif isinstance(self.type_, SessionIdentityProviderType):
            type_ = self.type_.value
        else:
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if type_ is not None:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _type_ = d.pop("type", None)
        if isinstance(_type_, str):
            _type_ = SESSION_IDENTITY_PROVIDER_TYPE_BY_VALUE.get(_type_, _type_)
        elif _type_ is not None:
            _type_ = None
            d["type"] = src_dict["type"]

        made = cls(
            id=_id,
            type_=_type_,
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
