from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

T = TypeVar("T", bound="CustomerSupportCredentials")


@_attrs_define
class CustomerSupportCredentials:
    """Who logs in as customer support, and where."""

    user_name: str
    """The tenant administrator's login name."""
    password: str = _attrs_field(repr=masked)
    """The tenant administrator's password."""
    client_tenant_id: str
    """The id of the tenant to log in to."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_name = self.user_name

        password = self.password

        client_tenant_id = self.client_tenant_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userName": user_name,
                "password": password,
                "client_tenant_id": client_tenant_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_name = d.pop("userName")

        password = d.pop("password")

        client_tenant_id = d.pop("client_tenant_id")

        _made = cls(
            user_name=user_name,
            password=password,
            client_tenant_id=client_tenant_id,
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
